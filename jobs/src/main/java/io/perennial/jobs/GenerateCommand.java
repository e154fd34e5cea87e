package io.perennial.jobs;

import io.perennial.driver.generate.Generator;
import io.perennial.driver.generate.Sampling;
import io.perennial.driver.registry.ModelReference;
import io.perennial.errors.InputException;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.LinkedHashMap;
import java.util.Map;

/** {@code generate --model DIR --prompt TEXT}: a language model writes on. Needs no executors. */
@Command(name = "generate", description = "Writes text with a language model. The same model, prompt and seed give the same text.", sortOptions = false)
final class GenerateCommand extends Verb {

    private static final int LONGEST = 1_000_000;

    @Option(names = "--model", required = true, paramLabel = "DIR|NAME[@VERSION]", description = "A run directory, its model/ directory or a checkpoint"
            + " directory, any Hadoop URI; or a published model: NAME or NAME@champion, NAME@VERSION.")
    private String model;

    @Option(names = "--models", paramLabel = "DIR", description = "The registry's folder, for a published model (default: PERENNIAL_MODELS).")
    private String models;

    @Option(names = "--prompt", defaultValue = "", paramLabel = "TEXT", description = "What the text begins with (default: the beginning of a line).")
    private String prompt;

    @Option(names = "--length", defaultValue = "200", paramLabel = "N", description = "Tokens to write (default: ${DEFAULT-VALUE}).")
    private int length;

    @Option(names = "--temperature", defaultValue = "1", paramLabel = "T", description = "Below 1 likely tokens gain, above 1 they lose; 0 always takes the"
            + " likeliest (default: ${DEFAULT-VALUE}).")
    private double temperature;

    @Option(names = "--top-k", paramLabel = "K", description = "Choose among the K likeliest tokens only (default: all).")
    private Integer topK;

    @Option(names = "--seed", defaultValue = "1", paramLabel = "S", description = "Another seed writes another text (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Override
    protected ExitCode run() throws InterruptedException {
        if (length < 1 || length > LONGEST) {
            throw new InputException("--length: found " + length + ", expected 1 to " + LONGEST);
        }
        Sampling sampling = new Sampling(temperature, topK == null ? Integer.MAX_VALUE : topK);
        Configuration hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
        Generator generator = Generator.open(ModelReference.directory(model, models, hadoop), hadoop);
        Generator.Generated generated = generator.generate(prompt, length, sampling, seed);
        if (generated.unknown() > 0) {
            err().println(generated.unknown() + " of the prompt's tokens are not in the model's vocabulary");
        }
        if (json()) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("model", model);
            object.put("prompt", prompt);
            object.put("text", generated.text());
            object.put("length", length);
            object.put("temperature", temperature);
            object.put("topK", topK);
            object.put("seed", seed);
            object.put("unknownTokens", generated.unknown());
            printJson(object);
        } else {
            out().println(prompt + generated.text());
            out().flush();
        }
        return ExitCode.DONE;
    }
}
