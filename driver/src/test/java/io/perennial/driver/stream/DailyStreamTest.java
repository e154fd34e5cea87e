package io.perennial.driver.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.checksum.Sha256;
import io.perennial.datasets.Fingerprint;
import io.perennial.driver.refresh.Audit;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small stream of drawn shapes. */
class DailyStreamTest {

    private static final int RECORD = 1 + 3 * 32 * 32;
    private static final DailyStream.Sizes SMALL = new DailyStream.Sizes(150, 60);

    @TempDir
    Path folder;

    @Test
    void goodFilesHoldEveryImageOnceAndNewClassesComeLater() throws IOException {
        StreamPlan plan = make("one");

        assertThat(plan.days()).hasSize(60);
        assertThat(IntStream.rangeClosed(1, 60).filter(day -> plan.days().get(day - 1).newClass() != null)).containsExactly(8, 16, 22, 28);
        assertThat(plan.days().get(39).files()).as("day 40").isEmpty();
        assertThat(plan.days().get(6).corruption()).isEqualTo("gaussian noise 2");
        Set<Long> seen = new HashSet<>();
        Fingerprint fingerprint = new Fingerprint();
        int good = 0;
        for (StreamPlan.Day day : plan.days()) {
            for (StreamPlan.Delivered file : day.files()) {
                byte[] content = Files.readAllBytes(folder.resolve("one/deliveries/" + day.date()).resolve(file.name()));
                assertThat(Sha256.hex(content)).as(file.name()).isEqualTo(file.sha256());
                for (int offset = 0; file.becomes() == Audit.Standing.CONSUMED && offset < content.length; offset += RECORD) {
                    good++;
                    assertThat(seen.add(fingerprint.ofRecord(content, offset, RECORD))).as("an image of %s comes once", file.name()).isTrue();
                    assertThat(content[offset]).isLessThan((byte) Calendar.classes(1 + plan.days().indexOf(day)));
                }
            }
        }
        byte[] first = Files.readAllBytes(folder.resolve("one/first/images.bin"));
        byte[] test = Files.readAllBytes(folder.resolve("one/first/test.bin"));
        assertThat(first).hasSize(6 * 60 * RECORD);
        for (byte[] known : List.of(first, test)) {
            for (int offset = 0; offset < known.length; offset += RECORD) {
                assertThat(seen).doesNotContain(fingerprint.ofRecord(known, offset, RECORD));
            }
        }
        assertThat(Files.size(folder.resolve("one/joint/images.bin"))).isEqualTo((long) (good + 6 * 60) * RECORD);
        assertThat(Files.size(folder.resolve("one/new/10/test.bin"))).isEqualTo((long) plan.newImages() * RECORD);

        assertThatThrownBy(() -> DailyStream.make(folder.resolve("one").toString(), "shapes10", 2, SMALL, new Configuration(), line -> { }))
                .isInstanceOf(InputException.class).hasMessageContaining("with seed 1; name another folder");
    }

    @Test
    void whatAStreamCannotBeMadeOfIsRefused() {
        assertThatThrownBy(() -> DailyStream.make(folder.resolve("x").toString(), "shapes10", 1, new DailyStream.Sizes(900, 60), new Configuration(), line -> { }))
                .isInstanceOf(InputException.class).hasMessageContaining("the smallest class of shapes10 has 800 images");
        assertThatThrownBy(() -> new DailyStream.Sizes(100, 60)).isInstanceOf(InputException.class).hasMessageContaining("found 100 and 60");
        assertThatThrownBy(() -> StreamReport.of(folder.toString(), 0, null, new Configuration())).isInstanceOf(InputException.class).hasMessageContaining("make one with stream make");
        assertThat(folder.resolve("x")).doesNotExist();
    }

    private StreamPlan make(String name) throws IOException {
        String place = folder.resolve(name).toString();
        DailyStream.make(place, "shapes10", 1, SMALL, new Configuration(), line -> { });
        return StreamPlan.read(FileSystem.getLocal(new Configuration()), new org.apache.hadoop.fs.Path(place));
    }
}
