package io.perennial.datasets.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perennial.datasets.ImageShape;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageDecoderTest {

    private static byte[] encoded(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, out)).isTrue();
        return out.toByteArray();
    }

    private static BufferedImage filled(int type, int argb) {
        BufferedImage image = new BufferedImage(6, 4, type);
        for (int y = 0; y < 4; y++) {
            for (int x = 0; x < 6; x++) {
                image.setRGB(x, y, argb);
            }
        }
        return image;
    }

    private static int[] colour(DecodedImage image) {
        int plane = image.height() * image.width();
        return new int[] {image.rgb()[0] & 0xff, image.rgb()[plane] & 0xff, image.rgb()[2 * plane] & 0xff};
    }

    @Test
    void colourOfAPngIsExact() throws IOException {
        DecodedImage image = ImageDecoder.decode(encoded(filled(BufferedImage.TYPE_INT_RGB, 0xff102030), "png"));
        assertThat(image.height()).isEqualTo(4);
        assertThat(image.width()).isEqualTo(6);
        assertThat(colour(image)).containsExactly(0x10, 0x20, 0x30);
    }

    /** What a viewer shows in the upper corners, for each orientation, of an image stored as red, green over blue, white. */
    @ParameterizedTest
    @CsvSource({"1,red,green", "2,green,red", "3,white,blue", "4,blue,white", "5,red,blue", "6,blue,red", "7,white,green", "8,green,white",
        "9,red,green"})
    void aJpegIsTurnedUprightAsItsExifSays(int orientation, String left, String right) throws IOException {
        DecodedImage image = ImageDecoder.decode(withOrientation(encoded(quarters(), "jpeg"), orientation));

        boolean turned = orientation >= 5 && orientation <= 8;
        assertThat(image.width()).isEqualTo(turned ? 32 : 64);
        assertThat(image.height()).isEqualTo(turned ? 64 : 32);
        assertThat(name(image, 4)).isEqualTo(left);
        assertThat(name(image, image.width() - 5)).isEqualTo(right);
    }

    @Test
    void damagedExifLeavesTheImageAsItIsStored() throws IOException {
        byte[] jpeg = withOrientation(encoded(quarters(), "jpeg"), 6);
        java.util.Arrays.fill(jpeg, 12, 30, (byte) 0x55);

        assertThat(ImageDecoder.decode(jpeg).width()).isEqualTo(64);
    }

    private static BufferedImage quarters() {
        BufferedImage image = new BufferedImage(64, 32, BufferedImage.TYPE_INT_RGB);
        int[] colours = {0xff0000, 0x00ff00, 0x0000ff, 0xffffff};
        for (int y = 0; y < 32; y++) {
            for (int x = 0; x < 64; x++) {
                image.setRGB(x, y, colours[y / 16 * 2 + x / 32]);
            }
        }
        return image;
    }

    /** Of the pixel four rows from the top. */
    private static String name(DecodedImage image, int x) {
        int plane = image.height() * image.width();
        int at = 4 * image.width() + x;
        boolean red = (image.rgb()[at] & 0xff) > 127;
        boolean green = (image.rgb()[plane + at] & 0xff) > 127;
        return red && green ? "white" : red ? "red" : green ? "green" : "blue";
    }

    /** With an EXIF segment of the one tag, right after the start of the image. */
    private static byte[] withOrientation(byte[] jpeg, int orientation) {
        byte[] exif = {(byte) 0xff, (byte) 0xe1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1,
            1, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte) orientation, 0, 0, 0, 0, 0, 0};
        byte[] all = new byte[jpeg.length + exif.length];
        System.arraycopy(jpeg, 0, all, 0, 2);
        System.arraycopy(exif, 0, all, 2, exif.length);
        System.arraycopy(jpeg, 2, all, 2 + exif.length, jpeg.length - 2);
        return all;
    }

    @Test
    void colourOfAJpegIsNear() throws IOException {
        int[] colour = colour(ImageDecoder.decode(encoded(filled(BufferedImage.TYPE_INT_RGB, 0xff904030), "jpeg")));
        assertThat(colour[0]).isCloseTo(0x90, within(4));
        assertThat(colour[1]).isCloseTo(0x40, within(4));
        assertThat(colour[2]).isCloseTo(0x30, within(4));
    }

    @Test
    void greyKeepsItsSamples() throws IOException {
        for (String format : new String[] {"png", "jpeg"}) {
            BufferedImage image = new BufferedImage(6, 4, BufferedImage.TYPE_BYTE_GRAY);
            int[] samples = new int[24];
            Arrays.fill(samples, 100);
            image.getRaster().setPixels(0, 0, 6, 4, samples);
            assertThat(colour(ImageDecoder.decode(encoded(image, format)))).containsExactly(100, 100, 100);
        }
    }

    @Test
    void deepGreyIsMadeBytes() throws IOException {
        ColorModel model = new ComponentColorModel(ColorSpace.getInstance(ColorSpace.CS_GRAY), false, false, ColorModel.OPAQUE, DataBuffer.TYPE_USHORT);
        WritableRaster raster = model.createCompatibleWritableRaster(6, 4);
        int[] samples = new int[24];
        Arrays.fill(samples, 0x6480);
        raster.setPixels(0, 0, 6, 4, samples);
        assertThat(colour(ImageDecoder.decode(encoded(new BufferedImage(model, raster, false, null), "png")))).containsExactly(100, 100, 100);
    }

    @Test
    void transparencyIsLaidOverWhite() throws IOException {
        assertThat(colour(ImageDecoder.decode(encoded(filled(BufferedImage.TYPE_INT_ARGB, 0x00ff0000), "png")))).containsExactly(255, 255, 255);
        assertThat(colour(ImageDecoder.decode(encoded(filled(BufferedImage.TYPE_INT_ARGB, 0x80000000), "png")))).containsExactly(127, 127, 127);
    }

    @Test
    void paletteIsLookedUp() throws IOException {
        assertThat(colour(ImageDecoder.decode(encoded(filled(BufferedImage.TYPE_BYTE_INDEXED, 0xffff0000), "png")))).containsExactly(255, 0, 0);
    }

    @Test
    void fourInksBecomeThreeColours() throws IOException {
        assertThat(colour(ImageDecoder.decode(inks(-1, 0, 255, 255, 0)))).as("inks as they are").containsExactly(255, 0, 0);
        assertThat(colour(ImageDecoder.decode(inks(-1, 0, 0, 0, 128)))).as("black").containsExactly(127, 127, 127);
        assertThat(colour(ImageDecoder.decode(inks(0, 255, 0, 0, 255)))).as("inverted, as Adobe's programs write them").containsExactly(255, 0, 0);
        assertThat(colour(ImageDecoder.decode(inks(2, 100, 128, 128, 255)))).as("YCCK, inverted too").containsExactly(155, 155, 155);
    }

    /** A JPEG of four channels of one value each; with a segment APP14 unless {@code transform} is -1. */
    private static byte[] inks(int transform, int... values) throws IOException {
        WritableRaster inks = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 16, 16, 4, null);
        for (int i = 0; i < 256; i++) {
            inks.setPixel(i % 16, i / 16, values);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (var stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(new IIOImage(inks, null, null));
        }
        byte[] plain = out.toByteArray();
        if (transform < 0) {
            return plain;
        }
        ByteArrayOutputStream adobe = new ByteArrayOutputStream();
        adobe.write(plain, 0, 2);
        adobe.write(new byte[] {(byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) transform});
        adobe.write(plain, 2, plain.length - 2);
        return adobe.toByteArray();
    }

    @Test
    void damageIsNamed() throws IOException {
        byte[] jpeg = encoded(filled(BufferedImage.TYPE_INT_RGB, 0xff904030), "jpeg");
        assertThatThrownBy(() -> ImageDecoder.decode(Arrays.copyOf(jpeg, jpeg.length - 3))).isInstanceOf(UndecodableImageException.class).hasMessageContaining("cut short");
        byte[] png = encoded(filled(BufferedImage.TYPE_INT_RGB, 0xff904030), "png");
        assertThatThrownBy(() -> ImageDecoder.decode(Arrays.copyOf(png, png.length / 2))).isInstanceOf(UndecodableImageException.class).hasMessageContaining("does not decode");
        assertThatThrownBy(() -> ImageDecoder.decode("GIF89a..".getBytes())).hasMessage("is neither JPEG nor PNG");
        assertThatThrownBy(() -> ImageDecoder.decode(new byte[0])).hasMessage("is empty");
    }

    @Test
    void shrinkingTakesTheMeanOfTheCoveredArea() {
        DecodedImage image = new DecodedImage(1, 4, new byte[] {0, 100, (byte) 200, 100, 1, 1, 1, 1, 7, 7, 9, 9});
        assertThat(image.fit(new ImageShape(3, 1, 2))).containsExactly(50, (byte) 150, 1, 1, 7, 9);
        DecodedImage three = new DecodedImage(1, 3, new byte[] {30, 60, 90, 0, 0, 0, 0, 0, 0});
        assertThat(three.fit(new ImageShape(3, 1, 2))).startsWith(40, 80);
    }

    @Test
    void growingInterpolates() {
        DecodedImage image = new DecodedImage(1, 2, new byte[] {0, 100, 0, 0, 0, 0});
        assertThat(image.fit(new ImageShape(3, 1, 4))).startsWith(0, 25, 75, 100);
        assertThat(new DecodedImage(1, 1, new byte[] {5, 6, 7}).fit(new ImageShape(3, 2, 2))).containsExactly(5, 5, 5, 5, 6, 6, 6, 6, 7, 7, 7, 7);
    }

    @Test
    void oneChannelIsLuma() {
        DecodedImage image = new DecodedImage(1, 1, new byte[] {(byte) 255, 0, 0});
        assertThat(image.fit(new ImageShape(1, 1, 1))).containsExactly(76);
    }
}
