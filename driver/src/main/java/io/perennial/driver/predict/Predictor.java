package io.perennial.driver.predict;

import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.parquet.schema.MessageType;

/** Says in one task what a model makes of candidates: what is of no use becomes a problem, and holds up no other. */
interface Predictor extends AutoCloseable {

    /** Of its predictions in Parquet. */
    MessageType schema();

    /**
     * An outcome for each candidate.
     *
     * @param candidates at most {@link io.perennial.worker.training.Scoring#BATCH}
     */
    List<Outcome> predict(List<Candidate> candidates) throws ExecutionException, InterruptedException;

    @Override
    void close();
}
