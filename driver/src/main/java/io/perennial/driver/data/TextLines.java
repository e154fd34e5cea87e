package io.perennial.driver.data;

import io.perennial.datasets.text.PieceLines;
import io.perennial.datasets.text.TextFile;
import io.perennial.datasets.text.TextPiece;
import io.perennial.datasets.text.TextSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/** Lines of texts over the executors, for what reads them once and keeps no shards. */
public final class TextLines {

    private TextLines() {
    }

    /** The lines in their order, without a header and without the LF at their end. */
    public static JavaRDD<String> of(TextSource source, JavaSparkContext spark) {
        if (source instanceof TextFile file) {
            Configuration lines = new Configuration(spark.hadoopConfiguration());
            // Training cuts lines here and nowhere else; Hadoop would take a lone CR for an end as well.
            lines.set("textinputformat.record.delimiter", "\n");
            boolean header = file.headerLines() > 0;
            return spark.newAPIHadoopFile(file.uri(), TextInputFormat.class, LongWritable.class, Text.class, lines)
                    .filter(line -> !header || line._1.get() > 0).map(line -> line._2.toString());
        }
        List<TextPiece> pieces = source.pieces(spark.hadoopConfiguration());
        Broadcast<SerializableConfiguration> hadoop = spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
        return spark.parallelize(pieces, Math.max(1, pieces.size())).flatMap(piece -> {
            PieceLines lines = new PieceLines(piece, hadoop.value().value());
            TaskContext.get().addTaskCompletionListener((TaskCompletionListener) done -> close(lines));
            return lines;
        });
    }

    private static void close(PieceLines lines) {
        try {
            lines.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
