package io.perennial.datasets.text;

/**
 * What reading texts came upon.
 *
 * @param empty   texts without a letter; left out
 * @param invalid lines that are not valid UTF-8
 * @param overlong lines of more bytes than allowed
 */
public record TextCounts(long empty, long invalid, long overlong) {
}
