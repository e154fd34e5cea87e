package io.perennial.driver.job;

import static io.perennial.driver.job.Effect.OPERATION;
import static io.perennial.driver.job.Effect.RESULT;
import static io.perennial.driver.job.JobSettings.ABOVE_ZERO;
import static io.perennial.driver.job.JobSettings.ANY_TEXT;
import static io.perennial.driver.job.JobSettings.AT_LEAST_ZERO;
import static io.perennial.driver.job.JobSettings.INSIDE_ONE;
import static io.perennial.driver.job.JobSettings.SHARE;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Every setting of a refresh job, in the order in which they are printed: its own, and those of a training job that say how to train. */
public final class RefreshSettings {

    private static final ValueType<Double> DIFFERENCE = ValueType.number("a number from -1 to 1", x -> x >= -1 && x <= 1);

    // what is refreshed, with what
    public static final Setting<String> MODEL = Setting.of("model",
            ValueType.string("a model's name in the registry", Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*")), RESULT,
            "The published model, by its name in the registry");
    public static final Setting<String> MODELS = Setting.of("models", ANY_TEXT, OPERATION,
            "The registry's folder, any Hadoop URI that driver and executors share").otherwise(new Default.Unset<>("the environment variable PERENNIAL_MODELS"));
    public static final Setting<String> ARRIVALS = Setting.of("arrivals", ANY_TEXT, OPERATION,
            "Where new data arrives: a folder of .bin files at any depth, or a Delta table of labelled images");
    public static final Setting<String> TEST = Setting.of("test", ANY_TEXT, RESULT,
            "What the model must not forget: a data set's name (its test set), a folder or a .bin file");
    public static final Setting<String> BASE = Setting.of("base", ANY_TEXT, RESULT,
            "What the first version was trained on: fills the buffer once, and is never taken for new")
            .otherwise(new Default.Unset<>("the buffer starts empty"));

    // what counts as new, and as usable
    public static final Setting<Integer> SETTLE = Setting.of("settle", ValueType.wholeNumber(0), OPERATION,
            "Seconds that a file must have been left alone before it is looked at: it may still be written").otherwise(60);
    public static final Setting<Integer> MIN_EXAMPLES = Setting.of("minExamples", ValueType.wholeNumber(1), OPERATION,
            "Fewer new examples than this wait for the next refresh").otherwise(100);
    public static final Setting<Double> MAX_BAD_RECORDS = Setting.of("maxBadRecords", SHARE, RESULT,
            "Largest share of a file's records that may be unusable (an unknown label, a copy, a test image); a file with more is quarantined, with fewer its bad records are left out")
            .otherwise(0.05);
    public static final Setting<Double> MAX_QUARANTINED = Setting.of("maxQuarantined", SHARE, OPERATION,
            "Largest share of the new files that may be quarantined; with more the refresh ends with exit code 2 and changes nothing").otherwise(0.5);
    public static final Setting<NewClassesName> NEW_CLASSES = Setting.of("newClasses", ValueType.choice(NewClassesName.class), RESULT,
            "Examples of classes that the model does not have and a dataset.json beside the arrivals names: refuse (bad records) or grow (the model learns the class)")
            .otherwise(NewClassesName.REFUSE);
    public static final Setting<Double> HOLD_OUT = Setting.of("holdOut", INSIDE_ONE, RESULT,
            "Share of each class of the new examples that is not trained on: the gate compares candidate and champion on it").otherwise(0.1);

    // how it learns
    public static final Setting<StrategyName> STRATEGY = Setting.of("strategy", ValueType.choice(StrategyName.class), RESULT,
            "How it learns: finetune (new examples alone), replay (mixed with the buffer's), derpp (replay that also holds the buffer's logits), lwf (new examples and what the champion says of them), "
                    + "ewc (holds parameters that mattered) or joint (all examples ever consumed)").otherwise(StrategyName.REPLAY);
    public static final Setting<Double> REPLAY_SHARE = Setting.of("replay.share", INSIDE_ONE, RESULT,
            "Share of the training examples that comes from the buffer").otherwise(0.5).with(STRATEGY, StrategyName.REPLAY, StrategyName.DERPP);
    public static final Setting<Long> REPLAY_BYTES = Setting.of("replay.bytes", ValueType.longNumber(1), RESULT,
            "Largest size of the buffer, dealt evenly over the classes").otherwise(64L << 20).with(STRATEGY, StrategyName.REPLAY, StrategyName.DERPP);
    public static final Setting<Double> DERPP_ALPHA = Setting.of("derpp.alpha", AT_LEAST_ZERO, RESULT,
            "Weight of the squared difference from the logits that are stored with the buffer's examples").otherwise(0.2).with(STRATEGY, StrategyName.DERPP);
    public static final Setting<Double> DERPP_BETA = Setting.of("derpp.beta", AT_LEAST_ZERO, RESULT,
            "Weight of the labels of the buffer's examples").otherwise(0.5).with(STRATEGY, StrategyName.DERPP);
    public static final Setting<Double> LWF_WEIGHT = Setting.of("lwf.weight", AT_LEAST_ZERO, RESULT,
            "Weight of what the champion says of a new example, beside 1 of its label").otherwise(1.0).with(STRATEGY, StrategyName.LWF);
    public static final Setting<Double> LWF_TEMPERATURE = Setting.of("lwf.temperature", ABOVE_ZERO, RESULT,
            "What logits are divided by before they are compared").otherwise(2.0).with(STRATEGY, StrategyName.LWF);
    public static final Setting<Double> EWC_LAMBDA = Setting.of("ewc.lambda", AT_LEAST_ZERO, RESULT,
            "How strongly parameters that mattered are held; inner.learningRate times this times the largest importance must stay below 2, or training diverges").otherwise(10.0).with(STRATEGY, StrategyName.EWC);
    public static final Setting<Double> EWC_DECAY = Setting.of("ewc.decay", SHARE, RESULT,
            "What is left of a parameter's importance after a refresh").otherwise(0.95).with(STRATEGY, StrategyName.EWC);
    public static final Setting<Integer> EWC_EXAMPLES = Setting.of("ewc.examples", ValueType.wholeNumber(1), RESULT,
            "Examples that importance is estimated from, at most; they are looked at one by one").otherwise(1000).with(STRATEGY, StrategyName.EWC);

    // what is published
    public static final Setting<Double> SERVE_DECAY = Setting.of("serve.decay", JobSettings.BELOW_ONE, RESULT,
            "Share of the champion in what is published: above 0 an average over refreshes is served (calmer than any one of them) while each refresh trains on from where the last one ended; "
                    + "it begins anew when classes grow").otherwise(0.0);

    // whether it is published
    public static final Setting<Double> GATE_MAX_DROP = Setting.of("gate.maxDrop", SHARE, RESULT,
            "How much lower than the champion's the candidate's accuracy on the old test set may be").otherwise(0.02);
    public static final Setting<Double> GATE_MAX_CLASS_DROP = Setting.of("gate.maxClassDrop", SHARE, RESULT,
            "The same for each class of the old test set").otherwise(0.1);
    public static final Setting<Double> GATE_MIN_GAIN = Setting.of("gate.minGain", DIFFERENCE, RESULT,
            "How much higher than the champion's the candidate's accuracy on the held-out new examples must be; negative: how much lower it may be").otherwise(0.0);
    public static final Setting<Double> GATE_MIN_ACCURACY = Setting.of("gate.minAccuracy", SHARE, RESULT,
            "Least accuracy of the candidate on the old test set").otherwise(0.0);
    public static final Setting<Double> GATE_MAX_DISAGREEMENT = Setting.of("gate.maxDisagreement", SHARE, RESULT,
            "How much more often the champion may be wrong on the new examples than on the same classes of the old test set; more is taken for wrong labels, and nothing is trained")
            .otherwise(0.5);
    public static final Setting<OnRejectName> ON_REJECT = Setting.of("onReject", ValueType.choice(OnRejectName.class), OPERATION,
            "What becomes of the arrivals of a rejected candidate: hold (until models readmit or models exclude) or exclude").otherwise(OnRejectName.HOLD);

    // drift: how far new examples are from the old test set
    public static final Setting<Double> DRIFT_PSI_WARN = Setting.of("drift.psiWarn", AT_LEAST_ZERO, RESULT,
            "Population stability index of a feature from which on drift is told").otherwise(0.25);
    public static final Setting<Double> DRIFT_PSI_HOLD = Setting.of("drift.psiHold", AT_LEAST_ZERO, RESULT,
            "The same, from which on nothing is trained and the arrivals are rejected").otherwise(new Default.Unset<>("never"));
    public static final Setting<Double> DRIFT_KS_WARN = Setting.of("drift.ksWarn", SHARE, RESULT,
            "Kolmogorov-Smirnov distance of a feature from which on drift is told").otherwise(0.25);
    public static final Setting<Double> DRIFT_KS_HOLD = Setting.of("drift.ksHold", SHARE, RESULT,
            "The same, from which on nothing is trained and the arrivals are rejected").otherwise(new Default.Unset<>("never"));
    public static final Setting<Double> DRIFT_MMD_WARN = Setting.of("drift.mmdWarn", AT_LEAST_ZERO, RESULT,
            "Squared maximum mean discrepancy of the network's embeddings from which on drift is told").otherwise(0.05);
    public static final Setting<Double> DRIFT_MMD_HOLD = Setting.of("drift.mmdHold", AT_LEAST_ZERO, RESULT,
            "The same, from which on nothing is trained and the arrivals are rejected").otherwise(new Default.Unset<>("never"));

    // what is kept, who may work
    public static final Setting<Integer> RETAIN_VERSIONS = Setting.of("retain.versions", ValueType.wholeNumber(1), OPERATION,
            "Versions that keep their model and buffer, the newest").otherwise(10);
    public static final Setting<Integer> RETAIN_ROLLBACKS = Setting.of("retain.rollbacks", ValueType.wholeNumber(0), OPERATION,
            "Versions to roll back to that keep them besides: those in production last before the champion").otherwise(2);
    public static final Setting<Integer> LOCK_TIMEOUT = Setting.of("lockTimeout", ValueType.wholeNumber(10), OPERATION,
            "Seconds without a sign of life after which a refresh on another host is taken for dead").otherwise(120);

    /** What a refresh decides itself, or has no use for. */
    private static final Set<Setting<?>> NOT_OF_A_REFRESH = Set.of(JobSettings.NAME, JobSettings.MODEL, JobSettings.START, JobSettings.DATA, JobSettings.TEST,
            JobSettings.MAX_TEST_OVERLAP, JobSettings.OUTPUT, JobSettings.EXAMPLES, JobSettings.EPOCHS, JobSettings.EVALUATE_EVERY);

    /** Without examples, which says the same in another unit. */
    public static final Setting<Double> EPOCHS = Setting.of("epochs", ABOVE_ZERO, RESULT,
            "Passes over the training examples, a fraction allowed").otherwise(2.0);

    private static final List<Setting<?>> ALL = declare();

    private RefreshSettings() {
    }

    private static List<Setting<?>> declare() {
        List<Setting<?>> all = new ArrayList<>(List.of(JobSettings.NAME, MODEL, MODELS, ARRIVALS, TEST, BASE, SETTLE, MIN_EXAMPLES, MAX_BAD_RECORDS,
                MAX_QUARANTINED, NEW_CLASSES, HOLD_OUT, STRATEGY, REPLAY_SHARE, REPLAY_BYTES, DERPP_ALPHA, DERPP_BETA, LWF_WEIGHT, LWF_TEMPERATURE, EWC_LAMBDA, EWC_DECAY,
                EWC_EXAMPLES, SERVE_DECAY, GATE_MAX_DROP, GATE_MAX_CLASS_DROP, GATE_MIN_GAIN, GATE_MIN_ACCURACY, GATE_MAX_DISAGREEMENT,
                DRIFT_PSI_WARN, DRIFT_PSI_HOLD, DRIFT_KS_WARN, DRIFT_KS_HOLD, DRIFT_MMD_WARN, DRIFT_MMD_HOLD, ON_REJECT, RETAIN_VERSIONS, RETAIN_ROLLBACKS, LOCK_TIMEOUT, EPOCHS));
        JobSettings.all().stream().filter(setting -> !NOT_OF_A_REFRESH.contains(setting) && !isOfTheModel(setting)).forEach(all::add);
        return List.copyOf(all);
    }

    /** The model that is refreshed has its sizes, and its tokenizer. */
    private static boolean isOfTheModel(Setting<?> setting) {
        return setting.key().startsWith("network.") || setting.key().startsWith("text.");
    }

    /** All settings in the order in which they are printed. */
    public static List<Setting<?>> all() {
        return ALL;
    }
}
