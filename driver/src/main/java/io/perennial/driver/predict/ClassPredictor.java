package io.perennial.driver.predict;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.parquet.schema.MessageType;

/** Classifies. */
final class ClassPredictor implements Predictor {

    private final List<String> classes;
    private final BatchScorer scorer;

    ClassPredictor(ModelBroadcast model) throws ExecutionException, InterruptedException {
        this.classes = model.classes();
        this.scorer = new BatchScorer(model);
    }

    @Override
    public MessageType schema() {
        return Prediction.OfClass.SCHEMA;
    }

    @Override
    public List<Outcome> predict(List<Candidate> candidates) throws ExecutionException, InterruptedException {
        List<Scored> scored = scorer.score(candidates.stream().map(Candidate::bytes).toList());
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < candidates.size(); i++) {
            Scored one = scored.get(i);
            outcomes.add(one.problem() == null
                    ? new Outcome(new Prediction.OfClass(candidates.get(i).id(), classes.get(one.predicted()), one.probabilities()), null) : new Outcome(null, one.problem()));
        }
        return outcomes;
    }

    @Override
    public void close() {
        scorer.close();
    }
}
