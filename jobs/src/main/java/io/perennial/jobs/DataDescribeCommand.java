package io.perennial.jobs;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.datasets.text.TextCounts;
import io.perennial.datasets.DatasetDescription;
import io.perennial.datasets.Datasets;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code data describe DATA}: classes, counts, shape, files, checksums, copies, mean and deviation. Needs no executors. */
@Command(name = "describe", description = "Tells what a data set holds: classes, counts, shape, files, checksums, copies, mean and deviation.",
        sortOptions = false)
final class DataDescribeCommand extends Verb {

    @Parameters(index = "0", paramLabel = "DATA", description = "A data set's name, a folder, a .bin file, or texts (.tsv, .txt, .conll, .parquet); any Hadoop URI.")
    private String data;

    @Option(names = "--test", paramLabel = "FILE", description = "The test set, where DATA is a file.")
    private String test;

    @Override
    protected ExitCode run() {
        Datasets.Options options = new Datasets.Options(System.getenv("PERENNIAL_DATA"), 1, test);
        DatasetDescription found = Datasets.describe(data, options, SparkHadoopUtil.get().newConfiguration(new SparkConf()), err()::println);
        if (json()) {
            printJson(new ObjectMapper().convertValue(found, new TypeReference<Map<String, Object>>() { }));
        } else {
            print(found, out());
            out().flush();
        }
        return ExitCode.DONE;
    }

    private static void print(DatasetDescription found, PrintWriter out) {
        out.printf("%s: %d classes, %s%n", found.name(), found.classes().size(), found.shape());
        for (DatasetDescription.SplitDescription split : found.splits()) {
            out.printf("%n%s: %s examples%n", split.name(), Shown.count(split.manifest().examples()));
            split.manifest().examplesPerClass().forEach((name, count) -> out.printf("  %-24s %12s%n", name, Shown.count(count)));
            if (split.pixels().mean().length > 0) {
                out.printf("  mean %s, deviation %s%n", shown(split.pixels().mean()), shown(split.pixels().deviation()));
            }
            if (split.copies() > 0) {
                out.printf("  %s examples are copies of another one in it%n", Shown.count(split.copies()));
            }
            TextCounts texts = split.manifest().text();
            if (texts != null && texts.empty() + texts.invalid() + texts.overlong() > 0) {
                out.printf("  left out as empty %s; lines that are not UTF-8 %s, too long %s%n", Shown.count(texts.empty()), Shown.count(texts.invalid()),
                        Shown.count(texts.overlong()));
            }
            split.manifest().files().forEach(file -> out.printf("  %s  %s bytes  sha256 %s%n", file.path(), Shown.count(file.bytes()), file.sha256()));
            if (split.manifest().drawn() != null) {
                out.printf("  drawn by %s, version %d%n", split.manifest().drawn().generator(), split.manifest().drawn().version());
            }
        }
        if (found.testOverlap() != null) {
            out.printf("%n%s of the test examples (%s) are in the training set%n", Shown.count(found.testOverlap().count()),
                    Shown.percent(found.testOverlap().share()));
        }
    }

    private static String shown(float[] values) {
        StringBuilder text = new StringBuilder();
        for (float value : values) {
            text.append(text.isEmpty() ? "" : " ").append(String.format(Locale.ROOT, "%.4f", value));
        }
        return text.toString();
    }
}
