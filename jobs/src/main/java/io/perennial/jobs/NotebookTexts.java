package io.perennial.jobs;

import io.perennial.datasets.text.TsvRow;
import io.perennial.driver.predict.ModelPrediction;
import io.perennial.driver.storage.SavedModel;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Small sentences about three things, made of words that the things have in common and of some that they have not: for a notebook that has no texts. */
final class NotebookTexts {

    private static final int TRAIN = 1200;
    private static final int TEST = 300;
    /** Sentences by what they are about; a word in braces stands for one of {@link #WORDS}. */
    private static final Map<String, List<String>> SENTENCES = new LinkedHashMap<>();
    private static final Map<String, List<String>> WORDS = Map.of(
            "when", List.of("today", "in the morning", "at noon", "in the evening", "all night", "on sunday"),
            "where", List.of("in the valley", "by the sea", "in the old town", "near the river", "up in the hills", "at home"),
            "who", List.of("the neighbours", "the children", "two friends", "the whole street", "my sister", "the old captain"),
            "how", List.of("slowly", "hard", "a little", "without end", "at last", "again"),
            "dish", List.of("soup", "bread", "rice", "fish", "noodles", "an apple cake"),
            "taste", List.of("sweet", "salty", "too hot", "fresh", "burnt", "sour"),
            "sky", List.of("rain", "snow", "fog", "wind", "hail", "sunshine"));

    static {
        SENTENCES.put("food", List.of("{who} cooked {dish} {when}", "the {dish} {where} was {taste} {when}", "{who} ate {dish} {how} {where}"));
        SENTENCES.put("sport", List.of("{who} won the match {when}", "{who} ran {how} {where} and scored {when}", "the team {where} lost the game {when}"));
        SENTENCES.put("weather", List.of("{sky} fell {how} {where} {when}", "{when} there was {sky} {where}", "the storm came {how} and {who} stayed {where}"));
    }

    private NotebookTexts() {
    }

    /** Writes {@code train.tsv} and {@code test.tsv} (sentences by what they are about), and {@code running/} with the same sentences as running text. */
    static int write(Path folder, Configuration hadoop) {
        Random random = new Random(1);
        try {
            for (Map.Entry<String, Integer> split : Map.of("train", TRAIN, "test", TEST).entrySet().stream().sorted(Map.Entry.comparingByKey()).toList()) {
                StringBuilder table = new StringBuilder(TsvRow.header()).append('\n');
                StringBuilder running = new StringBuilder();
                for (int i = 0; i < split.getValue(); i++) {
                    String about = List.copyOf(SENTENCES.keySet()).get(random.nextInt(SENTENCES.size()));
                    String sentence = sentence(about, random);
                    table.append(new TsvRow(Integer.toString(i), about, sentence).line()).append('\n');
                    running.append(sentence).append(".\n");
                }
                write(new Path(folder, split.getKey() + ".tsv"), table, hadoop);
                write(new Path(folder, "running/" + split.getKey() + ".txt"), running, hadoop);
            }
            return TRAIN + TEST;
        } catch (IOException e) {
            throw new InputException(folder + ": cannot be written: " + e.getMessage(), e);
        }
    }

    private static String sentence(String about, Random random) {
        StringBuilder sentence = new StringBuilder();
        for (String word : choose(SENTENCES.get(about), random).split("(?=\\{)|(?<=\\})")) {
            sentence.append(word.startsWith("{") ? choose(WORDS.get(word.substring(1, word.length() - 1)), random) : word);
        }
        return sentence.toString();
    }

    private static String choose(List<String> from, Random random) {
        return from.get(random.nextInt(from.size()));
    }

    private static void write(Path file, StringBuilder text, Configuration hadoop) throws IOException {
        try (FSDataOutputStream out = file.getFileSystem(hadoop).create(file, true)) {
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Each text with its most probable class and the probability of every class. */
    static String classify(SparkSession spark, SavedModel model, String... texts) {
        List<Row> rows = Arrays.stream(texts).map(RowFactory::create).toList();
        Dataset<Row> asked = spark.createDataFrame(rows, new StructType().add("text", DataTypes.StringType)).coalesce(1);
        Dataset<Row> scored = ModelPrediction.score(asked, model, functions.encode(asked.col("text"), "UTF-8"), "outcome");
        List<List<?>> table = new ArrayList<>();
        for (Row row : scored.collectAsList()) {
            Row outcome = row.getAs("outcome");
            List<Object> line = new ArrayList<>(List.of(row.getString(0)));
            if (outcome.isNullAt(0)) {
                line.add(outcome.getString(2));
                model.classes().forEach(name -> line.add(""));
            } else {
                line.add(model.classes().get(outcome.getInt(0)));
                outcome.<Float>getList(1).forEach(probability -> line.add(String.format(Locale.ROOT, "%.3f", probability)));
            }
            table.add(line);
        }
        List<String> columns = new ArrayList<>(List.of("text", "class"));
        columns.addAll(model.classes());
        return Display.table(columns, table);
    }
}
