package io.perennial.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.perennial.checksum.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileRangeTest {

    private static final Configuration HADOOP = new Configuration();

    @TempDir
    Path folder;

    private Path file;
    private byte[] content;

    @BeforeEach
    void writeFile() {
        content = Records.of(5, 1, i -> i);
        file = Records.write(folder.resolve("data.bin"), content);
    }

    private FileRange middle() {
        return new FileRange(file.toUri().toString(), 2L * Records.BYTES, 2, Records.BYTES, 102,
                Sha256.hex(Arrays.copyOfRange(content, 2 * Records.BYTES, 4 * Records.BYTES)));
    }

    @Test
    void readsExactlyItsRecords() throws IOException {
        assertThat(middle().read(HADOOP)).isEqualTo(Arrays.copyOfRange(content, 2 * Records.BYTES, 4 * Records.BYTES));
    }

    @Test
    void changeOutsideTheRangeDoesNotMatter() throws IOException {
        FileRange range = middle();
        content[0] ^= 1;
        content[content.length - 1] ^= 1;
        Files.write(file, content);
        assertThat(range.read(HADOOP)).hasSize(2 * Records.BYTES);
    }

    @Test
    void changedByteFailsByNameOffsetAndCount() throws IOException {
        FileRange range = middle();
        content[3 * Records.BYTES + 5] ^= 1;
        Files.write(file, content);
        SourceChangedException e = catchThrowableOfType(() -> range.read(HADOOP), SourceChangedException.class);
        assertThat(e.source()).isEqualTo(file.toUri().toString());
        assertThat(e.offset()).isEqualTo(2L * Records.BYTES);
        assertThat(e.count()).isEqualTo(2);
        assertThat(e).hasMessageContaining("data.bin").hasMessageContaining("the 2 examples from offset 6146")
                .hasMessageContaining(range.sha256()).hasMessageContaining("start a new run");
    }

    @Test
    void shortenedFileFailsByName() throws IOException {
        FileRange range = middle();
        Files.write(file, Arrays.copyOf(content, 3 * Records.BYTES));
        assertThatThrownBy(() -> range.read(HADOOP)).isInstanceOf(SourceChangedException.class)
                .hasMessageContaining("data.bin").hasMessageContaining("too short");
    }

    @Test
    void removedFileFailsByName() throws IOException {
        FileRange range = middle();
        Files.delete(file);
        assertThatThrownBy(() -> range.read(HADOOP)).isInstanceOf(SourceChangedException.class)
                .hasMessageContaining("data.bin").hasMessageContaining("not there");
    }

    @Test
    void drawnRangeOfAnotherGeneratorVersionFailsByName() {
        DrawnRange range = new DrawnRange("shapes10", 10, "train", 4, 3, "00");
        assertThatThrownBy(() -> range.read(HADOOP)).isInstanceOf(SourceChangedException.class)
                .hasMessageContaining("shapes10 train").hasMessageContaining("same version of Perennial");
    }
}
