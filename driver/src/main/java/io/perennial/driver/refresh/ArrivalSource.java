package io.perennial.driver.refresh;

import io.perennial.driver.storage.SavedModel;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** What arrives under one name: a file of records, or a version of a Delta table. */
sealed interface ArrivalSource permits ArrivalFile, TableVersion {

    /** What the ledger knows it by. */
    String name();

    /** Its size; while that and {@link #modified} stay it is the same. */
    long bytes();

    /** Milliseconds since 1970. */
    long modified();

    /** The day that it is of; empty if nothing says. */
    Optional<LocalDate> date();

    /** Where it is, for a person. */
    String shown();

    /** Whether nobody can be writing it any more. @param newest when it must have been changed last, milliseconds since 1970 */
    boolean isSettled(long newest);

    /** Whether it is not what it was when it was listed. */
    boolean isChanged(Configuration hadoop) throws IOException;

    /** Of its content, whatever it is, in hexadecimal. */
    String sha256(Configuration hadoop) throws IOException;

    /** What it is known by when it is set apart as unusable. */
    default String sha256Unusable(Configuration hadoop) throws IOException {
        return sha256(hadoop);
    }

    /** Whether its content can no longer be had, though it is still listed. */
    default boolean isGone(Configuration hadoop) throws IOException {
        return false;
    }

    /**
     * Its records, as a model takes them.
     *
     * @throws UnusableArrivalException if it has none that the model could take: says why
     */
    Records records(SavedModel model, Configuration hadoop) throws IOException;

    /** Records that can be read again and again. */
    interface Records {

        /** The checksum that the arrival should have; empty where nothing says. */
        Optional<String> stated();

        /**
         * Reads them, in an order that is always the same.
         *
         * @return the SHA-256 of what was read, that of {@link #sha256}
         * @throws UnusableArrivalException if the arrival is not what it was when it was listed
         */
        String each(Reader reader) throws IOException;
    }

    /** Is given records. */
    @FunctionalInterface
    interface Reader {

        /**
         * One.
         *
         * @param record a byte, then the example; is used again for the next one
         * @param label  the model's class, or {@link RecordLayout#UNKNOWN} or {@link RecordLayout#UNREADABLE}
         * @param r      its number, from 0
         */
        void accept(byte[] record, int label, int r);
    }
}
