package io.perennial.driver.storage;

import io.perennial.datasets.PlainName;
import org.apache.hadoop.fs.Path;

/** Resolves names read from a manifest: a manifest may come from an untrusted place and must not reach outside its directory. */
final class Inside {

    private Inside() {
    }

    static Path resolve(Path directory, String name) throws DamagedFileException {
        if (!PlainName.is(name)) {
            throw new DamagedFileException(directory, "has a manifest that names the file '" + name + "', which is not a plain name");
        }
        return new Path(directory, name);
    }
}
