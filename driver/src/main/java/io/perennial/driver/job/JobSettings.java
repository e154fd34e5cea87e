package io.perennial.driver.job;

import static io.perennial.driver.job.Effect.OPERATION;
import static io.perennial.driver.job.Effect.RESULT;

import io.perennial.datasets.text.LineRules;
import io.perennial.datasets.text.OnBadText;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Every setting of a training job, in the order in which they are printed. A setting follows the one that chooses its default. */
public final class JobSettings {

    static final ValueType<String> ANY_TEXT = ValueType.string("some text on one line", Pattern.compile("[^\\p{Cntrl}]+"));
    static final ValueType<Double> ABOVE_ZERO = ValueType.number("a number above 0", x -> x > 0);
    static final ValueType<Double> AT_LEAST_ZERO = ValueType.number("a number of at least 0", x -> x >= 0);
    static final ValueType<Double> SHARE = ValueType.number("a number from 0 to 1", x -> x >= 0 && x <= 1);
    static final ValueType<Double> BELOW_ONE = ValueType.number("a number of at least 0 and below 1", x -> x >= 0 && x < 1);
    static final ValueType<Double> INSIDE_ONE = ValueType.number("a number above 0 and below 1", x -> x > 0 && x < 1);
    private static final ValueType<Double> ABOVE_ZERO_TO_ONE = ValueType.number("a number above 0, at most 1", x -> x > 0 && x <= 1);

    // what is trained, on what
    public static final Setting<String> NAME = Setting.of("name",
            ValueType.string("letters, digits, '.', '_' and '-', the first a letter or digit", Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*")), OPERATION,
            "Name of the job; names the run directory. Without it, the job file's name without its ending").otherwise("quickstart");
    public static final Setting<String> MODEL = Setting.of("model", ANY_TEXT, RESULT,
            "Network: lenet, compact, resnet20, mlp; of texts textcnn, transformer, bilstm, transformer-lm, lstm-lm, transformer-mlm; or the path of a DL4J configuration in JSON").otherwise("lenet");
    public static final Setting<Integer> NETWORK_WIDTH = Setting.of("network.width", ValueType.wholeNumber(1), RESULT,
            "Numbers that stand for a token between layers; transformer*, lstm-lm and bilstm only").otherwise(new Default.Unset<>("128, where it has a meaning"));
    public static final Setting<Integer> NETWORK_LAYERS = Setting.of("network.layers", ValueType.wholeNumber(1), RESULT,
            "Transformer blocks or LSTM layers; transformer*, lstm-lm and bilstm only").otherwise(new Default.Unset<>("2, where it has a meaning"));
    public static final Setting<Integer> NETWORK_HEADS = Setting.of("network.heads", ValueType.wholeNumber(1), RESULT,
            "Heads of a Transformer's attention, must divide network.width; transformer* only").otherwise(new Default.Unset<>("4, where it has a meaning"));
    public static final Setting<Double> NETWORK_DROPOUT = Setting.of("network.dropout", BELOW_ONE, RESULT,
            "Share of a layer's numbers dropped in training; transformer*, lstm-lm and bilstm only").otherwise(new Default.Unset<>("0, where it has a meaning"));
    public static final Setting<String> START = Setting.of("start", ANY_TEXT, RESULT,
            "A run, its model/ directory or a checkpoint whose parameters training starts from: those of the same name and shape; the rest is drawn from the seed")
            .otherwise(new Default.Unset<>("all drawn from the seed"));
    public static final Setting<String> DATA = Setting.of("data", ANY_TEXT, RESULT,
            "Training and test set: a data set's name (looked up in PERENNIAL_DATA), a folder or a file").otherwise("shapes10");
    public static final Setting<String> TEST = Setting.of("test", ANY_TEXT, OPERATION,
            "Path of the test set where data is a single file").otherwise(new Default.Unset<>("the data set's own test set"));
    public static final Setting<Double> MAX_TEST_OVERLAP = Setting.of("maxTestOverlap", SHARE, OPERATION,
            "Largest share of test examples that may also be training examples; more is refused").otherwise(0.01);

    // where
    public static final Setting<String> OUTPUT = Setting.of("output", ANY_TEXT, OPERATION,
            "Run directory, any Hadoop URI").otherwise(new Default.Unset<>("runs/NAME-yyyyMMdd-HHmmss"));
    public static final Setting<String> MASTER = Setting.of("master", ANY_TEXT, OPERATION,
            "Spark master; spark-submit --master wins over it").otherwise(new Default.Unset<>("local[workers, at most the cores here]"));

    // how much, over how many
    public static final Setting<Integer> WORKERS = Setting.of("workers", ValueType.wholeNumber(1), RESULT,
            "Replicas that train at once, each on its own shard").otherwise(2);
    public static final Setting<Integer> THREADS = Setting.of("threads", ValueType.wholeNumber(1), RESULT,
            "OpenMP threads of each worker; also spark.task.cpus").otherwise(1);
    public static final Setting<LocalSteps> LOCAL_STEPS = Setting.of("localSteps", LocalSteps.TYPE, RESULT,
            "H: local steps of every worker between two averages; auto measures some rounds of a new run, and the run is then one of the number it chose")
            .otherwise(LocalSteps.of(20));
    public static final Setting<Integer> BATCH_SIZE = Setting.of("batchSize", ValueType.wholeNumber(1), RESULT,
            "Examples of each worker in a local step").otherwise(32);
    public static final Setting<Double> EPOCHS = Setting.of("epochs", ABOVE_ZERO, RESULT,
            "Passes over the training set, a fraction allowed; not together with examples").otherwise(new Default.Unless<>(2.0, "examples"));
    public static final Setting<Long> EXAMPLES = Setting.of("examples", ValueType.longNumber(1), RESULT,
            "Examples to train on, all workers together, instead of epochs").otherwise(new Default.Unset<>("epochs decides"));
    public static final Setting<Long> SEED = Setting.of("seed", ValueType.longNumber(Long.MIN_VALUE), RESULT,
            "Seed of initial parameters, sharding, order and dropout").otherwise(1L);

    // the local step
    public static final Setting<InnerOptimizerName> INNER_OPTIMIZER = Setting.of("inner.optimizer", ValueType.choice(InnerOptimizerName.class), RESULT,
            "Optimizer of the local steps").otherwise(InnerOptimizerName.NESTEROV);
    public static final Setting<Double> INNER_LEARNING_RATE = Setting.of("inner.learningRate", ABOVE_ZERO, RESULT,
            "Peak learning rate of the local steps").otherwise(INNER_OPTIMIZER, Map.of(InnerOptimizerName.SGD, 0.008,
            InnerOptimizerName.MOMENTUM, 0.008, InnerOptimizerName.NESTEROV, 0.008, InnerOptimizerName.ADAM, 0.001, InnerOptimizerName.ADAMW, 0.001));
    public static final Setting<Double> INNER_MOMENTUM = Setting.of("inner.momentum", BELOW_ONE, RESULT,
            "Momentum of the local steps").otherwise(0.9).with(INNER_OPTIMIZER, InnerOptimizerName.MOMENTUM, InnerOptimizerName.NESTEROV);
    public static final Setting<Double> INNER_BETA1 = Setting.of("inner.beta1", BELOW_ONE, RESULT,
            "Decay of the mean of gradients").otherwise(0.9).with(INNER_OPTIMIZER, InnerOptimizerName.ADAM, InnerOptimizerName.ADAMW);
    public static final Setting<Double> INNER_BETA2 = Setting.of("inner.beta2", BELOW_ONE, RESULT,
            "Decay of the mean of squared gradients").otherwise(0.999).with(INNER_OPTIMIZER, InnerOptimizerName.ADAM, InnerOptimizerName.ADAMW);
    public static final Setting<Double> INNER_EPSILON = Setting.of("inner.epsilon", ABOVE_ZERO, RESULT,
            "Added to the root of the squared gradients' mean").otherwise(1e-8).with(INNER_OPTIMIZER, InnerOptimizerName.ADAM, InnerOptimizerName.ADAMW);
    public static final Setting<Double> INNER_WEIGHT_DECAY = Setting.of("inner.weightDecay", AT_LEAST_ZERO, RESULT,
            "Weight decay; 0 is none").otherwise(0.0);
    public static final Setting<Double> INNER_CLIP_NORM = Setting.of("inner.clipNorm", AT_LEAST_ZERO, RESULT,
            "Largest L2 norm of a gradient, a longer one is scaled down; 0 is off").otherwise(0.0);
    public static final Setting<Double> INNER_CLIP_VALUE = Setting.of("inner.clipValue", AT_LEAST_ZERO, RESULT,
            "Largest absolute value of a gradient's element; 0 is off").otherwise(0.0);

    // what a worker sees of an example
    public static final Setting<Integer> AUGMENT_CROP = Setting.of("augment.crop", ValueType.wholeNumber(0), RESULT,
            "Padding in pixels: a training image is cut out again at a random place of its black-padded self; 0 is off").otherwise(0);
    public static final Setting<FlipName> AUGMENT_FLIP = Setting.of("augment.flip", ValueType.choice(FlipName.class), RESULT,
            "Mirrors half of the training images: none or horizontal").otherwise(FlipName.NONE);
    public static final Setting<Integer> AUGMENT_CUTOUT = Setting.of("augment.cutout", ValueType.wholeNumber(0), RESULT,
            "Side in pixels of a square of a training image that is blanked at a random place; 0 is off").otherwise(0);
    public static final Setting<Double> LABEL_SMOOTHING = Setting.of("labelSmoothing", BELOW_ONE, RESULT,
            "Share of a training label that is dealt evenly over all classes").otherwise(0.0);

    // how texts become token ids
    public static final Setting<String> TEXT_TOKENIZER = Setting.of("text.tokenizer", ANY_TEXT, RESULT,
            "Takes texts apart: word (lower case, Chinese characters one by one), character, bpe (parts of words), or the path of a tokenizer.json;"
                    + " the vocabulary is made of the training set alone").otherwise("word");
    public static final Setting<Integer> TEXT_LENGTH = Setting.of("text.length", ValueType.wholeNumber(1), RESULT,
            "Tokens that a text is padded or cut to; of running text, the length of a window").otherwise(64);
    public static final Setting<Integer> TEXT_VOCABULARY = Setting.of("text.vocabulary", ValueType.wholeNumber(4), RESULT,
            "Tokens of the vocabulary at most, the most frequent; up to 65536").otherwise(30_000);
    public static final Setting<Integer> TEXT_AT_LEAST = Setting.of("text.atLeast", ValueType.wholeNumber(1), RESULT,
            "How often a token must occur in the training set to be in the vocabulary").otherwise(1);
    public static final Setting<OnBadText> TEXT_ON_BAD = Setting.of("text.onBad", ValueType.choice(OnBadText.class), RESULT,
            "Lines that are not UTF-8, too long or empty are counted and: repair (replace, cut, leave out), skip (leave out) or refuse (the data)")
            .otherwise(OnBadText.REPAIR);
    public static final Setting<Integer> TEXT_LONGEST_LINE = Setting.of("text.longestLine", ValueType.wholeNumber(1), RESULT,
            "Bytes of a line of text at most").otherwise(LineRules.DEFAULT_LONGEST);

    public static final Setting<Integer> TEXT_WORD_BUCKETS = Setting.of("text.wordBuckets", ValueType.wholeNumber(0), RESULT,
            "Numbers that attributes of words are hashed to (a word itself, its shape, first and last characters), up to 65536: each token then brings its word's, so that a word never"
                    + " seen says something; 0 is off; tagged words (.conll) only").otherwise(0);
    public static final Setting<TextBatchesName> TEXT_BATCHES = Setting.of("text.batches", ValueType.choice(TextBatchesName.class), RESULT,
            "Which texts make a batch: any (as they are drawn, padded to text.length) or alike (of like length, padded to the longest of them: faster; not with textcnn)")
            .otherwise(TextBatchesName.ANY);

    // the learning rate over the local steps
    public static final Setting<ScheduleName> SCHEDULE_NAME = Setting.of("schedule.name", ValueType.choice(ScheduleName.class), RESULT,
            "How the learning rate goes over the local steps of a worker").otherwise(ScheduleName.CONSTANT);
    public static final Setting<Integer> SCHEDULE_WARMUP = Setting.of("schedule.warmup", ValueType.wholeNumber(0), RESULT,
            "Local steps in which the rate rises from 0 to its peak").otherwise(0)
            .with(SCHEDULE_NAME, ScheduleName.CONSTANT, ScheduleName.STEP, ScheduleName.COSINE);
    public static final Setting<Integer> SCHEDULE_EVERY = Setting.of("schedule.every", ValueType.wholeNumber(1), RESULT,
            "Local steps between two drops of the rate").with(SCHEDULE_NAME, ScheduleName.STEP);
    public static final Setting<Double> SCHEDULE_FACTOR = Setting.of("schedule.factor", INSIDE_ONE, RESULT,
            "What a drop multiplies the rate by").otherwise(0.1).with(SCHEDULE_NAME, ScheduleName.STEP);
    public static final Setting<Double> SCHEDULE_FINAL = Setting.of("schedule.final", SHARE, RESULT,
            "Rate at the end, as a share of its peak").otherwise(0.0).with(SCHEDULE_NAME, ScheduleName.COSINE, ScheduleName.ONECYCLE);
    public static final Setting<Double> SCHEDULE_RISE = Setting.of("schedule.rise", INSIDE_ONE, RESULT,
            "Share of the local steps in which the rate rises").otherwise(0.3).with(SCHEDULE_NAME, ScheduleName.ONECYCLE);

    public static final Setting<Double> SCHEDULE_HOLD = Setting.of("schedule.hold", BELOW_ONE, RESULT,
            "Share of the local steps, the last ones, in which the rate stays at its end: what swa averages well over").otherwise(0.0)
            .with(SCHEDULE_NAME, ScheduleName.COSINE, ScheduleName.ONECYCLE);

    // the average
    public static final Setting<OuterOptimizerName> OUTER_OPTIMIZER = Setting.of("outer.optimizer", ValueType.choice(OuterOptimizerName.class), RESULT,
            "What is made of the mean delta: average (plain), nesterov (DiLoCo), slowmo or adam (FedAdam)").otherwise(OuterOptimizerName.AVERAGE);
    public static final Setting<Double> OUTER_LEARNING_RATE = Setting.of("outer.learningRate", ABOVE_ZERO, RESULT,
            "Learning rate of the average").otherwise(OUTER_OPTIMIZER, Map.of(OuterOptimizerName.AVERAGE, 1.0,
            OuterOptimizerName.NESTEROV, 0.7, OuterOptimizerName.SLOWMO, 1.0, OuterOptimizerName.ADAM, 0.001));
    public static final Setting<Double> OUTER_MOMENTUM = Setting.of("outer.momentum", BELOW_ONE, RESULT,
            "Momentum of the average").otherwise(OUTER_OPTIMIZER, Map.of(OuterOptimizerName.NESTEROV, 0.9, OuterOptimizerName.SLOWMO, 0.5));
    public static final Setting<Double> OUTER_BETA1 = Setting.of("outer.beta1", BELOW_ONE, RESULT,
            "Decay of the mean of deltas").otherwise(0.9).with(OUTER_OPTIMIZER, OuterOptimizerName.ADAM);
    public static final Setting<Double> OUTER_BETA2 = Setting.of("outer.beta2", BELOW_ONE, RESULT,
            "Decay of the mean of squared deltas").otherwise(0.99).with(OUTER_OPTIMIZER, OuterOptimizerName.ADAM);
    public static final Setting<Double> OUTER_TAU = Setting.of("outer.tau", ABOVE_ZERO, RESULT,
            "Added to the root of the squared deltas' mean").otherwise(1e-3).with(OUTER_OPTIMIZER, OuterOptimizerName.ADAM);
    public static final Setting<CodecName> CODEC = Setting.of("codec", ValueType.choice(CodecName.class), RESULT,
            "How a delta travels to the driver: fp32 (exact), fp16, int8, topk or 2bit; what these lose of it is added to the worker's next delta")
            .otherwise(CodecName.FP32);
    public static final Setting<Double> TOPK_SHARE = Setting.of("topkShare", ABOVE_ZERO_TO_ONE, RESULT,
            "Share of a delta's elements that travel, the largest").otherwise(0.05).with(CODEC, CodecName.TOPK);
    public static final Setting<CodecDownName> CODEC_DOWN = Setting.of("codecDown", ValueType.choice(CodecDownName.class), RESULT,
            "How parameters travel to the executors: fp32 (exact), fp16 or int8; the run goes on from what they decode").otherwise(CodecDownName.FP32);

    public static final Setting<AggregationName> AGGREGATION = Setting.of("aggregation", ValueType.choice(AggregationName.class), OPERATION,
            "Where deltas are averaged: driver, slices (cut into parts, each averaged on an executor: the driver holds one mean, whatever the workers),"
                    + " or auto: slices where the deltas would take more than a quarter of the driver's heap. The same bits either way").otherwise(AggregationName.AUTO);

    // the finished model
    public static final Setting<FinalParameters> FINAL_PARAMETERS = Setting.of("final.parameters", ValueType.choice(FinalParameters.class), RESULT,
            "The finished model's: last (of the last round), swa (mean over the last rounds) or ema (the later, the more weight)")
            .otherwise(FinalParameters.LAST);
    public static final Setting<Double> FINAL_FROM = Setting.of("final.from", BELOW_ONE, RESULT,
            "Share of the rounds after which swa or ema begins").otherwise(FINAL_PARAMETERS, Map.of(FinalParameters.SWA, 0.75, FinalParameters.EMA, 0.0));
    public static final Setting<Integer> FINAL_EVERY = Setting.of("final.every", ValueType.wholeNumber(1), RESULT,
            "Rounds from one that swa or ema takes in to the next; the last is one of them").otherwise(1)
            .with(FINAL_PARAMETERS, FinalParameters.SWA, FinalParameters.EMA);
    public static final Setting<Double> FINAL_DECAY = Setting.of("final.decay", INSIDE_ONE, RESULT,
            "Share of the ema that the next parameters leave").otherwise(0.9).with(FINAL_PARAMETERS, FinalParameters.EMA);
    public static final Setting<FinalStatistics> FINAL_STATISTICS = Setting.of("final.statistics", ValueType.choice(FinalStatistics.class), RESULT,
            "The finished model's batch norm: mean (of the workers' running statistics) or recomputed (over training examples)")
            .otherwise(FinalStatistics.MEAN);

    // what is watched and kept
    public static final Setting<Integer> EVALUATE_EVERY = Setting.of("evaluateEvery", ValueType.wholeNumber(0), OPERATION,
            "Rounds between two evaluations on the test set; 0: at the end only").otherwise(0);
    public static final Setting<Integer> CHECKPOINT_EVERY = Setting.of("checkpointEvery", ValueType.wholeNumber(0), OPERATION,
            "Rounds between two checkpoints; 0: only where the run needs one, and at the end").otherwise(50);
    public static final Setting<Integer> KEEP = Setting.of("keep", ValueType.wholeNumber(1), OPERATION,
            "Checkpoints kept, the newest").otherwise(3);
    public static final Setting<Integer> SLOTS_TIMEOUT = Setting.of("slotsTimeout", ValueType.wholeNumber(0), OPERATION,
            "Seconds to wait at the start until Spark offers a slot for every worker").otherwise(60);

    private static final List<Setting<?>> ALL = List.of(NAME, MODEL, NETWORK_WIDTH, NETWORK_LAYERS, NETWORK_HEADS, NETWORK_DROPOUT, START, DATA, TEST, MAX_TEST_OVERLAP, OUTPUT, MASTER, WORKERS, THREADS,
            LOCAL_STEPS, BATCH_SIZE, EPOCHS, EXAMPLES, SEED, INNER_OPTIMIZER, INNER_LEARNING_RATE, INNER_MOMENTUM, INNER_BETA1, INNER_BETA2,
            INNER_EPSILON, INNER_WEIGHT_DECAY, INNER_CLIP_NORM, INNER_CLIP_VALUE, LABEL_SMOOTHING, AUGMENT_CROP, AUGMENT_FLIP, AUGMENT_CUTOUT,
            TEXT_TOKENIZER, TEXT_LENGTH, TEXT_VOCABULARY, TEXT_AT_LEAST, TEXT_ON_BAD, TEXT_LONGEST_LINE, TEXT_WORD_BUCKETS, TEXT_BATCHES, SCHEDULE_NAME, SCHEDULE_WARMUP, SCHEDULE_EVERY,
            SCHEDULE_FACTOR, SCHEDULE_FINAL, SCHEDULE_RISE, SCHEDULE_HOLD, OUTER_OPTIMIZER, OUTER_LEARNING_RATE, OUTER_MOMENTUM, OUTER_BETA1,
            OUTER_BETA2, OUTER_TAU, CODEC, TOPK_SHARE, CODEC_DOWN, AGGREGATION, FINAL_PARAMETERS, FINAL_FROM, FINAL_EVERY, FINAL_DECAY, FINAL_STATISTICS, EVALUATE_EVERY, CHECKPOINT_EVERY, KEEP, SLOTS_TIMEOUT);

    private JobSettings() {
    }

    /** All settings in the order in which they are printed. */
    public static List<Setting<?>> all() {
        return ALL;
    }
}
