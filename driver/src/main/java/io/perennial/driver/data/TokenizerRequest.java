package io.perennial.driver.data;

import io.perennial.datasets.text.TokenizerKind;

/**
 * What tokenizer to make.
 *
 * @param data    a data set's name, a folder or a file of texts; of a set the training split
 * @param out     the file to make; any Hadoop URI
 * @param kind    what texts are taken apart into
 * @param size    tokens at most
 * @param atLeast how often a token must occur
 */
public record TokenizerRequest(String data, String out, TokenizerKind kind, int size, int atLeast) {
}
