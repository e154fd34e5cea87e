package io.perennial.ml;

import io.perennial.driver.job.Default;
import io.perennial.driver.job.Job;
import io.perennial.driver.job.JobFile;
import io.perennial.driver.job.JobSettings;
import io.perennial.driver.job.Setting;
import io.perennial.errors.InputException;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/** The Params that are settings of a training job, with the job's names, documentation and defaults. */
final class JobParams implements Serializable {

    private static final long serialVersionUID = 1;

    /** What {@code fit} decides itself. */
    private static final List<Setting<?>> DECIDED = List.of(JobSettings.NAME, JobSettings.DATA, JobSettings.TEST, JobSettings.OUTPUT, JobSettings.MASTER);

    final Param<String> model;
    final IntParam workers;
    final IntParam threads;
    final IntParam localSteps;
    final IntParam batchSize;
    final DoubleParam epochs;
    final LongParam seed;
    final Param<String> optimizer;
    final DoubleParam learningRate;
    final DoubleParam weightDecay;
    final DoubleParam labelSmoothing;
    final Param<String> outerOptimizer;
    final DoubleParam outerLearningRate;
    final StringArrayParam settings;

    private final Params owner;
    /** By the job's key. */
    private final Map<String, Param<?>> byKey = new LinkedHashMap<>();

    JobParams(Params owner) {
        this.owner = owner;
        model = text("model", JobSettings.MODEL, ". By default lenet for images, mlp for vectors, textcnn for texts");
        workers = whole("workers", JobSettings.WORKERS);
        threads = whole("threads", JobSettings.THREADS);
        localSteps = whole("localSteps", JobSettings.LOCAL_STEPS);
        batchSize = whole("batchSize", JobSettings.BATCH_SIZE);
        epochs = own(JobSettings.EPOCHS, new DoubleParam(owner, "epochs", JobSettings.EPOCHS.doc(), ParamValidators.gt(0)));
        seed = own(JobSettings.SEED, new LongParam(owner, "seed", JobSettings.SEED.doc() + "; also of the order of the rows and of the validation split"));
        optimizer = text("optimizer", JobSettings.INNER_OPTIMIZER, ": " + JobSettings.INNER_OPTIMIZER.type().expected());
        learningRate = own(JobSettings.INNER_LEARNING_RATE, new DoubleParam(owner, "learningRate", JobSettings.INNER_LEARNING_RATE.doc() + ". By default "
                + JobSettings.INNER_LEARNING_RATE.fallbackText(), ParamValidators.gt(0)));
        weightDecay = own(JobSettings.INNER_WEIGHT_DECAY, new DoubleParam(owner, "weightDecay", JobSettings.INNER_WEIGHT_DECAY.doc(), ParamValidators.gtEq(0)));
        labelSmoothing = own(JobSettings.LABEL_SMOOTHING, new DoubleParam(owner, "labelSmoothing", JobSettings.LABEL_SMOOTHING.doc(),
                ParamValidators.inRange(0, 1, true, false)));
        outerOptimizer = text("outerOptimizer", JobSettings.OUTER_OPTIMIZER, "");
        outerLearningRate = own(JobSettings.OUTER_LEARNING_RATE, new DoubleParam(owner, "outerLearningRate", JobSettings.OUTER_LEARNING_RATE.doc() + ". By default "
                + JobSettings.OUTER_LEARNING_RATE.fallbackText(), ParamValidators.gt(0)));
        settings = new StringArrayParam(owner, "settings", "Further settings of a job file, key=value each (schedule.name=cosine); for what has no Param of its own");
        owner.setDefault(settings, new String[0]);
    }

    /**
     * The job that {@code fit} trains.
     *
     * @param decided what fit decides, by key
     * @throws InputException if a value is wrong, or settings are not valid together
     */
    Job job(Map<String, String> decided) {
        Map<String, String> values = new LinkedHashMap<>(decided);
        byKey.forEach((key, param) -> {
            if (owner.isSet(param)) {
                values.put(key, String.valueOf(owner.getOrDefault(param)));
            }
        });
        for (String setting : owner.getOrDefault(settings)) {
            int equals = setting.indexOf('=');
            if (equals < 1) {
                throw new InputException("settings: found '" + setting + "', expected key=value; docs/job-file.md lists the keys");
            }
            String key = setting.substring(0, equals).strip();
            if (byKey.containsKey(key)) {
                throw new InputException("settings: found " + key + ", which has a Param of its own; set " + byKey.get(key).name());
            }
            if (DECIDED.stream().anyMatch(ours -> ours.key().equals(key))) {
                throw new InputException("settings: found " + key + ", which fit decides; leave it out (output and workDir are Params)");
            }
            values.put(key, setting.substring(equals + 1).strip());
        }
        return JobFile.of(owner.uid(), values);
    }

    private Param<String> text(String name, Setting<?> setting, String more) {
        return own(setting, new Param<>(owner, name, setting.doc() + more));
    }

    private IntParam whole(String name, Setting<?> setting) {
        return own(setting, new IntParam(owner, name, setting.doc(), ParamValidators.gtEq(1)));
    }

    /** A Param for a setting; where the job's default is the same in every job, it is the Param's too. */
    private <P extends Param<?>> P own(Setting<?> setting, P param) {
        byKey.put(setting.key(), param);
        Object fallback = setting.fallback() instanceof Default.Fixed<?> ? fixed(setting)
                : setting.fallback() instanceof Default.Unless<?> unless ? unless.value() : null;
        if (fallback != null && setting != JobSettings.MODEL) {
            owner.setDefault((Param<Object>) (Param<?>) param, fallback);
        }
        return param;
    }

    private static <T> Object fixed(Setting<T> setting) {
        return setting.fallback() instanceof Default.Fixed<T> fixed ? setting.type().plain(fixed.value()) : null;
    }
}
