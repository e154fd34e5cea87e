package io.perennial.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.driver.run.RunResult;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Properties;

class JvmExitTest {

    @ParameterizedTest
    @CsvSource({", , 0, EXIT", ", , 2, EXIT", "client, yarn, 0, EXIT", "client, k8s://h, 143, EXIT", "cluster, spark://h, 1, EXIT",
            "cluster, yarn, 0, RETURN", "cluster, yarn, 143, THROW"})
    void onlyYarnsApplicationMasterIsNotExited(String deployMode, String master, int code, JvmExit.Way way) {
        Properties properties = new Properties();
        if (deployMode != null) {
            properties.setProperty("spark.submit.deployMode", deployMode);
            properties.setProperty("spark.master", master);
        }
        assertThat(JvmExit.way(code, properties)).isEqualTo(way);
    }

    @Test
    void exitCodesAreTheDocumentedOnes() {
        assertThat(ExitCode.values()).extracting(ExitCode::code).containsExactly(0, 1, 2, 3, 4, 143);
        assertThat(ExitCode.of(RunResult.Status.DIVERGED)).isEqualTo(ExitCode.FAILED);
    }
}
