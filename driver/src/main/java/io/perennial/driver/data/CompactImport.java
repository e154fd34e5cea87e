package io.perennial.driver.data;

import io.perennial.datasets.ChannelSums;
import io.perennial.datasets.InputShape;
import io.perennial.datasets.compact.CompactFolder;
import io.perennial.datasets.compact.StoredDataset;
import io.perennial.driver.storage.Json;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Writes a data set in the compact layout, its records on the executors, in an order that depends on the seed and the examples alone.
 * {@code dataset.json} is written last, so a folder that has one is whole.
 */
final class CompactImport {

    /** Examples of a file at most: a file is a task's work. */
    private static final int PER_PART = 2048;
    /** Bytes of a file, about. */
    private static final long PART_BYTES = 64L << 20;
    private static final String WAITING = "_temporary";
    private static final String SKIPPED = "skipped.jsonl";

    /** Finds out, when there is Spark, how examples become records. */
    interface FittingChoice {
        Fitting choose() throws IOException;
    }

    private final ImportPlan plan;
    private final Configuration hadoop;
    private final Consumer<String> progress;

    CompactImport(ImportPlan plan, Configuration hadoop, Consumer<String> progress) {
        this.plan = plan;
        this.hadoop = hadoop;
        this.progress = progress;
    }

    /** @param testSource of the test set; null to take the plan's share of {@code source} */
    ImportSummary run(JavaSparkContext spark, ImportSource source, ImportSource testSource, FittingChoice fitting) {
        long began = System.nanoTime();
        try {
            List<String> classes = source.classes(spark);
            PartWriter writer = new PartWriter(new Path(plan.out(), WAITING).toString(), fitting.choose(), classes.size());
            int perPart = (int) Math.max(1, Math.min(PER_PART, PART_BYTES / (1 + writer.shape().bytes())));
            return NewFolder.fill(plan.out(), hadoop, (files, folder) -> {
                files.mkdirs(new Path(folder, WAITING));
                double share = testSource == null ? plan.testShare() : 0;
                List<ImportedPart> parts = new ArrayList<>(source.write(spark, new ImportOrder(plan.seed(), share), writer, perPart));
                if (testSource != null) {
                    parts.addAll(testSource.write(spark, new ImportOrder(plan.seed(), 1), writer, perPart));
                }
                ImportSummary summary = commit(files, folder, classes, writer.shape(), parts, began);
                files.delete(new Path(folder, WAITING), true);
                return summary;
            });
        } catch (Exception e) {
            throw plan.explained(e);
        }
    }

    private ImportSummary commit(FileSystem files, Path out, List<String> classes, InputShape shape, List<ImportedPart> parts, long began)
            throws IOException {
        ImportedPart misfit = parts.stream().filter(part -> part.misfit() != null).findFirst().orElse(null);
        if (misfit != null) {
            throw new InputException("%s %s; %s"
                    .formatted(misfit.misfit().path(), misfit.misfit().reason(), plan.words().size()));
        }
        List<BadImage> bad = parts.stream().flatMap(part -> part.bad().stream()).sorted(Comparator.comparing(BadImage::path)).toList();
        long good = parts.stream().mapToLong(ImportedPart::examples).sum();
        if (!bad.isEmpty() && plan.onBad() == OnBad.FAIL) {
            throw new InputException("%s %s; %d of %d examples cannot be used: repair or remove them, or leave them out with %s"
                    .formatted(bad.get(0).path(), bad.get(0).reason(), bad.size(), bad.size() + good, plan.words().skip()));
        }
        StoredDataset.StoredSplit train = split(files, out, classes, "train", parts);
        StoredDataset.StoredSplit test = split(files, out, classes, "test", parts);
        if (train == null) {
            throw new InputException(plan.source() + ": no example is left for the training set of " + (good + bad.size())
                    + "; add some, or choose a smaller " + plan.words().share());
        }
        ChannelSums pixels = new ChannelSums(shape);
        parts.stream().filter(part -> part.split().equals("train")).forEach(part -> pixels.add(part.pixels()));
        Double share = plan.test() != null || test == null ? null : plan.testShare();
        StoredDataset stored = new StoredDataset(StoredDataset.FORMAT_VERSION, classes, shape, pixels.normalization(), train, test,
                new StoredDataset.Origin(plan.source(), plan.test(), share, plan.seed(), bad.size()));
        if (!bad.isEmpty()) {
            try (OutputStream lines = files.create(new Path(out, SKIPPED), false)) {
                for (BadImage image : bad) {
                    lines.write((Json.line(image) + "\n").getBytes(StandardCharsets.UTF_8));
                }
            }
            progress.accept(bad.size() + " examples cannot be used and are left out; " + new Path(out, SKIPPED) + " names them, the first: "
                    + bad.get(0).path() + " " + bad.get(0).reason());
        }
        Json.write(files, new Path(out, CompactFolder.DESCRIPTION), stored);
        return new ImportSummary(plan.out(), stored, bad, (System.nanoTime() - began) / 1e9);
    }

    private static StoredDataset.StoredSplit split(FileSystem files, Path out, List<String> classes, String name, List<ImportedPart> parts)
            throws IOException {
        List<StoredDataset.StoredFile> stored = new ArrayList<>();
        long[] counts = new long[classes.size()];
        long examples = 0;
        for (ImportedPart part : parts) {
            if (!part.split().equals(name) || part.examples() == 0) {
                continue;
            }
            // Numbered without gaps: a part may have come out empty.
            String file = String.format("%s-%05d.bin", name, stored.size());
            if (!files.rename(new Path(part.written()), new Path(out, file))) {
                throw new IOException("cannot rename " + part.written() + " to " + file);
            }
            stored.add(new StoredDataset.StoredFile(file, part.examples(), part.bytes(), part.sha256()));
            examples += part.examples();
            for (int c = 0; c < counts.length; c++) {
                counts[c] += part.perClass()[c];
            }
        }
        if (stored.isEmpty()) {
            return null;
        }
        Map<String, Long> perClass = new LinkedHashMap<>();
        for (int c = 0; c < counts.length; c++) {
            perClass.put(classes.get(c), counts[c]);
        }
        return new StoredDataset.StoredSplit(examples, perClass, stored);
    }
}
