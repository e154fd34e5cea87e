package io.perennial.driver.data;

import io.perennial.errors.InputException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rows and columns that images are resized to, each 1 to {@value #LARGEST}. */
public record ImageSize(int height, int width) {

    private static final int LARGEST = 4096;
    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,4})x(\\d{1,4})");

    public ImageSize {
        if (height < 1 || width < 1 || height > LARGEST || width > LARGEST) {
            throw new InputException("--size: found " + height + "x" + width + ", each number is 1 to " + LARGEST);
        }
    }

    /** Of {@code HxW}. */
    public static ImageSize parse(String text) {
        Matcher written = WRITTEN.matcher(text);
        if (!written.matches()) {
            throw new InputException("--size: found '" + text + "', expected HEIGHTxWIDTH in pixels, such as 32x32");
        }
        return new ImageSize(Integer.parseInt(written.group(1)), Integer.parseInt(written.group(2)));
    }
}
