package io.perennial.driver.refresh;

import io.perennial.checksum.Sha256;
import io.perennial.datasets.Fingerprint;
import io.perennial.driver.registry.Action;
import io.perennial.driver.registry.ArrivalId;
import io.perennial.driver.registry.HistoryEntry;
import io.perennial.driver.registry.ModelState;
import io.perennial.driver.registry.RegisteredModel;
import io.perennial.driver.registry.VersionName;
import io.perennial.driver.registry.VersionProvenance;
import io.perennial.driver.storage.SavedModel;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;

/**
 * Goes through a model's history and the ledgers of the champion and its ancestors, and through the files that arrived, and looks for what must not be:
 * something consumed twice, something consumed that the ledger has lost, a decision without a reason, a version that is not what its provenance says.
 * Reading checks all seals and checksums besides.
 */
public final class Audit {

    private final RegisteredModel model;
    private final Configuration hadoop;
    private final List<String> findings = new ArrayList<>();

    /** @param hadoop finds the file systems */
    public Audit(RegisteredModel model, Configuration hadoop) {
        this.model = model;
        this.hadoop = hadoop;
    }

    /** What became of a file. */
    public enum Standing {
        CONSUMED("consumed"),
        EXCLUDED("excluded"),
        HELD_BACK("held back"),
        QUARANTINED("quarantined"),
        /** No refresh has decided about it. */
        WAITING("waiting");

        private final String text;

        Standing(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }

        /** Of something that was not consumed. @param apart what the history says of it; null for nothing */
        public static Standing of(ModelState.SetApart apart) {
            if (apart == null) {
                return WAITING;
            }
            return switch (apart.standing()) {
                case EXCLUDED -> EXCLUDED;
                case HELD_BACK -> HELD_BACK;
                case QUARANTINED -> QUARANTINED;
            };
        }
    }

    /**
     * A file that is there.
     *
     * @param name    path within the arrivals folder
     * @param sha256  of its bytes as they are now
     * @param version that consumed it; null for others
     * @param reason  why it was not; null for others
     */
    public record File(String name, String sha256, Standing standing, String version, String reason) {
    }

    /**
     * What was found.
     *
     * @param versions   of the champion and its ancestors, the first one first
     * @param examples   that they consumed from arrivals
     * @param files      that are in the arrivals folder, by name
     * @param gone       arrivals that were consumed and are no longer there as they were, by name
     * @param findings   what must not be; empty if all is well
     */
    public record Result(List<String> versions, long examples, List<File> files, List<String> gone, List<String> findings) {

        public boolean isClean() {
            return findings.isEmpty();
        }

        public long count(Standing standing) {
            return files.stream().filter(file -> file.standing() == standing).count();
        }
    }

    /** What a version consumed: arrivals, and the fingerprints of all examples, ascending. */
    private record Consumption(int version, VersionProvenance provenance, long[] prints) {

        boolean has(long print) {
            return Arrays.binarySearch(prints, print) >= 0;
        }
    }

    /**
     * Does it.
     *
     * @param arrivals the folder
     * @throws InputException if the model has no champion, there is no such folder, or a file of the registry is damaged: names it
     */
    public Result run(String arrivals) throws IOException {
        ModelState state = model.state();
        int champion = state.champion().orElseThrow(() -> new InputException(model.name() + " has no champion; models publish makes one"));
        List<Consumption> lineage = new ArrayList<>();
        for (int version : model.lineage(champion)) {
            VersionProvenance provenance = model.provenance(version);
            long[] prints = provenance.fingerprints() == null ? new long[0] : Ledger.longs(model.read(version, provenance.fingerprints()));
            lineage.add(0, new Consumption(version, provenance, prints));
        }
        checkHistory(state);
        for (Consumption one : lineage) {
            checkVersion(state, one);
        }
        checkOnce(lineage);
        SavedModel saved = SavedModel.read(model.model(champion).toString(), hadoop);
        checkBuffer(state, champion, lineage, 1 + saved.shape().bytes());
        List<File> files = new ArrayList<>();
        Set<ArrivalId> there = new HashSet<>();
        Set<String> decided = lineage.stream().flatMap(one -> one.provenance().consumed().stream()).map(VersionProvenance.Consumed::name).collect(Collectors.toSet());
        state.setApart().keySet().forEach(id -> decided.add(id.name()));
        for (ArrivalSource source : Arrivals.in(arrivals, hadoop)) {
            if (decided.contains(source.name()) && source.isGone(hadoop)) {
                continue;
            }
            File found = look(source, state, lineage, saved);
            files.add(found);
            there.add(new ArrivalId(found.name(), found.sha256()));
        }
        List<String> gone = lineage.stream().flatMap(one -> one.provenance().consumed().stream()).map(VersionProvenance.Consumed::id)
                .filter(id -> !there.contains(id)).map(ArrivalId::name).sorted().toList();
        long examples = lineage.stream().flatMap(one -> one.provenance().consumed().stream()).mapToLong(consumed -> consumed.trained() + consumed.heldOut()).sum();
        return new Result(lineage.stream().map(one -> VersionName.of(one.version())).toList(), examples, List.copyOf(files), gone, List.copyOf(findings));
    }

    private void checkHistory(ModelState state) {
        Integer before = null;
        for (HistoryEntry entry : state.entries()) {
            Action action = entry.change().action();
            boolean moves = action == Action.PUBLISH || action == Action.PROMOTE || action == Action.ROLLBACK;
            if (!moves && !Objects.equals(before, entry.champion())) {
                findings.add("history " + entry.number() + " changes the champion by " + action.text());
            }
            if (entry.champion() != null && state.publication(entry.champion()).isEmpty()) {
                findings.add("history " + entry.number() + " names a champion that was never published: " + VersionName.of(entry.champion()));
            }
            boolean sets = action == Action.REJECT || !entry.change().excluded().isEmpty() || !entry.change().heldBack().isEmpty();
            if (sets && !entry.hasReason()) {
                findings.add("history " + entry.number() + " decides about arrivals (" + action.text() + ") and gives no reason");
            }
            entry.change().quarantined().stream().filter(bad -> bad.reason() == null || bad.reason().isBlank())
                    .forEach(bad -> findings.add("history " + entry.number() + " quarantines " + bad.name() + " and gives no reason"));
            before = entry.champion();
        }
    }

    private void checkVersion(ModelState state, Consumption one) throws IOException {
        VersionProvenance provenance = one.provenance();
        long used = provenance.consumed().stream().mapToLong(consumed -> consumed.trained() + consumed.heldOut()).sum() + (provenance.base() == null ? 0 : provenance.base().examples());
        if (provenance.fingerprints() != null && used != one.prints().length) {
            findings.add(VersionName.of(one.version()) + " says that it consumed " + used + " examples and lists " + one.prints().length);
        }
        model.metrics(one.version());
        if (!state.isRemoved(one.version())) {
            String sha256 = Sha256.hex(SavedModel.read(model.model(one.version()).toString(), hadoop).parameters());
            if (!sha256.equals(provenance.parametersSha256())) {
                findings.add(VersionName.of(one.version()) + " has parameters of checksum " + sha256 + ", its provenance says " + provenance.parametersSha256());
            }
            if (provenance.trained() != null) {
                model.read(one.version(), provenance.trained());
            }
        }
    }

    /** An arrival or an example that two versions consumed, or one twice. What the first version was trained on may hold an example twice. */
    private void checkOnce(List<Consumption> lineage) {
        Map<String, String> byContent = new HashMap<>();
        Map<Long, Integer> seen = new HashMap<>();
        for (Consumption one : lineage) {
            String version = VersionName.of(one.version());
            for (VersionProvenance.Consumed consumed : one.provenance().consumed()) {
                String other = byContent.putIfAbsent(consumed.sha256(), consumed.name() + " by " + version);
                if (other != null) {
                    findings.add(consumed.name() + " was consumed twice: by " + version + ", and before as " + other);
                }
            }
            int twice = 0;
            int own = 0;
            for (long print : one.prints()) {
                Integer other = seen.putIfAbsent(print, one.version());
                own += other != null && other == one.version() ? 1 : 0;
                twice += other != null && other != one.version() ? 1 : 0;
            }
            if (twice > 0 || own > 0 && one.provenance().base() == null) {
                findings.add(version + " consumed " + (twice + own) + " examples that were consumed before");
            }
        }
    }

    private void checkBuffer(ModelState state, int champion, List<Consumption> lineage, int recordBytes) throws IOException {
        Integer holder = model.bufferOf(champion).orElse(null);
        if (holder == null) {
            return;
        }
        byte[] records = model.read(holder, model.buffer(holder));
        Fingerprint fingerprint = new Fingerprint();
        int strange = 0;
        int purged = 0;
        for (int offset = 0; offset < records.length; offset += recordBytes) {
            long print = fingerprint.ofRecord(records, offset, recordBytes);
            strange += lineage.stream().anyMatch(one -> one.has(print)) ? 0 : 1;
            purged += state.purged().contains(print) ? 1 : 0;
        }
        if (strange > 0) {
            findings.add("the buffer of " + VersionName.of(holder) + " holds " + strange + " examples that no version consumed");
        }
        if (purged > 0) {
            findings.add("the buffer of " + VersionName.of(holder) + " holds " + purged + " examples that were purged");
        }
    }

    private File look(ArrivalSource source, ModelState state, List<Consumption> lineage, SavedModel champion) throws IOException {
        ArrivalId id = new ArrivalId(source.name(), source.sha256(hadoop));
        for (Consumption one : lineage) {
            for (VersionProvenance.Consumed consumed : one.provenance().consumed()) {
                if (consumed.id().equals(id)) {
                    checkNothingLost(consumed, source, one, champion);
                    return new File(id.name(), id.sha256(), Standing.CONSUMED, VersionName.of(one.version()), null);
                }
            }
        }
        ModelState.SetApart apart = state.setApart().get(id);
        if (apart == null) {
            apart = state.setApart().get(new ArrivalId(id.name(), source.sha256Unusable(hadoop)));
        }
        return new File(id.name(), id.sha256(), Standing.of(apart), null, apart == null ? null : apart.reason());
    }

    /** Every record that was not left out is in the version's ledger. */
    private void checkNothingLost(VersionProvenance.Consumed consumed, ArrivalSource source, Consumption one, SavedModel champion) throws IOException {
        Fingerprint fingerprint = new Fingerprint();
        Set<Long> listed = new HashSet<>();
        int[] records = {0};
        try {
            // Whatever their labels are called today.
            TableVersion.unchanged(source).records(champion, hadoop).each((record, label, r) -> {
                records[0]++;
                long print = fingerprint.of(record);
                if (one.has(print)) {
                    listed.add(print);
                }
            });
        } catch (UnusableArrivalException e) {
            findings.add(consumed.name() + " was consumed by " + VersionName.of(one.version()) + " and now " + e.getMessage());
            return;
        }
        long skipped = consumed.skipped().values().stream().mapToLong(Long::longValue).sum();
        if (records[0] != consumed.trained() + consumed.heldOut() + skipped) {
            findings.add(consumed.name() + " has " + records[0] + " records, and " + VersionName.of(one.version()) + " accounts for "
                    + (consumed.trained() + consumed.heldOut() + skipped));
        }
        if (listed.size() < consumed.trained() + consumed.heldOut()) {
            findings.add(consumed.name() + ": " + VersionName.of(one.version()) + " says that it used " + (consumed.trained() + consumed.heldOut()) + " of its examples and lists "
                    + listed.size());
        }
    }
}
