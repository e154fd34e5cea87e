package io.perennial.driver.predict;

import io.perennial.driver.storage.Json;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;

/** A file of predictions. */
interface PredictionWriter extends Closeable {

    void write(Prediction prediction) throws IOException;

    /** @param schema of all predictions */
    static PredictionWriter open(PredictionFormat format, MessageType schema, Path file, Configuration hadoop) throws IOException {
        return switch (format) {
            case JSONL -> new Lines(file, hadoop);
            case PARQUET -> new Parquet(schema, file, hadoop);
        };
    }

    /** A JSON object a line. */
    final class Lines implements PredictionWriter {
        private final OutputStream out;

        Lines(Path file, Configuration hadoop) throws IOException {
            out = file.getFileSystem(hadoop).create(file, true);
        }

        @Override
        public void write(Prediction prediction) throws IOException {
            out.write((Json.line(prediction) + "\n").getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /** Written by Parquet's own writer and not through a DataFrame, so that predictions and problems come of one pass. */
    final class Parquet implements PredictionWriter {
        private final SimpleGroupFactory groups;
        private final ParquetWriter<Group> writer;

        Parquet(MessageType schema, Path file, Configuration hadoop) throws IOException {
            groups = new SimpleGroupFactory(schema);
            writer = ExampleParquetWriter.builder(file).withConf(hadoop).withType(schema)
                    .withCompressionCodec(CompressionCodecName.SNAPPY).build();
        }

        @Override
        public void write(Prediction prediction) throws IOException {
            Group row = groups.newGroup();
            prediction.fill(row);
            writer.write(row);
        }

        @Override
        public void close() throws IOException {
            writer.close();
        }
    }
}
