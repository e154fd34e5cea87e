package io.perennial.driver.data;

/**
 * What an import's settings are called where the user set them, for messages.
 *
 * @param out   the folder
 * @param size  what to do about images of different sizes
 * @param skip  the setting that leaves bad examples out
 * @param share the share of the test set
 */
public record ImportWords(String out, String size, String skip, String share) {

    static final ImportWords COMMAND_LINE = new ImportWords("--out", "give --size HxW, which all images are resized to", "--on-bad skip", "--test-share");
}
