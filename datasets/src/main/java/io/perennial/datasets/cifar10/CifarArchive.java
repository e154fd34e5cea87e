package io.perennial.datasets.cifar10;

import java.net.URI;
import java.util.List;

/**
 * The archive of CIFAR-10 in its binary version.
 *
 * @param uri  where it is
 * @param md5  what the authors publish as its checksum, in hexadecimal
 */
public record CifarArchive(URI uri, String md5) {

    public static final CifarArchive OFFICIAL =
            new CifarArchive(URI.create("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"), "c32a1d4ab5d03f1284b67883e8d87530");

    /** Files with records that the archive must hold. */
    static final List<String> RECORD_FILES =
            List.of("data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin");

    /** Files that it may hold as well. */
    static final List<String> OTHER_FILES = List.of("batches.meta.txt", "readme.html");

    /** Its file name. */
    String fileName() {
        String path = uri.getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
