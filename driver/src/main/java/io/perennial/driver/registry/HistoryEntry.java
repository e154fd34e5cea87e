package io.perennial.driver.registry;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * One committed step of a model's history: a file that is made only where there is none, and never changed.
 *
 * @param formatVersion of the file
 * @param number        from 1, without gaps
 * @param champion      version in production from this entry to the next; null while there is none
 * @param change        what happened
 * @param reason        why, for a person
 * @param by            who or which job
 * @param at            when, UTC
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HistoryEntry(int formatVersion, int number, Integer champion, Change change, String reason, String by, String at) {

    static final int FORMAT_VERSION = 1;

    /** Whether it says why. */
    public boolean hasReason() {
        return reason != null && !reason.isBlank();
    }
}
