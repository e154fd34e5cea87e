package io.perennial.driver.refresh;

import io.perennial.driver.registry.RegisteredModel;
import io.perennial.driver.registry.VersionName;
import io.perennial.driver.registry.VersionProvenance;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a version and its ancestors consumed.
 *
 * @param byName       arrivals by name
 * @param versions     the version that consumed an arrival, by name
 * @param byContent    name of an arrival by the SHA-256 of its bytes
 * @param fingerprints of all examples, ascending
 * @param base         whether the base was consumed
 */
record Ledger(Map<String, VersionProvenance.Consumed> byName, Map<String, Integer> versions, Map<String, String> byContent, long[] fingerprints, boolean base) {

    static Ledger of(RegisteredModel model, int version) throws IOException {
        Map<String, VersionProvenance.Consumed> byName = new HashMap<>();
        Map<String, Integer> versions = new HashMap<>();
        Map<String, String> byContent = new HashMap<>();
        long[] fingerprints = new long[0];
        boolean base = false;
        for (int ancestor : model.lineage(version)) {
            VersionProvenance provenance = model.provenance(ancestor);
            for (VersionProvenance.Consumed consumed : provenance.consumed()) {
                byName.putIfAbsent(consumed.name(), consumed);
                versions.putIfAbsent(consumed.name(), ancestor);
                byContent.putIfAbsent(consumed.sha256(), consumed.name());
            }
            if (provenance.fingerprints() != null) {
                long[] own = longs(model.read(ancestor, provenance.fingerprints()));
                int known = fingerprints.length;
                fingerprints = Arrays.copyOf(fingerprints, known + own.length);
                System.arraycopy(own, 0, fingerprints, known, own.length);
            }
            base |= provenance.base() != null;
        }
        Arrays.sort(fingerprints);
        return new Ledger(byName, versions, byContent, fingerprints, base);
    }

    Optional<VersionProvenance.Consumed> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    String versionOf(String name) {
        return VersionName.of(versions.get(name));
    }

    boolean consumed(long fingerprint) {
        return Arrays.binarySearch(fingerprints, fingerprint) >= 0;
    }

    /** As they are stored: little-endian, ascending. */
    static byte[] bytes(List<Long> fingerprints) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(fingerprints.size(), Long.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        fingerprints.stream().mapToLong(Long::longValue).sorted().forEach(bytes::putLong);
        return bytes.array();
    }

    static long[] longs(byte[] bytes) {
        long[] values = new long[bytes.length / Long.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(values);
        return values;
    }
}
