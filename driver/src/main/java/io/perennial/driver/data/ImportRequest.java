package io.perennial.driver.data;

import io.perennial.errors.InputException;

/**
 * What to import, and how.
 *
 * @param source      a folder with a folder of JPEG and PNG files for each class, or a Parquet file or folder; any Hadoop URI
 * @param out         the folder to make; any Hadoop URI
 * @param size        what images are resized to; null if all have one size already
 * @param channels    3 for colour, 1 for grey
 * @param testShare   share of the images that become the test set, 0 to below 1; not used with {@code test}
 * @param test        the test set's own source, of the same kind; null to take it from {@code source}
 * @param onBad       what an image that does not decode means
 * @param seed        of the order and of the choice of test images
 * @param imageColumn of a Parquet source: binary, or a struct with a binary field {@code bytes}
 * @param labelColumn of a Parquet source: a whole number or a string
 */
public record ImportRequest(String source, String out, ImageSize size, int channels, double testShare, String test, OnBad onBad, long seed,
                            String imageColumn, String labelColumn) {

    public static final double DEFAULT_TEST_SHARE = 0.1;

    public ImportRequest {
        if (channels != 1 && channels != 3) {
            throw new InputException("--channels: found " + channels + ", supported are 3 (colour) and 1 (grey)");
        }
        if (!(testShare >= 0 && testShare < 1)) {
            throw new InputException("--test-share: found " + testShare + ", expected 0 to below 1");
        }
    }
}
