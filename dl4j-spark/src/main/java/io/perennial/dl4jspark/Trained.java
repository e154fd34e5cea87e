package io.perennial.dl4jspark;

import java.io.Serializable;

/** A round's outcome at one worker: what it keeps and what it tells the driver. */
record Trained(Replica replica, WorkerResult result) implements Serializable {
}
