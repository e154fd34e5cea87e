package io.perennial.driver.data;

import io.perennial.datasets.Datasets;

/**
 * What {@code data encode} is asked for.
 *
 * @param data    a name, a folder or a file of texts
 * @param out     the folder to make
 * @param options how the texts are found, read and taken apart: as a job would do it
 */
public record EncodeRequest(String data, String out, Datasets.Options options) {
}
