package io.perennial.driver.refresh;

import io.perennial.errors.InputException;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Where new data arrives: a folder of files, or a Delta table. */
final class Arrivals {

    private static final String LOG = "_delta_log";

    private Arrivals() {
    }

    /**
     * All that is there, by name.
     *
     * @param where a folder; one with a {@code _delta_log} is a Delta table
     * @throws InputException if there is no such folder, or it is a table that cannot be read
     */
    static List<ArrivalSource> in(String where, Configuration hadoop) throws IOException {
        Path log = new Path(where, LOG);
        if (!log.getFileSystem(hadoop).exists(log)) {
            return List.copyOf(ArrivalFile.in(where, hadoop));
        }
        try {
            return List.copyOf(new DeltaTable(new Path(where), hadoop).versions());
        } catch (NoClassDefFoundError missing) {
            throw new InputException("arrivals: " + where + " is a Delta table, and what reads it is not on the class path (" + missing.getMessage().replace('/', '.')
                    + "); start with --packages io.delta:delta-kernel-defaults:3.3.2 --exclude-packages org.apache.parquet:parquet-hadoop,org.apache.hadoop:hadoop-client-runtime"
                    + " (in PERENNIAL_SUBMIT_OPTS for bin/perennial)", missing);
        }
    }
}
