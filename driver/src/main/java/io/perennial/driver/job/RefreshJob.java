package io.perennial.driver.job;

import io.perennial.worker.random.Stream;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** A refresh job: every setting resolved and validated together. Immutable. */
public final class RefreshJob {

    private final Settings settings;

    RefreshJob(Settings settings) {
        this.settings = settings;
    }

    public Settings settings() {
        return settings;
    }

    /** Of what decides a candidate, in lower-case hexadecimal. */
    public String sha256() {
        return settings.sha256();
    }

    /**
     * How the candidate is trained.
     *
     * @param model  name of the network that is refreshed
     * @param data   the prepared examples
     * @param output run directory
     */
    public Job training(LocalDate logicalDate, String model, String data, String output) {
        Map<String, Given> given = new LinkedHashMap<>();
        JobSettings.all().forEach(setting -> give(setting, given));
        settings.find(RefreshSettings.EPOCHS).ifPresent(epochs -> put(JobSettings.EPOCHS, epochs.toString(), given));
        put(JobSettings.MODEL, model, given);
        put(JobSettings.DATA, data, given);
        put(JobSettings.OUTPUT, output, given);
        put(JobSettings.SEED, Long.toString(seed("training", logicalDate)), given);
        return new Job(Resolver.resolve(JobSettings.all(), given));
    }

    private <T> void give(Setting<T> setting, Map<String, Given> given) {
        boolean chosen = settings.origin(setting).filter(origin -> !(origin instanceof Origin.Fallback)).isPresent();
        if (chosen) {
            settings.find(setting).ifPresent(value -> given.put(setting.key(), new Given(setting.type().text(value), settings.origin(setting).orElseThrow())));
        }
    }

    private static void put(Setting<?> setting, String value, Map<String, Given> given) {
        given.put(setting.key(), new Given(value, new Origin.Fallback()));
    }

    /** The seed of one use on one logical date. */
    public long seed(String purpose, LocalDate logicalDate) {
        return Stream.key(seed(), "refresh " + purpose, logicalDate.toEpochDay());
    }

    public String name() {
        return settings.get(JobSettings.NAME);
    }

    public long seed() {
        return settings.get(JobSettings.SEED);
    }

    public int workers() {
        return settings.get(JobSettings.WORKERS);
    }

    public int threads() {
        return settings.get(JobSettings.THREADS);
    }

    public Optional<String> master() {
        return settings.find(JobSettings.MASTER);
    }

    /** Name in the registry. */
    public String model() {
        return settings.get(RefreshSettings.MODEL);
    }

    /** Empty: the environment's. */
    public Optional<String> models() {
        return settings.find(RefreshSettings.MODELS);
    }

    public String arrivals() {
        return settings.get(RefreshSettings.ARRIVALS);
    }

    public String test() {
        return settings.get(RefreshSettings.TEST);
    }

    public Optional<String> base() {
        return settings.find(RefreshSettings.BASE);
    }

    /** Seconds. */
    public int settle() {
        return settings.get(RefreshSettings.SETTLE);
    }

    public int minExamples() {
        return settings.get(RefreshSettings.MIN_EXAMPLES);
    }

    /** Share, 0..1. */
    public double maxBadRecords() {
        return settings.get(RefreshSettings.MAX_BAD_RECORDS);
    }

    /** Share, 0..1. */
    public double maxQuarantined() {
        return settings.get(RefreshSettings.MAX_QUARANTINED);
    }

    public NewClassesName newClasses() {
        return settings.get(RefreshSettings.NEW_CLASSES);
    }

    /** Share, 0..1. */
    public double holdOut() {
        return settings.get(RefreshSettings.HOLD_OUT);
    }

    public StrategyName strategy() {
        return settings.get(RefreshSettings.STRATEGY);
    }

    /** With replay and derpp only. */
    public double replayShare() {
        return settings.get(RefreshSettings.REPLAY_SHARE);
    }

    /** With replay and derpp only. */
    public long replayBytes() {
        return settings.get(RefreshSettings.REPLAY_BYTES);
    }

    /** With derpp only. */
    public double derppAlpha() {
        return settings.get(RefreshSettings.DERPP_ALPHA);
    }

    /** With derpp only. */
    public double derppBeta() {
        return settings.get(RefreshSettings.DERPP_BETA);
    }

    /** With lwf only. */
    public double lwfWeight() {
        return settings.get(RefreshSettings.LWF_WEIGHT);
    }

    /** With lwf only. */
    public double lwfTemperature() {
        return settings.get(RefreshSettings.LWF_TEMPERATURE);
    }

    /** With ewc only. */
    public double ewcLambda() {
        return settings.get(RefreshSettings.EWC_LAMBDA);
    }

    /** With ewc only. */
    public double ewcDecay() {
        return settings.get(RefreshSettings.EWC_DECAY);
    }

    /** With ewc only. */
    public int ewcExamples() {
        return settings.get(RefreshSettings.EWC_EXAMPLES);
    }

    /** Share of the champion in what is published, from 0 to below 1. */
    public double serveDecay() {
        return settings.get(RefreshSettings.SERVE_DECAY);
    }

    public double gateMaxDrop() {
        return settings.get(RefreshSettings.GATE_MAX_DROP);
    }

    public double gateMaxClassDrop() {
        return settings.get(RefreshSettings.GATE_MAX_CLASS_DROP);
    }

    public double gateMinGain() {
        return settings.get(RefreshSettings.GATE_MIN_GAIN);
    }

    public double gateMinAccuracy() {
        return settings.get(RefreshSettings.GATE_MIN_ACCURACY);
    }

    public double gateMaxDisagreement() {
        return settings.get(RefreshSettings.GATE_MAX_DISAGREEMENT);
    }

    public double driftPsiWarn() {
        return settings.get(RefreshSettings.DRIFT_PSI_WARN);
    }

    /** Empty: never. */
    public OptionalDouble driftPsiHold() {
        return optional(RefreshSettings.DRIFT_PSI_HOLD);
    }

    public double driftKsWarn() {
        return settings.get(RefreshSettings.DRIFT_KS_WARN);
    }

    /** Empty: never. */
    public OptionalDouble driftKsHold() {
        return optional(RefreshSettings.DRIFT_KS_HOLD);
    }

    public double driftMmdWarn() {
        return settings.get(RefreshSettings.DRIFT_MMD_WARN);
    }

    /** Empty: never. */
    public OptionalDouble driftMmdHold() {
        return optional(RefreshSettings.DRIFT_MMD_HOLD);
    }

    private OptionalDouble optional(Setting<Double> setting) {
        return settings.find(setting).map(OptionalDouble::of).orElse(OptionalDouble.empty());
    }

    public OnRejectName onReject() {
        return settings.get(RefreshSettings.ON_REJECT);
    }

    public int retainVersions() {
        return settings.get(RefreshSettings.RETAIN_VERSIONS);
    }

    public int retainRollbacks() {
        return settings.get(RefreshSettings.RETAIN_ROLLBACKS);
    }

    /** Seconds. */
    public int lockTimeout() {
        return settings.get(RefreshSettings.LOCK_TIMEOUT);
    }
}
