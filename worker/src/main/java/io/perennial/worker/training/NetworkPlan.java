package io.perennial.worker.training;

import io.perennial.datasets.Normalization;
import io.perennial.worker.model.ModelDefinition;
import java.io.Serializable;

/**
 * What an executor needs to run a network.
 *
 * @param run           id of this attempt at a run: keeps executor-local networks of two runs apart
 * @param model         how to build the network
 * @param classes       number of classes
 * @param normalization of pixels
 * @param threads       OpenMP threads of a worker
 * @param machine       fingerprint that every executor must have; see {@link io.perennial.worker.natives.Machine}
 */
public record NetworkPlan(String run, ModelDefinition model, int classes, Normalization normalization, int threads, String machine)
        implements Serializable {
}
