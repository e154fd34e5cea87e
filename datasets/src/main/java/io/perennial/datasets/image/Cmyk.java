package io.perennial.datasets.image;

import java.awt.image.Raster;

/** The samples of a JPEG with four channels as colours for a screen: without an ink profile, as most programs show them. */
final class Cmyk {

    private static final int YCCK = 2;
    private static final int NO_ADOBE = -1;

    private Cmyk() {
    }

    static DecodedImage rgb(Raster samples, byte[] jpeg) {
        int transform = adobeTransform(jpeg);
        int width = samples.getWidth();
        int height = samples.getHeight();
        int plane = width * height;
        byte[] rgb = new byte[3 * plane];
        int[] row = new int[4 * width];
        for (int y = 0; y < height; y++) {
            samples.getPixels(samples.getMinX(), samples.getMinY() + y, width, 1, row);
            for (int x = 0; x < width; x++) {
                int c = row[4 * x];
                int m = row[4 * x + 1];
                int ye = row[4 * x + 2];
                int k = row[4 * x + 3];
                if (transform == YCCK) {
                    double luma = c;
                    double cb = m - 128;
                    double cr = ye - 128;
                    c = clamp(255 - (luma + 1.402 * cr));
                    m = clamp(255 - (luma - 0.344136 * cb - 0.714136 * cr));
                    ye = clamp(255 - (luma + 1.772 * cb));
                }
                if (transform != NO_ADOBE) {
                    // Adobe's programs store inks inverted.
                    c = 255 - c;
                    m = 255 - m;
                    ye = 255 - ye;
                    k = 255 - k;
                }
                int at = y * width + x;
                rgb[at] = lit(c, k);
                rgb[plane + at] = lit(m, k);
                rgb[2 * plane + at] = lit(ye, k);
            }
        }
        return new DecodedImage(height, width, rgb);
    }

    private static byte lit(int ink, int black) {
        return (byte) (((255 - ink) * (255 - black) + 127) / 255);
    }

    private static int clamp(double value) {
        return Math.max(0, Math.min(255, (int) Math.floor(value + 0.5)));
    }

    /** The transform that the segment APP14 names: 0 is CMYK, 2 is YCCK. */
    private static int adobeTransform(byte[] jpeg) {
        int at = 2;
        while (at + 4 <= jpeg.length && jpeg[at] == (byte) 0xff) {
            int marker = jpeg[at + 1] & 0xff;
            if (marker == 0xda) {
                return NO_ADOBE;
            }
            int length = (jpeg[at + 2] & 0xff) << 8 | jpeg[at + 3] & 0xff;
            if (marker == 0xee && length >= 14 && at + 16 <= jpeg.length && jpeg[at + 4] == 'A' && jpeg[at + 5] == 'd') {
                return jpeg[at + 15] & 0xff;
            }
            at += 2 + length;
        }
        return NO_ADOBE;
    }
}
