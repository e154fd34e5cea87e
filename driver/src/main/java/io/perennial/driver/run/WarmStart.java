package io.perennial.driver.run;

import io.perennial.datasets.Dataset;
import io.perennial.datasets.text.TextEncoding;
import io.perennial.driver.storage.SavedModel;
import io.perennial.errors.InputException;
import io.perennial.worker.model.ParameterLayout;
import io.perennial.worker.model.Slice;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;

/**
 * Parameters of another model that a run starts from: a language model that goes on with other texts, a classifier on top of one. What belongs together is told
 * by name and shape.
 *
 * @param from  as the job names it
 * @param model what is there
 */
record WarmStart(String from, SavedModel model) {

    /**
     * Reads a model for a run on some data.
     *
     * @throws InputException if it cannot be read, or reads texts with another tokenizer: its vectors would belong to other tokens
     */
    static WarmStart read(String from, Dataset data, Configuration hadoop) {
        SavedModel model;
        try {
            model = SavedModel.read(from, hadoop);
        } catch (InputException e) {
            throw new InputException("start: " + e.getMessage(), e);
        }
        TextEncoding here = data.encoding().orElse(null);
        if (here != null && model.encoding() != null && !here.tokenizer().equals(model.encoding().tokenizer())) {
            throw new InputException("start: " + from + " reads texts with another tokenizer than this job; set text.tokenizer to the tokenizer.json in its model/ directory");
        }
        return new WarmStart(from, model);
    }

    /**
     * First parameters of a run.
     *
     * @param layout   of the run's model
     * @param drawn    from its seed
     * @param progress is told what was taken
     * @throws InputException if the two models have nothing in common
     */
    float[] parameters(ParameterLayout layout, float[] drawn, Consumer<String> progress) {
        List<Slice> alike = layout.alike(model.layout());
        long taken = alike.stream().mapToLong(Slice::length).sum();
        if (taken == 0) {
            throw new InputException("start: no parameter of " + from + " (" + model.definition().name() + ") has the name and the shape of one of this job's model; name a run of a model"
                    + " with the same layers and sizes");
        }
        String rest = layout.slices().stream().filter(slice -> !alike.contains(slice)).map(Slice::name).collect(Collectors.joining(", "));
        progress.accept(String.format(Locale.ROOT, "starts from %,d of %,d parameters of %s", taken, layout.length(), from) + (rest.isEmpty() ? "" : "; drawn: " + rest));
        return layout.matched(model.layout(), model.parameters(), drawn);
    }
}
