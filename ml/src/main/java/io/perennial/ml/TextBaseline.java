package io.perennial.ml;

import io.perennial.datasets.Datasets;
import io.perennial.datasets.text.TextOpener;
import io.perennial.datasets.text.TextSource;
import io.perennial.datasets.text.TokenizerKind;
import io.perennial.datasets.text.TsvRow;
import io.perennial.driver.data.TextLines;
import io.perennial.errors.InputException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.feature.CountVectorizer;
import org.apache.spark.ml.feature.IDF;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What a cheap model makes of classified texts: Spark's own logistic regression on TF-IDF of words, the same words as text.tokenizer
 * {@code word} has. A network that does not beat it is not worth its time.
 */
public final class TextBaseline {

    private static final StructType SCHEMA = new StructType().add("class", DataTypes.StringType)
            .add("words", DataTypes.createArrayType(DataTypes.StringType));
    private static final int VOCABULARY = 30_000;
    private static final double PENALTY = 0.002;
    private static final int MOST_ITERATIONS = 100;

    private TextBaseline() {
    }

    /**
     * How it did.
     *
     * @param data     what was asked for
     * @param train    training texts
     * @param test     test texts
     * @param accuracy share of the test texts classified right, 0..1
     */
    public record Outcome(String data, long train, long test, double accuracy) {
    }

    /**
     * Trains on the training set and tests on the test set.
     *
     * @param data a data set's name or a folder, of texts with a class each
     * @throws InputException if it is none
     */
    public static Outcome of(String data, JavaSparkContext spark, Configuration hadoop) {
        TextOpener texts = TextOpener.of(data, Datasets.Options.fromEnvironment(), hadoop).filter(TextOpener::isTable)
                .orElseThrow(() -> new InputException(data + ": no texts with a class each; name a folder with train.tsv and test.tsv (or .parquet with a column label), or a set in PERENNIAL_DATA"));
        SparkSession session = SparkSession.builder().sparkContext(spark.sc()).getOrCreate();
        Dataset<Row> train = rows(texts.sources("train"), spark, session).cache();
        Dataset<Row> test = rows(texts.sources("test"), spark, session).cache();
        PipelineStage[] stages = {
                new StringIndexer().setInputCol("class").setOutputCol("label").setStringOrderType("alphabetAsc").setHandleInvalid("keep"),
                new CountVectorizer().setInputCol("words").setOutputCol("counts").setVocabSize(VOCABULARY),
                new IDF().setInputCol("counts").setOutputCol("features"),
                new LogisticRegression().setRegParam(PENALTY).setMaxIter(MOST_ITERATIONS)};
        Dataset<Row> scored = new Pipeline().setStages(stages).fit(train).transform(test);
        long all = test.count();
        long right = scored.filter(scored.col("label").equalTo(scored.col("prediction"))).count();
        Outcome outcome = new Outcome(data, train.count(), all, (double) right / all);
        train.unpersist();
        test.unpersist();
        return outcome;
    }

    private static Dataset<Row> rows(List<TextSource> sources, JavaSparkContext spark, SparkSession session) {
        JavaRDD<Row> rows = spark.emptyRDD();
        for (TextSource source : sources) {
            String name = source.uri();
            int before = source.headerLines();
            rows = rows.union(TextLines.of(source, spark).zipWithIndex().map(line -> TsvRow.unlabelled(line._1).orElseThrow(
                    () -> new InputException(name + ": line " + (before + line._2 + 1) + " is no row of five columns"))).map(TextBaseline::row));
        }
        return session.createDataFrame(rows, SCHEMA);
    }

    private static Row row(TsvRow row) {
        return RowFactory.create(row.label(), TokenizerKind.WORD.split(row.text()).toArray(String[]::new));
    }
}
