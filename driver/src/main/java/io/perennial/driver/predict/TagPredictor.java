package io.perennial.driver.predict;

import io.perennial.datasets.TokenExamples;
import io.perennial.datasets.text.Sentences;
import io.perennial.datasets.text.TextEncoding;
import io.perennial.worker.training.Scoring;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.parquet.schema.MessageType;

/** Tags words: each with the most probable tag of its first token, of equals the first, as training counts it. */
final class TagPredictor implements Predictor {

    private final List<String> classes;
    private final TextEncoding encoding;
    private final Scoring scoring;

    TagPredictor(ModelBroadcast model, TextEncoding encoding) throws ExecutionException, InterruptedException {
        this.classes = model.classes();
        this.encoding = encoding;
        this.scoring = Scoring.open(model.network(), model.parameters());
    }

    @Override
    public MessageType schema() {
        return Prediction.OfWords.SCHEMA;
    }

    @Override
    public List<Outcome> predict(List<Candidate> candidates) throws ExecutionException, InterruptedException {
        List<List<String>> words = candidates.stream().map(SentenceBytes::words).toList();
        Sentences sentences = new Sentences(encoding);
        words.stream().filter(of -> !of.isEmpty()).forEach(sentences::add);
        TokenExamples examples = sentences.examples();
        float[][] rows = scoring.probabilities(examples);
        List<Outcome> outcomes = new ArrayList<>();
        int sentence = 0;
        for (int i = 0; i < candidates.size(); i++) {
            if (words.get(i).isEmpty()) {
                outcomes.add(new Outcome(null, "holds no words"));
                continue;
            }
            List<String> tags = new ArrayList<>();
            boolean finite = true;
            for (int e = sentences.firstExample(sentence); e < sentences.firstExample(sentence + 1); e++) {
                for (int t = 0; t < examples.length(e); t++) {
                    finite &= Float.isFinite(rows[e][t]);
                    if (examples.beginsWord(e, t)) {
                        tags.add(classes.get(best(rows[e], t)));
                    }
                }
            }
            sentence++;
            outcomes.add(finite ? new Outcome(new Prediction.OfWords(candidates.get(i).id(), words.get(i), tags), null)
                    : new Outcome(null, Scored.NOT_FINITE));
        }
        return outcomes;
    }

    /** @param row class by class the probabilities at each token */
    private int best(float[] row, int token) {
        int tokens = row.length / classes.size();
        int best = 0;
        for (int c = 1; c < classes.size(); c++) {
            if (row[c * tokens + token] > row[best * tokens + token]) {
                best = c;
            }
        }
        return best;
    }

    @Override
    public void close() {
        scoring.close();
    }
}
