package io.perennial.driver.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** The memory that the container of this process (its control group) is limited to. */
final class ContainerMemory {

    /** Version 1 writes "no limit" as a number near the largest. */
    private static final long NO_LIMIT = 1L << 60;
    private static final List<String> FILES = List.of("memory.max", "memory/memory.limit_in_bytes");

    private ContainerMemory() {
    }

    /** @param root {@code /sys/fs/cgroup} */
    static OptionalLong limit(Path root) {
        for (String name : FILES) {
            try {
                String text = Files.readString(root.resolve(name)).strip();
                if (text.matches("\\d{1,18}") && Long.parseLong(text) < NO_LIMIT) {
                    return OptionalLong.of(Long.parseLong(text));
                }
            } catch (IOException absent) {
                // The other version's file may be there.
                continue;
            }
        }
        return OptionalLong.empty();
    }

    static OptionalLong limit() {
        return limit(Path.of("/sys/fs/cgroup"));
    }
}
