package io.perennial.driver.generate;

import io.perennial.datasets.TokenShape;
import io.perennial.datasets.text.Tokenizer;
import io.perennial.datasets.text.Vocabulary;
import io.perennial.driver.storage.SavedModel;
import io.perennial.errors.InputException;
import io.perennial.worker.natives.Machine;
import io.perennial.worker.random.Stream;
import io.perennial.worker.training.NetworkPlan;
import io.perennial.worker.training.NextToken;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.hadoop.conf.Configuration;

/**
 * Writes on where a prompt ends, with a language model. Runs where it is called and needs no executors. The text is a function of model, prompt, sampling
 * and seed (on one kind of machine: probabilities may differ in their last bits between instruction sets).
 */
public final class Generator {

    /** What a text begins with where there is no prompt. */
    private static final String BEGINNING = "\n";

    private final SavedModel model;
    private final TokenShape shape;

    private Generator(SavedModel model, TokenShape shape) {
        this.model = model;
        this.shape = shape;
    }

    /**
     * @param directory a run directory, its {@code model/} directory or a checkpoint
     * @throws InputException if there is no language model
     */
    public static Generator open(String directory, Configuration hadoop) {
        SavedModel model = SavedModel.read(directory, hadoop);
        if (model.encoding() == null || !(model.shape() instanceof TokenShape shape) || shape.target() != TokenShape.Target.NEXT_TOKEN) {
            throw new InputException("--model: found '" + model.definition().name() + "' for " + model.shape() + ", which does not tell what follows a text;"
                    + " expected a language model, trained on running text (.txt)");
        }
        return new Generator(model, shape);
    }

    /**
     * A text.
     *
     * @param prompt  what it begins with
     * @param text    what follows, the prompt not included
     * @param unknown tokens of the prompt that the vocabulary lacks
     */
    public record Generated(String prompt, String text, int unknown) {
    }

    /**
     * @param prompt may be empty
     * @param length tokens to add, at least 1
     * @param seed   another one chooses others
     */
    public Generated generate(String prompt, int length, Sampling sampling, long seed) throws InterruptedException {
        Tokenizer tokenizer = model.encoding().tokenizer();
        List<Integer> ids = new ArrayList<>();
        for (char id : tokenizer.encode(prompt.isEmpty() ? BEGINNING : prompt)) {
            ids.add((int) id);
        }
        if (ids.isEmpty()) {
            throw new InputException("--prompt: '" + prompt.strip() + "' has no token; give some text");
        }
        int start = ids.size();
        int unknown = prompt.isEmpty() ? 0 : (int) ids.stream().filter(id -> id == Vocabulary.UNKNOWN_ID).count();
        NetworkPlan plan = new NetworkPlan("generate", model.definition(), model.classes().size(), model.normalization(), 1, Machine.fingerprint());
        try (NextToken network = NextToken.open(plan, model.parameters())) {
            for (int i = 0; i < length; i++) {
                List<Integer> seen = ids.subList(Math.max(0, ids.size() - shape.tokens()), ids.size());
                float[] probabilities = network.probabilities(seen.stream().mapToInt(Integer::intValue).toArray());
                ids.add(sampling.choose(probabilities, Vocabulary.SPECIAL.size(), Stream.of(seed, "generate", i)));
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("the network failed: " + e.getCause().getMessage(), e.getCause());
        }
        int[] added = ids.subList(start, ids.size()).stream().mapToInt(Integer::intValue).toArray();
        return new Generated(prompt, tokenizer.decode(added), unknown);
    }
}
