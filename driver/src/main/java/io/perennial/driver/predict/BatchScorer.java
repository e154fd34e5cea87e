package io.perennial.driver.predict;

import io.perennial.driver.data.BadExampleException;
import io.perennial.worker.training.Scoring;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** Classifies batches of bytes in one task: what does not decode becomes a problem, and holds up no other. */
final class BatchScorer implements AutoCloseable {

    private final ModelBroadcast model;
    private final Scoring scoring;

    BatchScorer(ModelBroadcast model) throws ExecutionException, InterruptedException {
        this.model = model;
        this.scoring = Scoring.open(model.network(), model.parameters());
    }

    /** @param images at most {@link Scoring#BATCH}, null where there are no bytes */
    List<Scored> score(List<byte[]> images) throws ExecutionException, InterruptedException {
        List<Scored> scored = new ArrayList<>();
        List<byte[]> pixels = new ArrayList<>();
        for (byte[] image : images) {
            try {
                pixels.add(model.fitting().fit(image));
                scored.add(null);
            } catch (BadExampleException e) {
                scored.add(new Scored(null, e.getMessage()));
            }
        }
        if (pixels.isEmpty()) {
            return scored;
        }
        float[][] rows = scoring.probabilities(model.fitting().examples(pixels));
        int next = 0;
        for (int i = 0; i < scored.size(); i++) {
            if (scored.get(i) == null) {
                float[] row = rows[next++];
                scored.set(i, isFinite(row) ? new Scored(row, null) : new Scored(null, Scored.NOT_FINITE));
            }
        }
        return scored;
    }

    private static boolean isFinite(float[] row) {
        for (float value : row) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        scoring.close();
    }
}
