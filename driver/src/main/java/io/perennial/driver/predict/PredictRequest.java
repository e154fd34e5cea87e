package io.perennial.driver.predict;

/**
 * What to classify, with what.
 *
 * @param model       a run directory, its {@code model/} directory or a checkpoint
 * @param data        a data set's name, a {@code .bin} file, a folder of a data set, of images at any depth, or Parquet; any Hadoop URI
 * @param split       {@code test} or {@code train} of a data set
 * @param out         the folder to make; any Hadoop URI
 * @param format      of the predictions
 * @param imageColumn of Parquet: binary, or a struct with a binary field {@code bytes}
 * @param idColumn    of Parquet: names a row; null for {@code id} or {@code path} if there is one, else the image's checksum
 */
public record PredictRequest(String model, String data, String split, String out, PredictionFormat format, String imageColumn, String idColumn) {
}
