package io.perennial.driver.job;

import java.util.List;
import io.perennial.datasets.text.OnBadText;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A training job: every setting resolved and validated together. Immutable. Two jobs are equal if all their values are, wherever
 * the values came from.
 *
 * <p>An accessor of a setting that has no meaning in this job (momentum with adam, see {@link Setting#use()}) throws
 * {@link IllegalStateException}; {@link #find} does not.
 */
public final class Job {

    private final Settings settings;

    Job(Settings settings) {
        this.settings = settings;
    }

    /** All settings. */
    public Settings settings() {
        return settings;
    }

    /**
     * The value of a setting.
     *
     * @throws IllegalStateException if it is unset or has no meaning in this job
     */
    public <T> T get(Setting<T> setting) {
        return settings.get(setting);
    }

    /** The value of a setting; empty if it is unset or has no meaning in this job. */
    public <T> Optional<T> find(Setting<T> setting) {
        return settings.find(setting);
    }

    /** Where the value came from; empty if the setting has no meaning in this job. */
    public Optional<Origin> origin(Setting<?> setting) {
        return settings.origin(setting);
    }

    /** This job in another run directory, for the default that the command line chooses and for a resumed run. */
    public Job withOutput(String directory) {
        return new Job(settings.with(JobSettings.OUTPUT, directory, new Origin.CommandLine("output=" + directory)));
    }

    /**
     * Every key with its value: a String, Integer, Long or Double, or null where it is unset or has no meaning. In the order of
     * {@link JobSettings#all()}.
     */
    public Map<String, Object> canonical() {
        return settings.canonical();
    }

    /** A job file that {@link JobFile} reads as an equal job: every value written out, nothing left to a default. */
    public String toYaml() {
        return settings.toYaml();
    }

    /**
     * The {@link Effect#RESULT} settings in which the two jobs differ, each as {@code key: mine here, theirs in the other}, with
     * {@code unset} for a missing value. Empty: both train the same bits on the same data.
     */
    public List<String> resultDifferences(Job other) {
        return settings.resultDifferences(other.settings);
    }

    /** Of the {@link Effect#RESULT} settings that have a value, in lower-case hexadecimal. */
    public String sha256() {
        return settings.sha256();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Job job && canonical().equals(job.canonical());
    }

    @Override
    public int hashCode() {
        return canonical().hashCode();
    }

    @Override
    public String toString() {
        return toYaml();
    }

    public String name() {
        return get(JobSettings.NAME);
    }

    public String model() {
        return get(JobSettings.MODEL);
    }

    /** Empty where the model's default is wanted. */
    public OptionalInt networkWidth() {
        return find(JobSettings.NETWORK_WIDTH).map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    /** Blocks or layers; empty where the model's default is wanted. */
    public OptionalInt networkLayers() {
        return find(JobSettings.NETWORK_LAYERS).map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    /** Of attention; empty where the model's default is wanted. */
    public OptionalInt networkHeads() {
        return find(JobSettings.NETWORK_HEADS).map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    /** Share, 0..1; empty where the model's default is wanted. */
    public OptionalDouble networkDropout() {
        return find(JobSettings.NETWORK_DROPOUT).map(OptionalDouble::of).orElse(OptionalDouble.empty());
    }

    /** A run, a model's directory or a checkpoint; empty where the seed decides the first parameters. */
    public Optional<String> start() {
        return find(JobSettings.START);
    }

    public String data() {
        return get(JobSettings.DATA);
    }

    public Optional<String> test() {
        return find(JobSettings.TEST);
    }

    /** Share of the test examples, 0..1. */
    public double maxTestOverlap() {
        return get(JobSettings.MAX_TEST_OVERLAP);
    }

    public Optional<String> output() {
        return find(JobSettings.OUTPUT);
    }

    public Optional<String> master() {
        return find(JobSettings.MASTER);
    }

    public int workers() {
        return get(JobSettings.WORKERS);
    }

    public int threads() {
        return get(JobSettings.THREADS);
    }

    /** Empty where they are to be measured. */
    public OptionalInt localSteps() {
        return get(JobSettings.LOCAL_STEPS).number();
    }

    /** This job with so many local steps a round, where they were measured or the run's own job has them. */
    public Job withLocalSteps(int number, Origin origin) {
        return new Job(settings.with(JobSettings.LOCAL_STEPS, Integer.toString(number), origin));
    }

    public int batchSize() {
        return get(JobSettings.BATCH_SIZE);
    }

    /** Empty where {@link #examples()} is set: exactly one of the two is. */
    public OptionalDouble epochs() {
        return find(JobSettings.EPOCHS).map(OptionalDouble::of).orElse(OptionalDouble.empty());
    }

    /** Empty where {@link #epochs()} is set: exactly one of the two is. */
    public OptionalLong examples() {
        return find(JobSettings.EXAMPLES).map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    public long seed() {
        return get(JobSettings.SEED);
    }

    public InnerOptimizerName innerOptimizer() {
        return get(JobSettings.INNER_OPTIMIZER);
    }

    public double innerLearningRate() {
        return get(JobSettings.INNER_LEARNING_RATE);
    }

    /** With momentum and nesterov only. */
    public double innerMomentum() {
        return get(JobSettings.INNER_MOMENTUM);
    }

    /** With adam and adamw only. */
    public double innerBeta1() {
        return get(JobSettings.INNER_BETA1);
    }

    /** With adam and adamw only. */
    public double innerBeta2() {
        return get(JobSettings.INNER_BETA2);
    }

    /** With adam and adamw only. */
    public double innerEpsilon() {
        return get(JobSettings.INNER_EPSILON);
    }

    /** 0 is none. */
    public double innerWeightDecay() {
        return get(JobSettings.INNER_WEIGHT_DECAY);
    }

    /** 0 is off. */
    public double innerClipNorm() {
        return get(JobSettings.INNER_CLIP_NORM);
    }

    /** 0 is off. */
    public double innerClipValue() {
        return get(JobSettings.INNER_CLIP_VALUE);
    }

    /** Share, 0..1. */
    public double labelSmoothing() {
        return get(JobSettings.LABEL_SMOOTHING);
    }

    /** Pixels; 0 is off. */
    public int augmentCrop() {
        return get(JobSettings.AUGMENT_CROP);
    }

    public FlipName augmentFlip() {
        return get(JobSettings.AUGMENT_FLIP);
    }

    /** Pixels; 0 is off. */
    public int augmentCutout() {
        return get(JobSettings.AUGMENT_CUTOUT);
    }

    /** {@code word}, {@code character}, {@code bpe}, or a path. */
    public String textTokenizer() {
        return get(JobSettings.TEXT_TOKENIZER);
    }

    /** Tokens. */
    public int textLength() {
        return get(JobSettings.TEXT_LENGTH);
    }

    /** Tokens at most. */
    public int textVocabulary() {
        return get(JobSettings.TEXT_VOCABULARY);
    }

    /** Occurrences in the training set. */
    public int textAtLeast() {
        return get(JobSettings.TEXT_AT_LEAST);
    }

    public OnBadText textOnBad() {
        return get(JobSettings.TEXT_ON_BAD);
    }

    /** Bytes. */
    public int textLongestLine() {
        return get(JobSettings.TEXT_LONGEST_LINE);
    }

    public int textWordBuckets() {
        return get(JobSettings.TEXT_WORD_BUCKETS);
    }

    public TextBatchesName textBatches() {
        return get(JobSettings.TEXT_BATCHES);
    }

    public ScheduleName scheduleName() {
        return get(JobSettings.SCHEDULE_NAME);
    }

    /** Local steps; with every schedule but onecycle. */
    public int scheduleWarmup() {
        return get(JobSettings.SCHEDULE_WARMUP);
    }

    /** Local steps; with step only. */
    public int scheduleEvery() {
        return get(JobSettings.SCHEDULE_EVERY);
    }

    /** With step only. */
    public double scheduleFactor() {
        return get(JobSettings.SCHEDULE_FACTOR);
    }

    /** Share of the peak rate; with cosine and onecycle only. */
    public double scheduleFinal() {
        return get(JobSettings.SCHEDULE_FINAL);
    }

    /** Share of the local steps; with onecycle only. */
    public double scheduleRise() {
        return get(JobSettings.SCHEDULE_RISE);
    }

    /** Share of the local steps; with cosine and onecycle only. */
    public double scheduleHold() {
        return get(JobSettings.SCHEDULE_HOLD);
    }

    public OuterOptimizerName outerOptimizer() {
        return get(JobSettings.OUTER_OPTIMIZER);
    }

    public double outerLearningRate() {
        return get(JobSettings.OUTER_LEARNING_RATE);
    }

    /** With nesterov and slowmo only. */
    public double outerMomentum() {
        return get(JobSettings.OUTER_MOMENTUM);
    }

    /** With adam only. */
    public double outerBeta1() {
        return get(JobSettings.OUTER_BETA1);
    }

    /** With adam only. */
    public double outerBeta2() {
        return get(JobSettings.OUTER_BETA2);
    }

    /** With adam only. */
    public double outerTau() {
        return get(JobSettings.OUTER_TAU);
    }

    public CodecName codec() {
        return get(JobSettings.CODEC);
    }

    /** Share of the elements, above 0 to 1; with topk only. */
    public double topkShare() {
        return get(JobSettings.TOPK_SHARE);
    }

    public CodecDownName codecDown() {
        return get(JobSettings.CODEC_DOWN);
    }

    public AggregationName aggregation() {
        return get(JobSettings.AGGREGATION);
    }

    public FinalParameters finalParameters() {
        return get(JobSettings.FINAL_PARAMETERS);
    }

    /** Share of the rounds; with swa and ema only. */
    public double finalFrom() {
        return get(JobSettings.FINAL_FROM);
    }

    /** Rounds; with swa and ema only. */
    public int finalEvery() {
        return get(JobSettings.FINAL_EVERY);
    }

    /** Share; with ema only. */
    public double finalDecay() {
        return get(JobSettings.FINAL_DECAY);
    }

    public FinalStatistics finalStatistics() {
        return get(JobSettings.FINAL_STATISTICS);
    }

    /** Rounds; 0 is at the end only. */
    public int evaluateEvery() {
        return get(JobSettings.EVALUATE_EVERY);
    }

    /** Rounds; 0 is only where the run needs one, and at the end. */
    public int checkpointEvery() {
        return get(JobSettings.CHECKPOINT_EVERY);
    }

    /** Checkpoints. */
    public int keep() {
        return get(JobSettings.KEEP);
    }

    /** Seconds. */
    public int slotsTimeout() {
        return get(JobSettings.SLOTS_TIMEOUT);
    }
}
