package io.perennial.ml;

import io.perennial.driver.run.RoundReport;
import io.perennial.driver.run.RunListener;
import org.slf4j.Logger;

/**
 * A run's news in the host's log: a guest has no console of its own.
 *
 * @param uid of the estimator: several may run at once
 */
record LogListener(Logger log, String uid) implements RunListener {

    @Override
    public void roundDone(RoundReport round) {
        log.info("{}: round {}, epoch {}, loss {}", uid, round.round(), round.epoch(), round.loss());
    }

    @Override
    public void workerLost(String executor, String reason) {
        log.warn("{}: executor {} was lost: {}", uid, executor, reason);
    }

    @Override
    public void warning(String message) {
        log.warn("{}: {}", uid, message);
    }

    @Override
    public void note(String message) {
        log.info("{}: {}", uid, message);
    }
}
