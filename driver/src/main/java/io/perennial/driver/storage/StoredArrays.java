package io.perennial.driver.storage;

import java.io.Serializable;
import java.util.List;

/**
 * A file of raw little-endian float32 arrays, one after another, as a manifest names it.
 *
 * @param file   name within the manifest's directory
 * @param bytes  length
 * @param sha256 of the file, in hexadecimal
 * @param arrays what it holds, in order
 */
public record StoredArrays(String file, long bytes, String sha256, List<Entry> arrays) implements Serializable {

    /** One array: its name and number of elements. */
    public record Entry(String name, int length) implements Serializable {
    }
}
