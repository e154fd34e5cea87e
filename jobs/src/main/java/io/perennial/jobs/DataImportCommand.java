package io.perennial.jobs;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.datasets.compact.StoredDataset;
import io.perennial.driver.data.ImageImport;
import io.perennial.driver.data.ImageSize;
import io.perennial.driver.data.ImportRequest;
import io.perennial.driver.data.ImportSummary;
import io.perennial.driver.data.OnBad;
import io.perennial.errors.InputException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code data import SOURCE --out FOLDER}: images of one's own become a data set. */
@Command(name = "import", description = "Makes a data set of images: JPEG and PNG in a folder for each class, or Parquet.", sortOptions = false)
final class DataImportCommand extends Verb {

    @Parameters(index = "0", paramLabel = "SOURCE", description = "A folder with a folder of JPEG or PNG files for each class, or a Parquet file or"
            + " folder; any Hadoop URI.")
    private String source;

    @Option(names = "--out", required = true, paramLabel = "FOLDER", description = "The folder to make; then the data of a job (data: FOLDER).")
    private String out;

    @Option(names = "--size", paramLabel = "HxW", description = "Resizes to so many pixels; needed where images differ in size.")
    private String size;

    @Option(names = "--channels", paramLabel = "3|1", defaultValue = "3", description = "3: colour (default); 1: grey.")
    private int channels;

    @Option(names = "--test-share", paramLabel = "SHARE", description = "Share of each class that becomes the test set (default 0.1; 0: none).")
    private Double testShare;

    @Option(names = "--test", paramLabel = "FOLDER", description = "The test set's own source, instead of a share.")
    private String test;

    @Option(names = "--on-bad", paramLabel = "fail|skip", defaultValue = "fail", description = "What an image that does not decode means: fail (default),"
            + " or skip: it is left out, counted and listed in FOLDER/skipped.jsonl.")
    private String onBad;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Of the order and of the choice of test images (default 1).")
    private long seed;

    @Option(names = "--image-column", paramLabel = "NAME", defaultValue = "image", description = "Of Parquet: binary, or a struct with a field bytes (default image).")
    private String imageColumn;

    @Option(names = "--label-column", paramLabel = "NAME", defaultValue = "label", description = "Of Parquet: whole numbers or strings (default label).")
    private String labelColumn;

    @Override
    protected ExitCode run() {
        if (test != null && testShare != null) {
            throw new InputException("--test-share: found together with --test; give one of the two");
        }
        double share = testShare == null ? ImportRequest.DEFAULT_TEST_SHARE : testShare;
        ImportRequest request = new ImportRequest(source, out, size == null ? null : ImageSize.parse(size), channels, share, test, onBad(), seed,
                imageColumn, labelColumn);
        SparkConf conf = SparkSettings.ofThisJvm().of("data import");
        ImageImport prepared = ImageImport.prepare(request, SparkHadoopUtil.get().newConfiguration(conf), err()::println);
        try (JavaSparkContext spark = new JavaSparkContext(conf)) {
            report(prepared.run(spark));
        }
        return ExitCode.DONE;
    }

    private OnBad onBad() {
        return switch (onBad) {
            case "fail" -> OnBad.FAIL;
            case "skip" -> OnBad.SKIP;
            default -> throw new InputException("--on-bad: found '" + onBad + "', supported are fail and skip");
        };
    }

    private void report(ImportSummary summary) {
        StoredDataset dataset = summary.dataset();
        if (json()) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("out", summary.out());
            object.put("seconds", summary.seconds());
            object.put("skipped", summary.skipped().size());
            object.put("dataset", new ObjectMapper().convertValue(dataset, new TypeReference<Map<String, Object>>() { }));
            printJson(object);
            return;
        }
        out().printf("%s: %d classes, %s; %s for training, %s for testing, %s left out; %s%n", summary.out(),
                dataset.classes().size(), dataset.shape(),
                Shown.count(dataset.train().examples()), Shown.count(dataset.test() == null ? 0 : dataset.test().examples()),
                Shown.count(summary.skipped().size()), Shown.duration(summary.seconds()));
        out().flush();
    }
}
