package io.perennial.driver.predict;

import io.perennial.driver.storage.Json;
import io.perennial.worker.training.Scoring;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Classifies a partition and writes it, files named after the attempt: the driver renames those of the attempt that counts.
 *
 * @param model  what classifies
 * @param hadoop finds the file system
 * @param folder where files wait
 * @param format of the predictions
 */
record PredictTask(Broadcast<ModelBroadcast> model, Broadcast<SerializableConfiguration> hadoop, String folder, PredictionFormat format)
        implements Serializable {

    PredictedPart run(Iterator<Candidate> candidates) throws IOException, ExecutionException, InterruptedException {
        TaskContext task = TaskContext.get();
        ModelBroadcast with = model.value();
        Configuration configuration = hadoop.value().value();
        String attempt = task.partitionId() + "." + task.taskAttemptId();
        Path predictions = new Path(folder, "part-" + attempt + "." + format.ending());
        Path problems = new Path(folder, "problems-" + attempt + ".jsonl");
        long[] predicted = new long[with.classes().size()];
        long bad = 0;
        OutputStream problemLines = null;
        try (BatchScorer scorer = new BatchScorer(with); PredictionWriter out = PredictionWriter.open(format, predictions, configuration)) {
            while (candidates.hasNext()) {
                if (task.isInterrupted()) {
                    throw new InterruptedException("the task was cancelled");
                }
                List<Candidate> batch = next(candidates);
                List<Scored> scored = scorer.score(batch.stream().map(Candidate::bytes).toList());
                for (int i = 0; i < batch.size(); i++) {
                    Scored outcome = scored.get(i);
                    if (outcome.problem() == null) {
                        out.write(batch.get(i).id(), with.classes().get(outcome.predicted()), outcome.probabilities());
                        predicted[outcome.predicted()]++;
                        continue;
                    }
                    if (problemLines == null) {
                        problemLines = problems.getFileSystem(configuration).create(problems, true);
                    }
                    Map<String, Object> line = new LinkedHashMap<>();
                    line.put("id", batch.get(i).id());
                    line.put("reason", outcome.problem());
                    problemLines.write((Json.line(line) + "\n").getBytes(StandardCharsets.UTF_8));
                    bad++;
                }
            }
        } finally {
            if (problemLines != null) {
                problemLines.close();
            }
        }
        return new PredictedPart(task.partitionId(), predictions.toString(), bad == 0 ? null : problems.toString(), predicted, bad);
    }

    private static List<Candidate> next(Iterator<Candidate> candidates) {
        List<Candidate> batch = new ArrayList<>();
        while (batch.size() < Scoring.BATCH && candidates.hasNext()) {
            batch.add(candidates.next());
        }
        return batch;
    }
}
