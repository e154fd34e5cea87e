package io.perennial.worker.training;

import java.io.Serializable;

/** A round's outcome at one worker: what it keeps and what it tells the driver. */
public record Trained(Replica replica, LocalResult result) implements Serializable {
}
