package io.perennial.driver.data;

import io.perennial.checksum.Sha256;
import io.perennial.datasets.ChannelSums;
import io.perennial.datasets.ImageShape;
import io.perennial.datasets.image.DecodedImage;
import io.perennial.datasets.image.ImageDecoder;
import io.perennial.datasets.image.UndecodableImageException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Makes records of images and writes them to a file, on an executor. The file gets the attempt's name: two attempts at a task do not
 * meet, and the driver renames that of the one that counts.
 *
 * @param folder  where files wait
 * @param shape   of the records
 * @param classes number of classes
 * @param resizes what happens to an image of another size
 * @param raw     whether bytes that are neither JPEG nor PNG are pixels as they stand
 */
record PartWriter(String folder, ImageShape shape, int classes, Resizes resizes, Raw raw) implements Serializable {

    enum Resizes { YES, NO }

    enum Raw { ALLOWED, BAD }

    ImportedPart write(String split, int number, long attempt, Iterator<LabelledImage> images, Configuration hadoop) throws IOException {
        String name = fileName(split, number);
        Path file = new Path(folder, name + "." + attempt);
        FileSystem files = file.getFileSystem(hadoop);
        ChannelSums pixels = new ChannelSums(shape.channels());
        long[] perClass = new long[classes];
        List<BadImage> bad = new ArrayList<>();
        BadImage misfit = null;
        MessageDigest digest = Sha256.digest();
        long examples = 0;
        byte[] record = new byte[1 + shape.bytes()];
        try (OutputStream out = files.create(file, true)) {
            while (images.hasNext()) {
                LabelledImage image = images.next();
                try {
                    byte[] fitted = fit(image);
                    record[0] = (byte) image.label();
                    System.arraycopy(fitted, 0, record, 1, fitted.length);
                } catch (MisfitException e) {
                    misfit = misfit == null ? new BadImage(image.path(), e.getMessage()) : misfit;
                    continue;
                } catch (UndecodableImageException e) {
                    bad.add(new BadImage(image.path(), e.getMessage()));
                    continue;
                }
                out.write(record);
                digest.update(record);
                pixels.add(record, 1, shape.height() * shape.width());
                perClass[image.label()]++;
                examples++;
            }
        }
        return new ImportedPart(split, name, file.toString(), examples, examples * record.length, Sha256.hex(digest), perClass, pixels, bad, misfit);
    }

    private byte[] fit(LabelledImage image) throws UndecodableImageException, MisfitException {
        if (image.bytes() == null) {
            throw new UndecodableImageException("is null");
        }
        if (image.label() < 0 || image.label() >= classes) {
            throw new UndecodableImageException("has no label from 0 to " + (classes - 1));
        }
        if (raw == Raw.ALLOWED && !ImageDecoder.isEncoded(image.bytes())) {
            if (image.bytes().length != shape.bytes()) {
                throw new UndecodableImageException("is neither JPEG nor PNG, nor " + shape.bytes() + " raw pixels (found " + image.bytes().length + " bytes)");
            }
            return image.bytes();
        }
        DecodedImage decoded = ImageDecoder.decode(image.bytes());
        if (resizes == Resizes.NO && (decoded.height() != shape.height() || decoded.width() != shape.width())) {
            throw new MisfitException(decoded.height() + "x" + decoded.width());
        }
        return decoded.fit(shape);
    }

    private static String fileName(String split, int number) {
        return String.format("%s-%05d.bin", split, number);
    }

    private static final class MisfitException extends Exception {
        private static final long serialVersionUID = 1;

        MisfitException(String size) {
            super(size);
        }
    }
}
