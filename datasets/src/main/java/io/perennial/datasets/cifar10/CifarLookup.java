package io.perennial.datasets.cifar10;

import io.perennial.errors.InputException;
import java.net.URI;
import java.nio.file.Paths;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Finds CIFAR-10 by its name: in the data root, or else by downloading it there. */
public final class CifarLookup {

    private final Path root;
    private final CifarArchive archive;
    private final Configuration hadoop;
    private final Consumer<String> progress;

    /**
     * @param dataRoot a local path or a Hadoop URI; null or empty for {@code ~/.perennial/data}
     * @param progress receives lines for a person
     */
    public CifarLookup(String dataRoot, CifarArchive archive, Configuration hadoop, Consumer<String> progress) {
        this.root = root(dataRoot);
        this.archive = archive;
        this.hadoop = hadoop;
        this.progress = progress;
    }

    /**
     * @throws InputException if a file is missing from the folder that was found; or there is none and it cannot be downloaded
     */
    public CifarFolder find() {
        Optional<CifarFolder> there = Stream.of(new Path(root, "cifar10"), root)
                .map(folder -> CifarFolder.in(folder, hadoop))
                .flatMap(Optional::stream)
                .findFirst();
        if (there.isPresent()) {
            List<String> missing = there.get().missing();
            if (!missing.isEmpty()) {
                throw new InputException("%s: %s missing; put the files of %s there, or move the folder away to download them again"
                        .formatted(there.get().path(), String.join(", ", missing) + (missing.size() == 1 ? " is" : " are"), archive.uri()));
            }
            return there.get();
        }
        if (!"file".equals(root.toUri().getScheme())) {
            throw new InputException("%s: there is no cifar10/data_batch_1.bin, and downloads go to local folders only; unpack %s there"
                    .formatted(root, archive.uri()));
        }
        new CifarDownload(archive, progress).into(Paths.get(root.toUri()));
        return CifarFolder.in(root, hadoop).orElseThrow(() -> new IllegalStateException(root + ": unpacked nothing"));
    }

    private static Path root(String dataRoot) {
        if (dataRoot == null || dataRoot.isBlank()) {
            return new Path(Paths.get(System.getProperty("user.home"), ".perennial", "data").toUri());
        }
        try {
            // A path without a scheme is the user's shell's, whatever the cluster's default file system is.
            URI uri = new Path(dataRoot).toUri();
            return new Path(uri.getScheme() == null ? Paths.get(dataRoot).toAbsolutePath().toUri() : uri);
        } catch (IllegalArgumentException e) {
            throw new InputException("PERENNIAL_DATA is \"" + dataRoot + "\", which is neither a path nor a URI", e);
        }
    }
}
