package io.perennial.worker.continual;

import io.perennial.worker.optimizer.GradientHook;
import java.io.Serializable;
import java.util.List;

/**
 * What a strategy asks of every local step beside the labels' cross-entropy.
 *
 * @param loss      of an example, in place of the network's own; null: its own
 * @param penalties on the parameters, before any clipping
 */
public record Objective(OutputLoss loss, List<GradientHook> penalties) implements Serializable {

    /** The network's own loss and nothing else. */
    public static final Objective OF_LABELS = new Objective(null, List.of());

    public Objective {
        penalties = List.copyOf(penalties);
    }
}
