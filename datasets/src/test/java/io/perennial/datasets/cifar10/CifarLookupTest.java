package io.perennial.datasets.cifar10;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.datasets.Records;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CifarLookupTest {

    /** Port 1 answers nobody: a test that came to download would fail. */
    private static final CifarArchive UNREACHABLE = new CifarArchive(URI.create("http://127.0.0.1:1/cifar-10-binary.tar.gz"), "");

    @TempDir
    Path root;

    private CifarFolder find(String dataRoot) {
        return new CifarLookup(dataRoot, UNREACHABLE, new Configuration(), line -> { }).find();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cifar10", "cifar-10-batches-bin", "cifar10/cifar-10-batches-bin", ""})
    void setIsFoundInTheDataRoot(String place) {
        Records.folder(root.resolve(place), 2, 2);
        CifarFolder found = find(root.toString());
        assertThat(found.train()).extracting(file -> file.getPath().getName())
                .containsExactly("data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin");
        assertThat(found.test()).get().satisfies(file -> assertThat(file.getPath().getName()).isEqualTo("test_batch.bin"));
    }

    @Test
    void dataRootMayBeAUri() {
        Records.folder(root.resolve("cifar10"), 2, 2);
        assertThat(find(root.toUri().toString()).train()).hasSize(5);
    }

    @Test
    void folderNamedCifar10ComesFirst() {
        Records.folder(root.resolve("cifar10"), 2, 2);
        Records.folder(root.resolve("cifar-10-batches-bin"), 3, 3);
        assertThat(find(root.toString()).path().getName()).isEqualTo("cifar10");
    }

    @Test
    void incompleteSetSaysWhichFilesAreMissing() throws IOException {
        Records.folder(root.resolve("cifar10"), 2, 2);
        Files.delete(root.resolve("cifar10/data_batch_4.bin"));
        Files.delete(root.resolve("cifar10/test_batch.bin"));
        assertThatThrownBy(() -> find(root.toString())).isInstanceOf(InputException.class)
                .hasMessageContaining("data_batch_4.bin, test_batch.bin are missing").hasMessageContaining("cifar10");
    }

    @Test
    void withoutDataAndNetworkTheMessageSaysWhatToPutWhereAndNothingIsCreated() {
        Path absent = root.resolve("data");
        assertThatThrownBy(() -> find(absent.toString())).isInstanceOf(InputException.class)
                .hasMessageContaining(absent.toString()).hasMessageContaining("cifar-10-binary.tar.gz")
                .hasMessageContaining("cifar-10-batches-bin/data_batch_1.bin exists").hasMessageContaining("PERENNIAL_DATA")
                .hasMessageNotContaining("\n");
        assertThat(absent).doesNotExist();
    }

    @Test
    void dataRootDefaultsToTheHomeFolder() {
        String home = System.getProperty("user.home");
        System.setProperty("user.home", root.toString());
        try {
            Records.folder(root.resolve(".perennial/data/cifar10"), 2, 2);
            assertThat(find(null).train()).hasSize(5);
            assertThat(find("").train()).hasSize(5);
        } finally {
            System.setProperty("user.home", home);
        }
    }
}
