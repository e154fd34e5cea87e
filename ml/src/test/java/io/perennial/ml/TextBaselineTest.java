package io.perennial.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.errors.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextBaselineTest {

    @TempDir
    private Path data;

    @Test
    void classesThatAWordTellsAreTold() throws IOException {
        for (String split : List.of("train", "test")) {
            StringBuilder rows = new StringBuilder("id\tgroup\tdate\tlabel\ttext\n");
            for (int i = 0; i < 60; i++) {
                String label = List.of("sunny", "rainy", "风").get(i % 3);
                rows.append(i).append("\tg\t\t").append(label).append('\t').append(split).append(i % 7).append(' ').append(label).append(" day\n");
            }
            Files.writeString(data.resolve(split + ".tsv"), rows);
        }
        JavaSparkContext spark = JavaSparkContext.fromSparkContext(SharedSpark.session().sparkContext());
        TextBaseline.Outcome outcome = TextBaseline.of(data.toString(), spark, new Configuration());
        assertThat(outcome.train()).isEqualTo(60);
        assertThat(outcome.test()).isEqualTo(60);
        assertThat(outcome.accuracy()).isGreaterThan(0.95);
        Path parquet = Files.createDirectory(data.resolve("rows"));
        for (String split : List.of("train", "test")) {
            SharedSpark.session().read().option("sep", "\t").option("header", "true").csv(data.resolve(split + ".tsv").toString()).select("label", "text")
                    .write().parquet(parquet.resolve(split + ".parquet").toString());
        }
        TextBaseline.Outcome ofParquet = TextBaseline.of(parquet.toString(), spark, new Configuration());
        assertThat(ofParquet).isEqualTo(new TextBaseline.Outcome(parquet.toString(), 60, 60, outcome.accuracy()));
        assertThatThrownBy(() -> TextBaseline.of("shapes10", spark, new Configuration())).isInstanceOf(InputException.class).hasMessageContaining("no texts");
    }
}
