package io.perennial.driver.predict;

import io.perennial.driver.storage.Json;
import io.perennial.worker.training.Scoring;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
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
 * Predicts for a partition and writes it, files named after the attempt: the driver renames those of the attempt that counts.
 *
 * @param model  what predicts
 * @param hadoop finds the file system
 * @param folder where files wait
 * @param format of the predictions
 */
record PredictTask(Broadcast<ModelBroadcast> model, Broadcast<SerializableConfiguration> hadoop, String folder, PredictionFormat format)
        implements Serializable {

    PredictedPart run(Iterator<Candidate> candidates) throws IOException, ExecutionException, InterruptedException {
        TaskContext task = TaskContext.get();
        Configuration configuration = hadoop.value().value();
        String attempt = task.partitionId() + "." + task.taskAttemptId();
        Path predictions = new Path(folder, "part-" + attempt + "." + format.ending());
        Path problems = new Path(folder, "problems-" + attempt + ".jsonl");
        Map<String, Long> predicted = new HashMap<>();
        long examples = 0;
        long bad = 0;
        OutputStream problemLines = null;
        try (Predictor predictor = model.value().predictor(); PredictionWriter out = PredictionWriter.open(format, predictor.schema(), predictions, configuration)) {
            while (candidates.hasNext()) {
                if (task.isInterrupted()) {
                    throw new InterruptedException("the task was cancelled");
                }
                List<Candidate> batch = next(candidates);
                List<Outcome> outcomes = predictor.predict(batch);
                for (int i = 0; i < batch.size(); i++) {
                    Outcome outcome = outcomes.get(i);
                    if (outcome.problem() == null) {
                        out.write(outcome.prediction());
                        outcome.prediction().counted().forEach(name -> predicted.merge(name, 1L, Long::sum));
                        examples++;
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
        return new PredictedPart(task.partitionId(), predictions.toString(), bad == 0 ? null : problems.toString(), predicted, examples, bad);
    }

    private static List<Candidate> next(Iterator<Candidate> candidates) {
        List<Candidate> batch = new ArrayList<>();
        while (batch.size() < Scoring.BATCH && candidates.hasNext()) {
            batch.add(candidates.next());
        }
        return batch;
    }
}
