package io.perennial.dl4jspark;

import java.io.Serializable;

/**
 * How an executor builds the network, the same for a whole {@code fit}.
 *
 * @param master        id of the training master: keeps executor-local networks of two masters apart
 * @param graph         whether it is a ComputationGraph
 * @param configuration DL4J's JSON, with its counters at 0
 * @param threads       OpenMP threads of a worker
 * @param machine       fingerprint that every executor must have; see {@link io.perennial.worker.natives.Machine}
 */
record NetworkSource(String master, boolean graph, String configuration, int threads, String machine) implements Serializable {
}
