package io.perennial.driver.generate;

import io.perennial.errors.InputException;
import io.perennial.worker.random.Stream;
import java.util.Arrays;

/**
 * How the next token is chosen.
 *
 * @param temperature probabilities are raised to its inverse: below 1 likely tokens gain, above 1 they lose; 0 always takes the likeliest
 * @param topK        only so many of the likeliest tokens are looked at
 */
public record Sampling(double temperature, int topK) {

    /** @throws InputException if there is no such choice */
    public Sampling {
        if (!(temperature >= 0 && temperature <= 100)) {
            throw new InputException("--temperature: found " + temperature + ", expected a number from 0 to 100");
        }
        if (topK < 1) {
            throw new InputException("--top-k: found " + topK + ", expected at least 1");
        }
    }

    /**
     * Chooses a token.
     *
     * @param probabilities of the tokens
     * @param first         tokens before it are never chosen
     * @param random        of this choice alone
     */
    int choose(float[] probabilities, int first, Stream random) {
        double smallest = smallestOfTop(probabilities, first);
        int best = first;
        for (int token = first; token < probabilities.length; token++) {
            if (probabilities[token] > probabilities[best]) {
                best = token;
            }
        }
        if (temperature == 0) {
            return best;
        }
        double[] weights = new double[probabilities.length];
        double sum = 0;
        for (int token = first; token < probabilities.length; token++) {
            if (probabilities[token] >= smallest && probabilities[token] > 0) {
                // Relative to the likeliest, or a small temperature would make all of them 0.
                weights[token] = StrictMath.exp(StrictMath.log((double) probabilities[token] / probabilities[best]) / temperature);
                sum += weights[token];
            }
        }
        double at = random.nextFloat() * sum;
        for (int token = first; token < probabilities.length; token++) {
            at -= weights[token];
            if (at < 0 && weights[token] > 0) {
                return token;
            }
        }
        return best;
    }

    /** The smallest probability that is among the top ones. */
    private double smallestOfTop(float[] probabilities, int first) {
        float[] sorted = Arrays.copyOfRange(probabilities, first, probabilities.length);
        Arrays.sort(sorted);
        return topK >= sorted.length ? 0 : sorted[sorted.length - topK];
    }
}
