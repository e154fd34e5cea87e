package io.perennial.worker.codec;

import java.util.Map;

/**
 * What an encoder makes of a vector.
 *
 * @param bytes what travels, and what {@code bytes} in metrics counts
 * @param state the vectors that the sender keeps for its next one, by name: fresh arrays
 */
public record Encoded(byte[] bytes, Map<String, float[]> state) {
}
