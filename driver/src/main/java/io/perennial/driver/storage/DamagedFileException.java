package io.perennial.driver.storage;

import java.io.IOException;
import org.apache.hadoop.fs.Path;

/** A stored file is not what its manifest says. The message names it. */
public class DamagedFileException extends IOException {

    public DamagedFileException(Path file, String what) {
        super(file + " " + what);
    }
}
