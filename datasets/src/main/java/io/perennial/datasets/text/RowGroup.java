package io.perennial.datasets.text;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;

/**
 * A row group of a Parquet file; each row is a line.
 *
 * @param uri     the file, with its scheme
 * @param number  among the file's row groups, from 0
 * @param columns what makes the line
 */
record RowGroup(String uri, int number, ParquetColumns columns) implements TextPiece {

    @Override
    public Bytes open(Configuration hadoop) throws IOException {
        return new RowGroupBytes(this, hadoop);
    }
}
