package io.perennial.worker.natives;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class MachineTest {

    @Test
    @EnabledOnOs(OS.LINUX)
    void anInterruptedTaskSeesTheMachineAsItIs() {
        Thread.currentThread().interrupt();
        String found = Machine.fingerprint();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(found).doesNotContain("unknown");
    }
}
