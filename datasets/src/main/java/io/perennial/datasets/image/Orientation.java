package io.perennial.datasets.image;

import com.drew.imaging.jpeg.JpegMetadataReader;
import com.drew.imaging.jpeg.JpegProcessingException;
import com.drew.metadata.MetadataException;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;

/** Turns a JPEG upright, as viewers show it: cameras store the sensor's rows and note in EXIF how they were held (TIFF tag 274). */
final class Orientation {

    private static final int AS_STORED = 1;

    private Orientation() {
    }

    /** @param jpeg that the image was decoded from; EXIF that is damaged or absent leaves it as it is */
    static DecodedImage upright(DecodedImage image, byte[] jpeg) {
        int orientation = of(jpeg);
        return orientation == AS_STORED ? image : turned(image, orientation);
    }

    private static int of(byte[] jpeg) {
        try {
            ExifIFD0Directory exif = JpegMetadataReader.readMetadata(new ByteArrayInputStream(jpeg), List.of(new ExifReader()))
                    .getFirstDirectoryOfType(ExifIFD0Directory.class);
            if (exif == null || !exif.containsTag(ExifIFD0Directory.TAG_ORIENTATION)) {
                return AS_STORED;
            }
            int orientation = exif.getInt(ExifIFD0Directory.TAG_ORIENTATION);
            return orientation >= 1 && orientation <= 8 ? orientation : AS_STORED;
        } catch (JpegProcessingException | MetadataException | IOException damaged) {
            return AS_STORED;
        }
    }

    /** From 5 on the stored rows are the picture's columns; the rest of the number says which of the stored sides run backwards. */
    private static DecodedImage turned(DecodedImage image, int orientation) {
        boolean transposed = orientation >= 5;
        int height = transposed ? image.width() : image.height();
        int width = transposed ? image.height() : image.width();
        boolean fromRight = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
        boolean fromBottom = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
        int plane = height * width;
        byte[] rgb = new byte[image.rgb().length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int row = transposed ? x : y;
                int column = transposed ? y : x;
                int from = (fromBottom ? image.height() - 1 - row : row) * image.width() + (fromRight ? image.width() - 1 - column : column);
                for (int c = 0; c < rgb.length; c += plane) {
                    rgb[c + y * width + x] = image.rgb()[c + from];
                }
            }
        }
        return new DecodedImage(height, width, rgb);
    }
}
