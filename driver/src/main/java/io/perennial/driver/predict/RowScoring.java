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
import org.apache.spark.util.TaskCompletionListener;

/** Classifies rows whose last column is the image, and puts the outcome in its place. */
final class RowScoring implements MapPartitionsFunction<Row, Row> {

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
        ModelBroadcast with = model.value();
        BatchScorer scorer = new BatchScorer(with);
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
                        done.add(outcome(batch.get(i), scored.get(i), with));
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

    private static Row outcome(Row row, Scored scored, ModelBroadcast with) {
        int columns = row.size() - 1;
        Object[] values = new Object[columns + 3];
        for (int c = 0; c < columns; c++) {
            values[c] = row.get(c);
        }
        if (scored.problem() == null) {
            values[columns] = with.classes().get(scored.predicted());
            values[columns + 1] = scored.probabilities();
        }
        values[columns + 2] = scored.problem();
        return RowFactory.create(values);
    }
}
