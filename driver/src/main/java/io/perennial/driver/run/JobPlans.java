package io.perennial.driver.run;

import io.perennial.datasets.TokenShape;
import io.perennial.datasets.text.LineRules;
import io.perennial.datasets.text.TextPlan;
import io.perennial.driver.job.Job;
import io.perennial.driver.job.JobSettings;
import io.perennial.driver.outer.OuterOptimizer;
import io.perennial.driver.outer.RunningAverage;
import io.perennial.worker.codec.CompressedDelta;
import io.perennial.worker.codec.CompressedParameters;
import io.perennial.worker.codec.DeltaCodec;
import io.perennial.worker.codec.Fp16;
import io.perennial.worker.codec.Fp32;
import io.perennial.worker.codec.Int8;
import io.perennial.worker.codec.ParameterCodec;
import io.perennial.worker.codec.TopK;
import io.perennial.worker.codec.TwoBit;
import io.perennial.worker.continual.Objective;
import io.perennial.worker.model.ParameterLayout;
import io.perennial.worker.model.text.TextModelOptions;
import io.perennial.worker.model.text.Transformer;
import io.perennial.worker.optimizer.GradientHook;
import io.perennial.worker.optimizer.InnerOptimizer;
import io.perennial.worker.optimizer.Schedule;
import io.perennial.worker.optimizer.WeightDecay;
import io.perennial.worker.training.Augmentation;
import io.perennial.worker.training.Batching;
import io.perennial.worker.training.NetworkPlan;
import io.perennial.worker.training.WorkerPlan;
import java.util.ArrayList;
import java.util.List;

/** From a job's settings to the rules that they name. */
final class JobPlans {

    private JobPlans() {
    }

    /** Sizes of a text model. */
    static TextModelOptions network(Job job) {
        TextModelOptions otherwise = TextModelOptions.DEFAULT;
        return new TextModelOptions(job.networkWidth().orElse(otherwise.width()), job.networkLayers().orElse(otherwise.layers()),
                job.networkHeads().orElse(otherwise.heads()), job.networkDropout().orElse(otherwise.dropout()));
    }

    static WorkerPlan worker(Job job, Objective objective, NetworkPlan network, RunPlan run) {
        return new WorkerPlan(network, job.seed(), job.batchSize(), batching(job), run.stepsPerEpoch(), run.totalSteps(), inner(job),
                job.innerLearningRate(), schedule(job), weightDecay(job), objective, hooks(job), augmentation(job), job.labelSmoothing(),
                run.deltaCodec(), run.parameterCodec());
    }

    static OuterOptimizer outer(Job job) {
        return switch (job.outerOptimizer()) {
            case AVERAGE -> new OuterOptimizer.Average(job.outerLearningRate());
            case NESTEROV -> new OuterOptimizer.Nesterov(job.outerLearningRate(), job.outerMomentum());
            case SLOWMO -> new OuterOptimizer.SlowMo(job.outerLearningRate(), job.outerMomentum());
            case ADAM -> new OuterOptimizer.Adam(job.outerLearningRate(), job.outerBeta1(), job.outerBeta2(), job.outerTau());
        };
    }

    static DeltaCodec deltaCodec(Job job, ParameterLayout layout) {
        return switch (job.codec()) {
            case FP32 -> new Fp32();
            case FP16 -> new CompressedDelta(new Fp16(), layout);
            case INT8 -> new CompressedDelta(new Int8(), layout);
            case TOPK -> new CompressedDelta(new TopK(job.topkShare()), layout);
            case TWO_BIT -> new CompressedDelta(new TwoBit(), layout);
        };
    }

    static ParameterCodec parameterCodec(Job job, ParameterLayout layout) {
        return switch (job.codecDown()) {
            case FP32 -> new Fp32();
            case FP16 -> new CompressedParameters(new Fp16(), layout);
            case INT8 -> new CompressedParameters(new Int8(), layout);
        };
    }

    static InnerOptimizer inner(Job job) {
        return switch (job.innerOptimizer()) {
            case SGD -> new InnerOptimizer.Sgd();
            case MOMENTUM -> new InnerOptimizer.Momentum(job.innerMomentum());
            case NESTEROV -> new InnerOptimizer.Nesterov(job.innerMomentum());
            case ADAM, ADAMW -> new InnerOptimizer.Adam(job.innerBeta1(), job.innerBeta2(), job.innerEpsilon());
        };
    }

    /** AdamW is Adam with decoupled decay; every other optimizer takes the decay as a penalty, as PyTorch does. */
    private static WeightDecay weightDecay(Job job) {
        if (job.innerWeightDecay() == 0) {
            return new WeightDecay.None();
        }
        return switch (job.innerOptimizer()) {
            case ADAMW -> new WeightDecay.Decoupled(job.innerWeightDecay());
            case SGD, MOMENTUM, NESTEROV, ADAM -> new WeightDecay.Penalty(job.innerWeightDecay());
        };
    }

    private static List<GradientHook> hooks(Job job) {
        List<GradientHook> hooks = new ArrayList<>();
        if (job.innerClipValue() > 0) {
            hooks.add(new GradientHook.ClipValue(job.innerClipValue()));
        }
        if (job.innerClipNorm() > 0) {
            hooks.add(new GradientHook.ClipNorm(job.innerClipNorm()));
        }
        return hooks;
    }

    /** How texts are to be encoded. */
    static TextPlan.FromTraining text(Job job) {
        return new TextPlan.FromTraining(job.textTokenizer(), job.textLength(), job.textVocabulary(), job.textAtLeast(),
                new LineRules(job.textOnBad(), job.textLongestLine()),
                job.model().equals(Transformer.MASKED_LANGUAGE_MODEL) ? TokenShape.Target.MASKED_TOKEN : TokenShape.Target.NEXT_TOKEN,
                job.textWordBuckets());
    }

    private static Batching batching(Job job) {
        return switch (job.textBatches()) {
            case ANY -> Batching.AS_DRAWN;
            case ALIKE -> Batching.OF_LIKE_LENGTH;
        };
    }

    static Augmentation augmentation(Job job) {
        return new Augmentation(job.augmentCrop(), switch (job.augmentFlip()) {
            case NONE -> Augmentation.Flip.NONE;
            case HORIZONTAL -> Augmentation.Flip.HORIZONTAL;
        }, job.augmentCutout());
    }

    private static Schedule schedule(Job job) {
        Schedule schedule = switch (job.scheduleName()) {
            case CONSTANT -> new Schedule.Constant();
            case STEP -> new Schedule.Step(job.scheduleEvery(), job.scheduleFactor());
            case COSINE -> held(job, new Schedule.Cosine(job.scheduleFinal()));
            case ONECYCLE -> held(job, new Schedule.OneCycle(job.scheduleRise(), job.scheduleFinal()));
        };
        boolean warms = job.find(JobSettings.SCHEDULE_WARMUP).orElse(0) > 0;
        return warms ? new Schedule.WarmUp(job.scheduleWarmup(), schedule) : schedule;
    }

    private static Schedule held(Job job, Schedule schedule) {
        return job.scheduleHold() > 0 ? new Schedule.Hold(job.scheduleHold(), schedule) : schedule;
    }

    /** What the finished model's parameters are, after a run of so many rounds. */
    static FinalModel finalModel(Job job, int rounds) {
        return switch (job.finalParameters()) {
            case LAST -> new FinalModel.Last();
            case SWA -> averaged(job, new RunningAverage.Uniform(), rounds);
            case EMA -> averaged(job, new RunningAverage.Exponential(job.finalDecay()), rounds);
        };
    }

    private static FinalModel averaged(Job job, RunningAverage average, int rounds) {
        return new FinalModel.Averaged(average, (int) (job.finalFrom() * rounds), job.finalEvery(), rounds);
    }
}
