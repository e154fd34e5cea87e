package io.perennial.driver.predict;

import io.perennial.datasets.TokenExamples;
import io.perennial.datasets.text.TextEncoding;
import io.perennial.datasets.text.UntaggedSentences;
import io.perennial.driver.data.TextFitting;
import io.perennial.worker.training.Scoring;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.parquet.schema.MessageType;

/** Tags words: each with the most probable tag of its first token, of equals the first, as training counts it. */
final class TagPredictor implements Predictor {

    /** Stands for tags where a network answers with what is no number: every word has a tag, so none are no other's. */
    private static final List<String> NO_TAGS = List.of();

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
        UntaggedSentences sentences = new UntaggedSentences(encoding);
        List<List<String>> words = new ArrayList<>();
        for (Candidate candidate : candidates) {
            List<String> of = candidate.bytes() == null ? List.of() : SentenceBytes.words(candidate.bytes());
            words.add(of);
            if (!of.isEmpty()) {
                sentences.add(of);
            }
        }
        List<List<String>> tags = tags(sentences.examples());
        List<Outcome> outcomes = new ArrayList<>();
        int sentence = 0;
        for (int i = 0; i < candidates.size(); i++) {
            if (words.get(i).isEmpty()) {
                outcomes.add(new Outcome(null, candidates.get(i).bytes() == null ? TextFitting.NO_ROW : "holds no words"));
                continue;
            }
            List<List<String>> parts = tags.subList(sentences.firstExample(sentence), sentences.firstExample(sentence + 1));
            sentence++;
            outcomes.add(parts.contains(NO_TAGS) ? new Outcome(null, Scored.NOT_FINITE)
                    : new Outcome(new Prediction.OfWords(candidates.get(i).id(), words.get(i), parts.stream().flatMap(List::stream).toList()), null));
        }
        return outcomes;
    }

    /** Of the words of each example: a batch at a time, since a long text is many examples and their probabilities are large. */
    private List<List<String>> tags(TokenExamples examples) throws ExecutionException, InterruptedException {
        List<List<String>> tags = new ArrayList<>();
        for (int from = 0; from < examples.size(); from += Scoring.BATCH) {
            float[][] rows = scoring.probabilities(examples, from, Math.min(from + Scoring.BATCH, examples.size()));
            for (int i = 0; i < rows.length; i++) {
                tags.add(tags(examples, from + i, rows[i]));
            }
        }
        return tags;
    }

    private List<String> tags(TokenExamples examples, int example, float[] row) {
        List<String> tags = new ArrayList<>();
        for (int t = 0; t < examples.length(example); t++) {
            if (!Float.isFinite(row[t])) {
                return NO_TAGS;
            }
            if (examples.beginsWord(example, t)) {
                tags.add(classes.get(best(row, t)));
            }
        }
        return tags;
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
