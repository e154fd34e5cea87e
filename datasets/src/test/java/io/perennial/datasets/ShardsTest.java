package io.perennial.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.errors.InputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardsTest {

    private static final Configuration HADOOP = new Configuration();

    @TempDir
    Path folder;

    private Split train(String data) {
        return Datasets.open(data, new Datasets.Options(null, 0.01, null), HADOOP, line -> { }).train();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 85})
    void shardsAreEqualWithinOneAndCoverTheSplitInOrder(int n) throws IOException {
        Records.folder(folder, 17, 10);
        List<Shard> shards = train(folder.toString()).shards(n);
        assertThat(shards).hasSize(n);
        long expected = 0;
        for (Shard shard : shards) {
            assertThat(shard.index()).isEqualTo(shards.indexOf(shard));
            assertThat(shard.size()).isBetween(85L / n, 85L / n + 1);
            Examples examples = shard.read(HADOOP);
            assertThat(examples.size()).isEqualTo((int) shard.size());
            for (int i = 0; i < examples.size(); i++) {
                assertThat(examples.id(i)).isEqualTo(expected);
                assertThat(examples.label(i)).isEqualTo((int) (expected % 17 % 10));
                expected++;
            }
        }
        assertThat(expected).isEqualTo(85);
    }

    @Test
    void pixelsAreThoseOfTheFiles() throws IOException {
        Records.folder(folder, 17, 10);
        ImageExamples second = (ImageExamples) train(folder.toString()).shards(2).get(1).read(HADOOP);
        byte[] file = Files.readAllBytes(folder.resolve("data_batch_4.bin"));
        byte[] pixels = new byte[3_072];
        second.bytes(60 - 42, pixels, 0);      // Shard 1 of 2 starts at example 42; file 4 at example 51.
        assertThat(pixels).isEqualTo(Arrays.copyOfRange(file, 9 * 3_073 + 1, 10 * 3_073));
    }

    @Test
    void rangesAreBounded() throws IOException {
        Path train = Records.write(folder.resolve("large.bin"), 8_200, 1);
        Split split = Datasets.openSplit(train.toString(), "train", new Datasets.Options(null, 0, null), HADOOP, line -> { }).split();
        assertThat(split.shards(1).get(0).ranges()).extracting(Range::count).containsExactly(8_192, 8);
        assertThat(split.shards(1).get(0).read(HADOOP).id(8_199)).isEqualTo(8_199);
    }

    @Test
    void drawnShardsReadBackWhatWasScanned() throws IOException {
        Split split = train("shapes10");
        List<Shard> shards = split.shards(3);
        assertThat(shards.stream().mapToLong(Shard::size).sum()).isEqualTo(8_000);
        assertThat(shards.get(2).read(HADOOP).id(0)).isEqualTo(5_333);
    }

    @Test
    void shardsTravelByJavaSerialization() throws IOException, ClassNotFoundException {
        Records.folder(folder, 17, 10);
        Shard shard = train(folder.toString()).shards(2).get(1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(shard);
            out.writeObject(shard.read(HADOOP));
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isEqualTo(shard);
            assertThat(((Examples) in.readObject()).id(0)).isEqualTo(42);
        }
    }

    @Test
    void moreShardsThanExamplesAreRefused() {
        Records.folder(folder, 1, 1);
        assertThatThrownBy(() -> train(folder.toString()).shards(6)).isInstanceOf(InputException.class)
                .hasMessageContaining("5 examples").hasMessageContaining("6 workers").hasMessageContaining("at most 5");
    }

    @Test
    void fileThatChangedSinceItWasOpenedIsNamed() {
        Records.folder(folder, 17, 10);
        Split train = train(folder.toString());
        Records.write(folder.resolve("data_batch_2.bin"), 17, 99);
        assertThatThrownBy(() -> train.shards(2)).isInstanceOf(InputException.class)
                .hasMessageContaining("data_batch_2.bin").hasMessageContaining("changed since it was opened");
    }

    @Test
    void fileThatChangedAfterDealingFailsTheShardThatReadsIt() throws IOException {
        Records.folder(folder, 17, 10);
        List<Shard> shards = train(folder.toString()).shards(2);
        Records.write(folder.resolve("data_batch_5.bin"), 17, 99);
        assertThat(shards.get(0).read(HADOOP).size()).isEqualTo(42);
        assertThatThrownBy(() -> shards.get(1).read(HADOOP)).isInstanceOf(SourceChangedException.class)
                .hasMessageContaining("data_batch_5.bin");
    }

    @Test
    void fileSortedByClassIsWarnedAbout() {
        Path sorted = Records.write(folder.resolve("sorted.bin"), Records.of(1_000, 1, i -> i / 100));
        Split split = Datasets.openSplit(sorted.toString(), "train", new Datasets.Options(null, 0, null), HADOOP, line -> { }).split();
        assertThat(split.imbalance(4)).get().asString()
                .contains("shard 0 of 4 is 40% airplane, the whole set 10%", "sorted by class");
        assertThat(split.imbalance(1)).isEmpty();
    }

    @Test
    void mixedFileIsNotWarnedAboutHoweverSmallTheShards() {
        Split split = train("shapes10");
        for (int n : new int[] {2, 8, 64, 500}) {
            assertThat(split.imbalance(n)).as("%d shards", n).isEmpty();
        }
        Random random = new Random(1);
        byte[] labels = new byte[4_000];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) random.nextInt(10);
        }
        for (int n : new int[] {2, 8, 64, 400}) {
            assertThat(ShardBalance.warning(labels, Collections.nCopies(10, "c"), n)).as("%d random shards", n).isEmpty();
        }
    }
}
