package io.perennial.driver.predict;

import java.util.List;
import java.util.Map;

/**
 * What a batch scoring made; also its summary.json.
 *
 * @param formatVersion    of summary.json
 * @param out              the folder
 * @param model            where the model was read from
 * @param parametersSha256 of the model's parameters
 * @param data             what was classified
 * @param classes          names, in the order of the probabilities; or tags
 * @param predicted        examples by the class they were given; or words by their tag
 * @param examples         examples with a prediction: of tagged words, sentences
 * @param problems         rows that could not be; problems.jsonl names them
 * @param files            in the folder {@code predictions}
 * @param seconds          wall-clock seconds
 */
public record PredictSummary(int formatVersion, String out, String model, String parametersSha256, String data, List<String> classes,
                             Map<String, Long> predicted, long examples, long problems, List<String> files, double seconds) {
}
