package io.perennial.driver.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeterminismTest {

    @TempDir
    Path directory;

    @Test
    void theSameJobGivesTheSameParametersWhateverTheSlots() {
        String expected = Runs.run("local[2]", Runs.job(directory.resolve("a"))).parametersSha256();

        assertThat(Runs.run("local[2]", Runs.job(directory.resolve("again"))).parametersSha256()).isEqualTo(expected);
        assertThat(Runs.run("local[1]", Runs.job(directory.resolve("one"))).parametersSha256()).isEqualTo(expected);
        assertThat(Runs.run("local[4]", Runs.job(directory.resolve("four"))).parametersSha256()).isEqualTo(expected);
    }

    @Test
    void anotherSeedGivesOtherParameters() {
        assertThat(Runs.run("local[2]", Runs.job(directory.resolve("a"))).parametersSha256())
                .isNotEqualTo(Runs.run("local[2]", Runs.job(directory.resolve("b"), "seed=2")).parametersSha256());
    }

    @Test
    void moreWorkersThanSlotsTrainInWavesToTheSameParameters() {
        assertThat(Runs.run("local[2]", Runs.job(directory.resolve("waves"), "workers=4")).parametersSha256())
                .isEqualTo(Runs.run("local[4]", Runs.job(directory.resolve("all"), "workers=4")).parametersSha256());
    }
}
