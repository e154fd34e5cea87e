package io.perennial.driver.predict;

import io.perennial.driver.storage.Json;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** A file of predictions. */
interface PredictionWriter extends Closeable {

    void write(String id, String predicted, float[] probabilities) throws IOException;

    static PredictionWriter open(PredictionFormat format, Path file, Configuration hadoop) throws IOException {
        return switch (format) {
            case JSONL -> new Lines(file, hadoop);
            case PARQUET -> new Parquet(file, hadoop);
        };
    }

    /** {@code {"id": ..., "predicted": ..., "probabilities": [...]}} a line. */
    final class Lines implements PredictionWriter {
        private final OutputStream out;

        Lines(Path file, Configuration hadoop) throws IOException {
            out = file.getFileSystem(hadoop).create(file, true);
        }

        @Override
        public void write(String id, String predicted, float[] probabilities) throws IOException {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("id", id);
            line.put("predicted", predicted);
            line.put("probabilities", probabilities);
            out.write((Json.line(line) + "\n").getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /** Written by Parquet's own writer and not through a DataFrame, so that predictions and problems come of one pass. */
    final class Parquet implements PredictionWriter {
        private static final MessageType SCHEMA = MessageTypeParser.parseMessageType("""
                message prediction {
                  required binary id (STRING);
                  required binary predicted (STRING);
                  required group probabilities (LIST) { repeated group list { required float element; } }
                }""");

        private final SimpleGroupFactory groups = new SimpleGroupFactory(SCHEMA);
        private final ParquetWriter<Group> writer;

        Parquet(Path file, Configuration hadoop) throws IOException {
            writer = ExampleParquetWriter.builder(file).withConf(hadoop).withType(SCHEMA)
                    .withCompressionCodec(CompressionCodecName.SNAPPY).build();
        }

        @Override
        public void write(String id, String predicted, float[] probabilities) throws IOException {
            Group row = groups.newGroup().append("id", id).append("predicted", predicted);
            Group list = row.addGroup("probabilities");
            for (float probability : probabilities) {
                list.addGroup("list").append("element", probability);
            }
            writer.write(row);
        }

        @Override
        public void close() throws IOException {
            writer.close();
        }
    }
}
