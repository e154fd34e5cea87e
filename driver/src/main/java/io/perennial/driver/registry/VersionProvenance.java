package io.perennial.driver.registry;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * Where a version comes from, and the ledger of the data it consumed: {@code provenance.json}, written last into a version's
 * directory. It holds no time of its own, so a refresh that was killed and done again writes the same bytes.
 *
 * @param formatVersion    of this file
 * @param source           what made it, for a person
 * @param parent           version whose ledger this one continues; null if it consumed nothing before
 * @param logicalDate      of the refresh; null for a published run
 * @param parametersSha256 of the parameter vector
 * @param job              every setting of the job that trained it
 * @param training         software, machine, counters of the training run
 * @param consumed         arrivals that this version consumed and no ancestor had
 * @param base             what the buffer was first filled from; null if that was an ancestor's doing or never happened
 * @param fingerprints     of all examples consumed by this version; null without any
 * @param buffer           examples of all that was consumed so far, for replay; null without one
 * @param keepsake         what its strategy left for the next refresh beside the buffer; null without
 * @param trained          the parameters that training ended with, which the next refresh trains on from; null where they are the model's own
 * @param metricsSha256    of metrics.json
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VersionProvenance(int formatVersion, String source, Integer parent, String logicalDate, String parametersSha256,
                                Map<String, Object> job, JsonNode training, List<Consumed> consumed, Base base, StoredFile fingerprints,
                                StoredFile buffer, StoredFile keepsake, StoredFile trained, String metricsSha256) {

    static final int FORMAT_VERSION = 1;

    public VersionProvenance {
        consumed = consumed == null ? List.of() : List.copyOf(consumed);
    }

    /** Of a run that was published as it was. */
    static VersionProvenance ofRun(String run, Integer parent, String parametersSha256, JsonNode training, String metricsSha256) {
        return new VersionProvenance(FORMAT_VERSION, "run " + run, parent, null, parametersSha256, null, training, null, null, null, null, null, null, metricsSha256);
    }

    /** Of a refresh. */
    public static VersionProvenance ofRefresh(String source, int parent, String logicalDate, String parametersSha256, Map<String, Object> job,
                                              JsonNode training, List<Consumed> consumed, Base base, StoredFile fingerprints, StoredFile buffer,
                                              StoredFile keepsake, StoredFile trained) {
        return new VersionProvenance(FORMAT_VERSION, source, parent, logicalDate, parametersSha256, job, training, consumed, base, fingerprints, buffer,
                keepsake, trained, null);
    }

    VersionProvenance withMetrics(String sha256) {
        return new VersionProvenance(formatVersion, source, parent, logicalDate, parametersSha256, job, training, consumed, base, fingerprints, buffer,
                keepsake, trained, sha256);
    }

    /**
     * An arrival that was consumed.
     *
     * @param name     path within the arrivals folder
     * @param sha256   of the file
     * @param bytes    length of the file
     * @param modified when the file was last changed, milliseconds since 1970: while that and the length stay it is not read again
     * @param trained  examples that were trained on
     * @param heldOut  examples that only the gate saw
     * @param skipped  records that were left out, by reason
     */
    public record Consumed(String name, String sha256, long bytes, long modified, long trained, long heldOut, Map<String, Long> skipped) {

        public ArrivalId id() {
            return new ArrivalId(name, sha256);
        }
    }

    /**
     * The data that the first version was trained on.
     *
     * @param data     as the job names it
     * @param sha256   of its content
     * @param examples number
     */
    public record Base(String data, String sha256, long examples) {
    }

    /**
     * A file beside provenance.json.
     *
     * @param name             within the version's directory
     * @param bytes            length
     * @param sha256           of the file
     * @param examplesPerClass by class, of a file of records
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record StoredFile(String name, long bytes, String sha256, Map<String, Long> examplesPerClass) {
    }
}
