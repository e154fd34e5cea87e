package io.perennial.datasets.text;

import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;

/**
 * What the end of a Parquet file says.
 *
 * @param schema    its columns
 * @param rowGroups how many it has
 */
record ParquetFooter(MessageType schema, int rowGroups) {

    /** @throws IOException if it is no Parquet file, or cannot be read */
    static ParquetFooter read(String uri, Configuration hadoop) throws IOException {
        try (ParquetFileReader reader = open(uri, hadoop)) {
            return new ParquetFooter(reader.getFileMetaData().getSchema(), reader.getRowGroups().size());
        }
    }

    /** @throws IOException if it is no Parquet file, or cannot be read */
    static ParquetFileReader open(String uri, Configuration hadoop) throws IOException {
        try {
            return ParquetFileReader.open(HadoopInputFile.fromPath(new Path(uri), hadoop), HadoopReadOptions.builder(hadoop).build());
        } catch (FileNotFoundException e) {
            throw e;
        } catch (RuntimeException e) {
            // What is no Parquet, or is damaged, is found out unchecked.
            throw new IOException(e.getMessage(), e);
        }
    }
}
