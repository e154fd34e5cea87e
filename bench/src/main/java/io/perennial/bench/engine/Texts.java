package io.perennial.bench.engine;

import io.perennial.datasets.Dataset;
import io.perennial.datasets.Datasets;
import io.perennial.datasets.TokenExamples;
import io.perennial.datasets.text.LineRules;
import io.perennial.datasets.text.TextPlan;
import io.perennial.worker.random.Stream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;

/** The same windows of running text for every engine: 64 characters each, drawn so that some follow others more often. */
record Texts(Dataset data, TokenExamples windows) {

    static final int LENGTH = 64;
    private static final int LETTERS = 64;
    /** Letters that may follow a letter. */
    private static final int FOLLOWERS = 6;

    static Texts drawn() throws IOException {
        Path folder = Files.createTempDirectory("bench-text");
        Path train = folder.resolve("train.txt");
        Path test = folder.resolve("test.txt");
        try {
            Files.writeString(train, text(Engine.EXAMPLES * LENGTH + 1));
            Files.writeString(test, text(10 * LENGTH));
            Datasets.Options options = new Datasets.Options(null, 1, null, new TextPlan.FromTraining("character", LENGTH, 100, 1, LineRules.DEFAULT));
            Dataset data = Datasets.open(folder.toString(), options, new Configuration(), line -> { });
            return new Texts(data, (TokenExamples) data.train().shards(1).get(0).read(new Configuration()));
        } finally {
            Files.deleteIfExists(train);
            Files.deleteIfExists(test);
            Files.deleteIfExists(folder);
        }
    }

    private static String text(int characters) {
        Stream stream = Stream.of(1, "bench text");
        StringBuilder text = new StringBuilder(characters);
        int letter = 0;
        while (text.length() < characters) {
            letter = (int) Math.floorMod(Stream.key(2, "followers", letter, stream.nextInt(FOLLOWERS)), (long) LETTERS);
            text.append(text.length() % 80 == 79 ? '\n' : (char) ('0' + letter));
        }
        return text.toString();
    }

    int vocabulary() {
        return data.classes().size();
    }

    /** Of {@code batch} windows from {@code first} on: token ids, [batch, tokens]. */
    int[] tokens(int first, int batch) {
        int[] tokens = new int[batch * LENGTH];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = windows.token(first + i / LENGTH, i % LENGTH);
        }
        return tokens;
    }

    /** The tokens after them. */
    int[] next(int first, int batch) {
        int[] tokens = new int[batch * LENGTH];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = windows.label(first + i / LENGTH, i % LENGTH);
        }
        return tokens;
    }
}
