package io.perennial.driver.run;

import io.perennial.checksum.Sha256;
import io.perennial.datasets.DatasetManifest;
import io.perennial.worker.model.ModelDefinition;
import io.perennial.worker.model.ParameterLayout;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What decided a run's result: enough to make its model again.
 *
 * @param formatVersion of this file
 * @param created       when the run was started
 * @param perennial     version
 * @param software      versions of what it ran on
 * @param machine       fingerprint of the executors: instruction set and natives, which decide the last bits
 * @param job           every setting with its value
 * @param jobSha256     of the settings that decide the result
 * @param data          files, sizes, checksums, counts per class
 * @param dataSha256    of the above
 * @param model         name
 * @param modelSha256   of DL4J's configuration JSON
 * @param startSha256   of the parameters that it started from; null where the seed decided them
 * @param parameters    length of the parameter vector
 * @param layout        slices of the parameter vector
 * @param repeats       the run that this one repeats; null if it repeats none
 */
record Provenance(int formatVersion, String created, String perennial, Map<String, String> software, String machine,
                  Map<String, Object> job, String jobSha256, DatasetManifest data, String dataSha256, String model, String modelSha256,
                  String startSha256, int parameters, List<String> layout, Repeats repeats) {

    /**
     * A run that is repeated.
     *
     * @param directory        of it
     * @param parametersSha256 that the repetition should end with
     */
    record Repeats(String directory, String parametersSha256) {
    }

    static Provenance of(ReadyRun run, String sparkVersion, String machine) {
        Map<String, String> software = new LinkedHashMap<>();
        software.put("java", System.getProperty("java.runtime.version"));
        software.put("spark", sparkVersion);
        software.put("dl4j", Build.dl4j());
        software.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        ParameterLayout layout = run.plan().layout();
        List<String> slices = layout.slices().stream().map(slice -> slice.name() + " " + java.util.Arrays.toString(slice.shape())
                + " at " + slice.offset() + ", " + slice.kind().name().toLowerCase(java.util.Locale.ROOT)).toList();
        return new Provenance(1, Instant.now().toString(), Build.perennial(), software, machine, run.job().canonical(),
                run.job().sha256(), run.data().manifest(), run.dataSha256(), run.model().name(), sha256(run.model()), run.startSha256(), layout.length(), slices,
                run.original() == null ? null : new Repeats(run.original().directory(), run.original().parametersSha256()));
    }

    /** Of a model's configuration. */
    static String sha256(ModelDefinition model) {
        return Sha256.hex(model.configuration());
    }
}
