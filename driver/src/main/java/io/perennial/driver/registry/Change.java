package io.perennial.driver.registry;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What a history entry changes. A list that has no meaning with the action is empty.
 *
 * @param action      decides which of the others are set
 * @param version     that was published, promoted, rolled back to or given up
 * @param candidate   directory of a rejected candidate, within the model's
 * @param logicalDate of the refresh
 * @param excluded    arrivals that no refresh takes from now on
 * @param heldBack    arrivals that no refresh takes until somebody decides
 * @param readmitted  arrivals that a refresh may take again
 * @param quarantined arrivals that cannot be used
 * @param removed     versions without a model from now on
 * @param purge       examples that no buffer holds and no refresh takes from now on
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Change(Action action, Integer version, String candidate, String logicalDate, List<ArrivalId> excluded, List<ArrivalId> heldBack,
                     List<ArrivalId> readmitted, List<Quarantined> quarantined, List<Integer> removed, Purge purge) {

    public Change {
        excluded = excluded == null ? List.of() : List.copyOf(excluded);
        heldBack = heldBack == null ? List.of() : List.copyOf(heldBack);
        readmitted = readmitted == null ? List.of() : List.copyOf(readmitted);
        quarantined = quarantined == null ? List.of() : List.copyOf(quarantined);
        removed = removed == null ? List.of() : List.copyOf(removed);
    }

    private static Change of(Action action) {
        return new Change(action, null, null, null, null, null, null, null, null, null);
    }

    private Change of(int number) {
        return new Change(action, number, candidate, logicalDate, excluded, heldBack, readmitted, quarantined, removed, purge);
    }

    /** The version's number is chosen when it is published. */
    public static Change publish(String logicalDate, List<Quarantined> quarantined) {
        return new Change(Action.PUBLISH, null, null, logicalDate, null, null, null, quarantined, null, null);
    }

    Change publishedAs(int number) {
        return of(number);
    }

    static Change promote(int version) {
        return of(Action.PROMOTE).of(version);
    }

    static Change rollback(int version, List<ArrivalId> excluded) {
        return new Change(Action.ROLLBACK, version, null, null, excluded, null, null, null, null, null);
    }

    /** The candidate's directory is chosen when it is kept. */
    public static Change reject(String logicalDate, List<ArrivalId> excluded, List<ArrivalId> heldBack, List<Quarantined> quarantined) {
        return new Change(Action.REJECT, null, null, logicalDate, excluded, heldBack, null, quarantined, null, null);
    }

    Change keptIn(String directory) {
        return new Change(action, version, directory, logicalDate, excluded, heldBack, readmitted, quarantined, removed, purge);
    }

    public static Change quarantine(String logicalDate, List<Quarantined> quarantined) {
        return new Change(Action.QUARANTINE, null, null, logicalDate, null, null, null, quarantined, null, null);
    }

    static Change exclude(List<ArrivalId> arrivals) {
        return new Change(Action.EXCLUDE, null, null, null, arrivals, null, null, null, null, null);
    }

    static Change readmit(List<ArrivalId> arrivals) {
        return new Change(Action.READMIT, null, null, null, null, null, arrivals, null, null, null);
    }

    static Change remove(List<Integer> versions) {
        return new Change(Action.REMOVE, null, null, null, null, null, null, null, versions, null);
    }

    static Change giveUp(int version) {
        return of(Action.VOID).of(version);
    }

    /**
     * Examples that were taken out of all buffers.
     *
     * @param examples  fingerprints, 16 hexadecimal digits each
     * @param rewritten files that take the place of those that held them
     */
    public record Purge(List<String> examples, List<Rewritten> rewritten) {

        public Purge {
            examples = List.copyOf(examples);
            rewritten = List.copyOf(rewritten);
        }
    }

    /**
     * A file of a version that was replaced: provenance names the one before.
     *
     * @param version  that has it
     * @param original name that provenance knows it by
     * @param file     that is there now
     */
    public record Rewritten(int version, String original, VersionProvenance.StoredFile file) {
    }

    static Change purge(Purge purge) {
        return new Change(Action.PURGE, null, null, null, null, null, null, null, null, purge);
    }
}
