package io.perennial.bench.engine;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.perennial.datasets.Datasets;
import io.perennial.datasets.TokenExamples;
import io.perennial.driver.job.InnerOptimizerName;
import io.perennial.driver.job.Job;
import io.perennial.driver.job.JobFile;
import io.perennial.driver.job.ScheduleName;
import io.perennial.driver.storage.SavedModel;
import io.perennial.worker.model.text.TextModelOptions;
import io.perennial.worker.optimizer.Schedule;
import io.perennial.worker.random.Stream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;

/** A job's language model in PyTorch, in a process of its own: trains as many steps and answers with seconds and the validation loss. */
public final class TorchPretraining {

    private static final int REPORT = 500;

    private final Job job;
    private final int batch;
    private final int vocabulary;
    private final Trainer trainer;
    private final Loss loss = Loss.softmaxCrossEntropyLoss();

    private TorchPretraining(Job job, int vocabulary, long steps, long seed) {
        this.job = job;
        this.vocabulary = vocabulary;
        batch = job.workers() * job.batchSize();
        if (job.innerOptimizer() != InnerOptimizerName.ADAMW || job.scheduleName() != ScheduleName.COSINE || job.networkDropout().orElse(0) != 0) {
            throw new IllegalArgumentException("this is for adamw with a cosine schedule and without dropout");
        }
        Engine.getEngine("PyTorch").setRandomSeed((int) seed);
        Schedule schedule = new Schedule.WarmUp(job.scheduleWarmup(), new Schedule.Cosine(job.scheduleFinal()));
        Tracker rate = update -> (float) (job.innerLearningRate() * schedule.factor(update - 1L, steps));
        Model model = Model.newInstance("language model", "PyTorch");
        model.setBlock(TorchTextLoop.network(new TextModelOptions(job.networkWidth().orElseThrow(), job.networkLayers().orElseThrow(), job.networkHeads().orElseThrow(), 0), false, vocabulary));
        trainer = model.newTrainer(new DefaultTrainingConfig(loss).optOptimizer(Optimizer.adamW().optLearningRateTracker(rate).optBeta1((float) job.innerBeta1())
                .optBeta2((float) job.innerBeta2()).optEpsilon((float) job.innerEpsilon()).optWeightDecays((float) job.innerWeightDecay()).build()));
        trainer.initialize(new Shape(batch, Texts.LENGTH));
    }

    /** @param arguments the job file, Perennial's run (whose tokenizer is used), the validation text, steps, seed */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = System.out;
        System.setOut(System.err);
        Job job = JobFile.load(Path.of(arguments[0]), List.of("workers=2"));
        SavedModel tokens = SavedModel.read(arguments[1], new Configuration());
        long steps = Long.parseLong(arguments[3]);
        long seed = Long.parseLong(arguments[4]);
        TokenExamples training = windows(job.data(), "train", tokens);
        TokenExamples validation = windows(arguments[2], "test", tokens);
        TorchPretraining torch = new TorchPretraining(job, tokens.classes().size(), steps, seed);
        double seconds = torch.train(training, steps, seed);
        out.println(EngineProcess.ANSWER + seconds + " " + torch.lossOn(validation));
        out.flush();
        System.exit(0);
    }

    private static TokenExamples windows(String data, String split, SavedModel tokens) throws IOException {
        Configuration hadoop = new Configuration();
        return (TokenExamples) Datasets.openSplit(data, split, tokens.reading(Datasets.Options.fromEnvironment()), hadoop, line -> { }).split().shards(1).get(0).read(hadoop);
    }

    private double train(TokenExamples windows, long steps, long seed) {
        List<Integer> whole = new ArrayList<>();
        for (int i = 0; i < windows.size(); i++) {
            if (windows.length(i) == Texts.LENGTH) {
                whole.add(i);
            }
        }
        int[] order = new int[0];
        int next = 0;
        double seconds = 0;
        for (long step = 0; step < steps; step++) {
            if (next + batch > order.length) {
                order = Stream.of(seed, "order", step).permutation(whole.size());
                next = 0;
            }
            int[] chosen = new int[batch];
            for (int i = 0; i < batch; i++) {
                chosen[i] = whole.get(order[next++]);
            }
            long began = System.nanoTime();
            float last = step(windows, chosen);
            seconds += (System.nanoTime() - began) / 1e9;
            if ((step + 1) % REPORT == 0) {
                System.err.printf(Locale.ROOT, "PyTorch: step %d of %d, %.0f s, loss %.3f%n", step + 1, steps, seconds, last);
            }
        }
        return seconds;
    }

    private float step(TokenExamples windows, int[] chosen) {
        try (NDManager step = trainer.getManager().newSubManager()) {
            NDArray score;
            try (GradientCollector gradients = trainer.newGradientCollector()) {
                score = loss(windows, chosen, step);
                gradients.backward(score);
            }
            clip();
            trainer.step();
            return score.getFloat();
        }
    }

    private NDArray loss(TokenExamples windows, int[] chosen, NDManager step) {
        int length = windows.length(chosen[0]);
        int[] tokens = new int[chosen.length * length];
        int[] following = new int[tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = windows.token(chosen[i / length], i % length);
            following[i] = windows.label(chosen[i / length], i % length);
        }
        NDArray answers = trainer.forward(new NDList(step.create(tokens, new Shape(chosen.length, length)))).singletonOrThrow();
        return loss.evaluate(new NDList(step.create(following)), new NDList(answers.reshape(tokens.length, vocabulary)));
    }

    /** As Perennial does: all gradients together are no longer than the job says. */
    private void clip() {
        List<NDArray> gradients = new ArrayList<>();
        trainer.getModel().getBlock().getParameters().values().forEach(parameter -> gradients.add(parameter.getArray().getGradient()));
        double squares = 0;
        for (NDArray gradient : gradients) {
            try (NDArray square = gradient.square(); NDArray sum = square.sum()) {
                squares += sum.getFloat();
            }
        }
        double most = job.innerClipNorm();
        double norm = Math.sqrt(squares);
        gradients.forEach(gradient -> {
            if (most > 0 && norm > most) {
                gradient.muli(most / norm);
            }
            gradient.close();
        });
    }

    /** Mean over all tokens but those of the last window, where it is shorter. */
    private double lossOn(TokenExamples windows) {
        int whole = windows.length(windows.size() - 1) < Texts.LENGTH ? windows.size() - 1 : windows.size();
        double sum = 0;
        for (int first = 0; first < whole; first += batch) {
            int[] chosen = IntStream.range(first, Math.min(first + batch, whole)).toArray();
            try (NDManager step = trainer.getManager().newSubManager()) {
                sum += chosen.length * (double) loss(windows, chosen, step).getFloat();
            }
        }
        return sum / whole;
    }
}
