package io.perennial.driver.registry;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a model's history adds up to, as of its last entry. Immutable. */
public final class ModelState {

    /** Why no refresh takes an arrival. */
    public enum Standing {
        EXCLUDED("excluded"),
        HELD_BACK("held back"),
        QUARANTINED("quarantined");

        private final String text;

        Standing(String text) {
            this.text = text;
        }

        /** For people. */
        public String text() {
            return text;
        }
    }

    /**
     * An arrival that no refresh takes.
     *
     * @param entry number of the history entry that says so
     */
    public record SetApart(Standing standing, int entry, String reason) {
    }

    private final List<HistoryEntry> entries;
    private final Map<Integer, HistoryEntry> published = new TreeMap<>();
    private final Set<Integer> removed = new TreeSet<>();
    private final Set<Long> purged = new HashSet<>();
    /** By version and the name that provenance has. */
    private final Map<Integer, Map<String, VersionProvenance.StoredFile>> rewritten = new TreeMap<>();
    private final Map<ArrivalId, SetApart> setApart = new LinkedHashMap<>();
    private int highest;

    ModelState(List<HistoryEntry> entries) {
        this.entries = List.copyOf(entries);
        this.entries.forEach(this::apply);
    }

    private void apply(HistoryEntry entry) {
        Change change = entry.change();
        if (change.action() == Action.PUBLISH) {
            published.put(change.version(), entry);
        }
        if (change.action() == Action.PUBLISH || change.action() == Action.VOID) {
            highest = Math.max(highest, change.version());
        }
        removed.addAll(change.removed());
        if (change.purge() != null) {
            change.purge().examples().forEach(example -> purged.add(Long.parseUnsignedLong(example, 16)));
            change.purge().rewritten().forEach(one -> rewritten.computeIfAbsent(one.version(), version -> new TreeMap<>()).put(one.original(), one.file()));
        }
        change.excluded().forEach(id -> setApart.put(id, new SetApart(Standing.EXCLUDED, entry.number(), entry.reason())));
        change.heldBack().forEach(id -> setApart.put(id, new SetApart(Standing.HELD_BACK, entry.number(), entry.reason())));
        change.quarantined().forEach(bad -> setApart.put(bad.id(), new SetApart(Standing.QUARANTINED, entry.number(), bad.reason())));
        change.readmitted().forEach(setApart::remove);
    }

    public List<HistoryEntry> entries() {
        return entries;
    }

    /** Number of the last entry; 0 before the first. */
    public int head() {
        return entries.size();
    }

    /** The version in production; empty if none ever was. */
    public Optional<Integer> champion() {
        return entries.isEmpty() ? Optional.empty() : Optional.ofNullable(entries.get(entries.size() - 1).champion());
    }

    /** Versions that were published, ascending. */
    public Set<Integer> versions() {
        return Set.copyOf(published.keySet());
    }

    /** The entry that published a version. */
    public Optional<HistoryEntry> publication(int version) {
        return Optional.ofNullable(published.get(version));
    }

    /** Whether a version's model was removed. */
    public boolean isRemoved(int version) {
        return removed.contains(version);
    }

    /** Versions that have a model, ascending. */
    public List<Integer> present() {
        return published.keySet().stream().filter(version -> !removed.contains(version)).toList();
    }

    /** Versions whose model was removed, ascending. */
    List<Integer> removed() {
        return List.copyOf(removed);
    }

    /** Fingerprints of examples that no buffer may hold and no refresh may take. */
    public Set<Long> purged() {
        return Collections.unmodifiableSet(purged);
    }

    /**
     * The file that is there in place of one that a version's provenance names, if a purge replaced it.
     *
     * @param stored null gives null
     */
    public VersionProvenance.StoredFile current(int version, VersionProvenance.StoredFile stored) {
        return stored == null ? null : rewritten.getOrDefault(version, Map.of()).getOrDefault(stored.name(), stored);
    }

    /** Versions with a file that a purge replaced. */
    Set<Integer> rewritten() {
        return rewritten.keySet();
    }

    /** Arrivals that no refresh takes, whether consumed or not. */
    public Map<ArrivalId, SetApart> setApart() {
        return Map.copyOf(setApart);
    }

    /**
     * Versions that were in production and were not taken back, the latest first. A rollback takes back what came after the version that
     * it goes to, so the next one goes on from there, not forward again.
     */
    List<Integer> championsLatestFirst() {
        Deque<Integer> champions = new ArrayDeque<>();
        for (HistoryEntry entry : entries) {
            Integer now = entry.champion();
            if (now == null || now.equals(champions.peek())) {
                continue;
            }
            if (entry.change().action() == Action.ROLLBACK) {
                // To a version that never was in production only the champion is taken back.
                do {
                    champions.pop();
                } while (champions.contains(now) && !now.equals(champions.peek()));
            }
            if (!now.equals(champions.peek())) {
                champions.push(now);
            }
        }
        return List.copyOf(champions);
    }

    /** The version that was in production before the present one. */
    Optional<Integer> championBefore() {
        return championsLatestFirst().stream().skip(1).findFirst();
    }

    /** No version has this number or a higher one, published or given up. */
    int nextVersion() {
        return highest + 1;
    }
}
