package io.perennial.driver.predict;

import io.perennial.worker.training.Scoring;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.TaskCompletionListener;

/** Classifies rows whose last column holds what the model takes, and puts the outcome in its place. */
final class RowScoring implements MapPartitionsFunction<Row, Row> {

    /** What takes the last column's place; {@code problem} says why the others are null. */
    static final StructType OUTCOME = new StructType().add("predicted", DataTypes.IntegerType)
            .add("probabilities", DataTypes.createArrayType(DataTypes.FloatType, false)).add("problem", DataTypes.StringType);

    private static final long serialVersionUID = 1;

    private final Broadcast<ModelBroadcast> model;

    RowScoring(Broadcast<ModelBroadcast> model) {
        this.model = model;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) throws ExecutionException, InterruptedException {
        if (!rows.hasNext()) {
            return rows;
        }
        BatchScorer scorer = new BatchScorer(model.value());
        // The iterator may not be read to its end: limit stops early.
        TaskContext.get().addTaskCompletionListener((TaskCompletionListener) task -> scorer.close());
        return new Iterator<>() {
            private final Queue<Row> done = new ArrayDeque<>();

            @Override
            public boolean hasNext() {
                return !done.isEmpty() || rows.hasNext();
            }

            @Override
            public Row next() {
                if (done.isEmpty()) {
                    score();
                }
                if (done.isEmpty()) {
                    throw new NoSuchElementException();
                }
                return done.remove();
            }

            private void score() {
                List<Row> batch = new ArrayList<>();
                List<byte[]> images = new ArrayList<>();
                while (batch.size() < Scoring.BATCH && rows.hasNext()) {
                    Row row = rows.next();
                    batch.add(row);
                    images.add(row.getAs(row.size() - 1));
                }
                try {
                    List<Scored> scored = scorer.score(images);
                    for (int i = 0; i < batch.size(); i++) {
                        done.add(outcome(batch.get(i), scored.get(i)));
                    }
                } catch (ExecutionException e) {
                    throw new IllegalStateException(e.getCause());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("the task was cancelled", e);
                }
            }
        };
    }

    private static Row outcome(Row row, Scored scored) {
        Object[] values = new Object[row.size()];
        for (int c = 0; c < values.length - 1; c++) {
            values[c] = row.get(c);
        }
        values[values.length - 1] = scored.problem() == null ? RowFactory.create(scored.predicted(), scored.probabilities(), null)
                : RowFactory.create(null, null, scored.problem());
        return RowFactory.create(values);
    }
}
