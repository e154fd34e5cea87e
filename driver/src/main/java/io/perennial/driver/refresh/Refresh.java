package io.perennial.driver.refresh;

import io.perennial.driver.job.RefreshJob;
import io.perennial.driver.registry.Author;
import io.perennial.driver.registry.RegisteredModel;
import io.perennial.driver.registry.Registry;
import io.perennial.driver.run.StopSignal;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;

/**
 * A refresh: the arrivals that no ancestor of the champion consumed make a candidate of it, and the gate decides whether the
 * candidate is the champion from now on. Publishing and consuming are one step, the commit of a history entry; killed anywhere, a
 * refresh does again what is left to do and ends as if nothing had happened.
 */
public final class Refresh {

    private final RefreshJob job;
    private final LocalDate logicalDate;
    private final RegisteredModel model;
    private final Configuration hadoop;
    private final Consumer<String> progress;
    private final Step.Follower follower;

    private Refresh(RefreshJob job, LocalDate logicalDate, RegisteredModel model, Configuration hadoop, Consumer<String> progress, Step.Follower follower) {
        this.job = job;
        this.logicalDate = logicalDate;
        this.model = model;
        this.hadoop = hadoop;
        this.progress = progress;
        this.follower = follower;
    }

    /**
     * Finds the model that is to be refreshed.
     *
     * @param logicalDate seeds the refresh; arrivals of later dates are left alone
     * @param hadoop      finds the file systems
     * @param progress    receives lines for a person
     * @throws InputException if there is no such model
     */
    public static Refresh of(RefreshJob job, LocalDate logicalDate, Configuration hadoop, Consumer<String> progress) {
        return of(job, logicalDate, hadoop, progress, step -> { });
    }

    static Refresh of(RefreshJob job, LocalDate logicalDate, Configuration hadoop, Consumer<String> progress, Step.Follower follower) {
        try {
            RegisteredModel model = Registry.at(job.models().orElse(null), hadoop).model(job.model());
            return new Refresh(job, logicalDate, model, hadoop, progress, follower);
        } catch (IOException e) {
            throw new InputException("models: cannot read the registry: " + e.getMessage(), e);
        }
    }

    /** Looks at the arrivals as {@link #run} would, and writes nothing. */
    public RefreshResult dryRun() throws IOException {
        return attempt(() -> { }).dryRun();
    }

    /**
     * Does it.
     *
     * @param stop asks for an end at the next moment where nothing is lost; the next refresh continues
     * @throws io.perennial.driver.storage.RunHeldException if another refresh is at work on the model, or the model was changed meanwhile
     * @throws InputException                               if the job or too many of the arrivals cannot be used; nothing was changed
     */
    public RefreshResult run(Cluster cluster, StopSignal stop) throws IOException {
        Duration timeout = Duration.ofSeconds(job.lockTimeout());
        try (RefreshLock lock = RefreshLock.acquire(model.files(), model.path(), "refresh " + job.name() + " of " + logicalDate, timeout)) {
            follower.reached(Step.LOCKED);
            return attempt(lock::checkOwned).run(cluster, stop);
        }
    }

    private RefreshAttempt attempt(RefreshAttempt.Fence fence) {
        return new RefreshAttempt(job, logicalDate, model, hadoop, progress, follower, fence, Author.of("refresh " + job.name() + " of " + logicalDate, null));
    }
}
