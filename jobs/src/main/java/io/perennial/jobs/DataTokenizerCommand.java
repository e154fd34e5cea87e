package io.perennial.jobs;

import io.perennial.datasets.text.Tokenizer;
import io.perennial.datasets.text.TokenizerKind;
import io.perennial.driver.data.TokenizerRequest;
import io.perennial.driver.data.TokenizerJob;
import io.perennial.errors.InputException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code data tokenizer DATA --out FILE}: a vocabulary of a training set, counted over the executors. */
@Command(name = "tokenizer", description = "Makes a tokenizer.json of a training set's texts: counts over the executors, merges on the driver.",
        sortOptions = false)
final class DataTokenizerCommand extends Verb {

    @Parameters(index = "0", paramLabel = "DATA", description = "A data set's name, a folder or a file of texts; any Hadoop URI. Of a set, the training split.")
    private String data;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The file to make, for text.tokenizer; any Hadoop URI.")
    private String out;

    @Option(names = "--kind", paramLabel = "word|character|bpe", defaultValue = "bpe", description = "What texts are taken apart into (default bpe).")
    private String kind;

    @Option(names = "--size", paramLabel = "N", defaultValue = "8000", description = "Tokens at most (default 8000).")
    private int size;

    @Option(names = "--at-least", paramLabel = "N", defaultValue = "2", description = "How often a token must occur (default 2).")
    private int atLeast;

    @Override
    protected ExitCode run() {
        SparkConf conf = SparkSettings.ofThisJvm().of("data tokenizer");
        Configuration hadoop = SparkHadoopUtil.get().newConfiguration(conf);
        TokenizerJob job = TokenizerJob.prepare(new TokenizerRequest(data, out, kind(), size, atLeast), hadoop);
        try (JavaSparkContext spark = new JavaSparkContext(conf)) {
            Tokenizer made = job.run(spark);
            if (json()) {
                Map<String, Object> told = new LinkedHashMap<>();
                told.put("out", out);
                told.put("tokens", made.vocabulary().size());
                told.put("sha256", made.sha256());
                printJson(told);
            } else {
                out().printf("%s: %s tokens, sha256 %s%n", out, Shown.count(made.vocabulary().size()), made.sha256());
                out().flush();
            }
        }
        return ExitCode.DONE;
    }

    private TokenizerKind kind() {
        return TokenizerKind.named(kind).orElseThrow(() -> new InputException("--kind: found '" + kind + "', supported are word, character and bpe"));
    }
}
