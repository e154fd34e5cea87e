package io.perennial.driver.refresh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perennial.checksum.Sha256;
import io.perennial.datasets.Fingerprint;
import io.perennial.driver.drift.Drift;
import io.perennial.driver.drift.DriftLimits;
import io.perennial.driver.drift.DriftReport;
import io.perennial.driver.drift.Sample;
import io.perennial.driver.job.FinalStatistics;
import io.perennial.driver.job.Job;
import io.perennial.driver.job.NewClassesName;
import io.perennial.driver.job.OnRejectName;
import io.perennial.driver.job.RefreshJob;
import io.perennial.driver.outer.RunningAverage;
import io.perennial.driver.registry.ArrivalId;
import io.perennial.driver.registry.Author;
import io.perennial.driver.registry.Change;
import io.perennial.driver.registry.HistoryEntry;
import io.perennial.driver.registry.ModelState;
import io.perennial.driver.registry.Quarantined;
import io.perennial.driver.registry.RegisteredModel;
import io.perennial.driver.registry.Retention;
import io.perennial.driver.registry.StagedVersion;
import io.perennial.driver.registry.VersionName;
import io.perennial.driver.registry.VersionProvenance;
import io.perennial.driver.run.Evaluation;
import io.perennial.driver.run.ModelEvaluation;
import io.perennial.driver.run.ModelLook;
import io.perennial.driver.run.PreparedRun;
import io.perennial.driver.run.Resume;
import io.perennial.driver.run.RunResult;
import io.perennial.driver.run.StopSignal;
import io.perennial.driver.run.Training;
import io.perennial.driver.storage.Json;
import io.perennial.driver.storage.RunDirectory;
import io.perennial.driver.storage.RunHeldException;
import io.perennial.driver.storage.SavedModel;
import io.perennial.errors.InputException;
import io.perennial.worker.continual.Objective;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** One process's work on a refresh, from looking at the arrivals to the history entry. */
final class RefreshAttempt {

    private static final String WORK = "work";
    /** Of each side of the two-sample test, at most: its cost grows with the square. */
    private static final int EMBEDDINGS = 500;
    private static final List<String> OF_TRAINING = List.of("perennial", "software", "machine", "startSha256");

    /** Whether the lock is still ours. */
    @FunctionalInterface
    interface Fence {
        void check() throws IOException;
    }

    private final RefreshJob job;
    private final LocalDate logicalDate;
    private final RegisteredModel model;
    private final Configuration hadoop;
    private final Consumer<String> progress;
    private final Step.Follower follower;
    private final Fence fence;
    private final Author author;
    private final Path work;

    RefreshAttempt(RefreshJob job, LocalDate logicalDate, RegisteredModel model, Configuration hadoop, Consumer<String> progress, Step.Follower follower,
                   Fence fence, Author author) {
        this.job = job;
        this.logicalDate = logicalDate;
        this.model = model;
        this.hadoop = hadoop;
        this.progress = progress;
        this.follower = follower;
        this.fence = fence;
        this.author = author;
        this.work = new Path(model.path(), WORK);
    }

    /** What is refreshed, as it stands. */
    private record Subject(ModelState seen, int version, SavedModel champion, Ledger ledger) {
    }

    /**
     * The arrivals and what they were looked at with.
     *
     * @param start the champion, with classes that are new
     * @param test  the old test set
     * @param base  null where there is none, or a ledger has it
     */
    private record Look(Subject subject, SavedModel start, KnownSet test, KnownSet base, Inspection inspection, PinnedPlan plan) {

        boolean grew() {
            return start != subject.champion();
        }
    }

    RefreshResult dryRun() throws IOException {
        Subject subject = subject();
        Optional<Look> look = look(subject);
        if (look.isEmpty() || !isEnough(look.get().inspection())) {
            return nothingNew(subject, look.map(Look::inspection));
        }
        Inspection found = look.get().inspection();
        return result(RefreshResult.Outcome.DRY_RUN, subject.version(), found, Assessment.NONE, null,
                summary(found) + " would be consumed" + remarks(found));
    }

    RefreshResult run(Cluster cluster, StopSignal stop) throws IOException {
        Subject subject = subject();
        Optional<Look> look = look(subject);
        follower.reached(Step.INSPECTED);
        if (look.isEmpty() || !isEnough(look.get().inspection())) {
            return endWithout(subject, look.map(Look::inspection));
        }
        return refresh(look.get(), cluster, stop);
    }

    private Subject subject() throws IOException {
        ModelState seen = model.state();
        int version = seen.champion().orElseThrow(() -> new InputException("model: " + model.name() + " has no champion; models publish makes one"));
        return new Subject(seen, version, SavedModel.read(model.model(version).toString(), hadoop), Ledger.of(model, version));
    }

    /** @return empty if nothing in the folder can be new */
    private Optional<Look> look(Subject subject) throws IOException {
        List<ArrivalSource> files = Arrivals.in(job.arrivals(), hadoop);
        Inspector first = new Inspector(subject.champion(), subject.ledger(), subject.seen(), hadoop);
        List<ArrivalSource> candidates = files.stream().filter(file -> first.mayBeNew(file, logicalDate)).toList();
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        KnownSet test = KnownSet.open("test", job.test(), "test", subject.champion(), hadoop, progress);
        KnownSet base = job.base().isPresent() && !subject.ledger().base()
                ? KnownSet.open("base", job.base().get(), "train", subject.champion(), hadoop, progress) : null;
        String context = Sha256.hex(Sha256.hex(subject.champion().parameters()) + test.sha256() + (base == null ? "" : base.sha256()));
        Optional<PinnedPlan> begun = PinnedPlan.find(model.files(), work, subject.version(), job.sha256(), context, logicalDate);
        begun.ifPresent(plan -> progress.accept("continues the refresh of " + logicalDate + " that was begun with " + plan.arrivals().size() + " arrivals"));
        long newest = System.currentTimeMillis() - 1000L * job.settle();
        long[] ofBase = base == null ? new long[0] : base.fingerprints();
        long[] ofTest = test.fingerprints();
        List<String> more = job.newClasses() == NewClassesName.GROW ? NewClasses.of(candidates, subject.champion().classes(), hadoop) : List.of();
        SavedModel start;
        Inspection found;
        List<String> named;
        do {
            named = more;
            start = subject.champion().grown(named, job.seed("new classes", logicalDate));
            found = new Inspector(start, subject.ledger(), subject.seen(), hadoop).inspect(files, logicalDate, newest, begun,
                    new Judge(job, logicalDate, subject.ledger(), ofBase, ofTest, subject.seen().purged()));
            more = found.used(start.classes(), named);
            // A class that is named and has no example is no class yet.
        } while (!more.equals(named));
        refuseTooMany(found);
        List<ArrivalId> arrivals = Stream.concat(found.usable().stream().map(Arrival::id), found.quarantined().stream().map(Quarantined::id))
                .sorted(Comparator.comparing(ArrivalId::name)).toList();
        return Optional.of(new Look(subject, start, test, base, found, PinnedPlan.of(subject.version(), job.sha256(), context, logicalDate, arrivals)));
    }

    private void refuseTooMany(Inspection found) {
        int all = found.usable().size() + found.quarantined().size();
        if (found.quarantined().size() > job.maxQuarantined() * all) {
            String reasons = found.quarantined().stream().limit(3).map(bad -> bad.name() + " " + bad.reason()).collect(Collectors.joining("; "));
            throw new InputException(String.format(Locale.ROOT, "arrivals: %d of %d new files cannot be used, allowed is a share of %s (maxQuarantined): %s; "
                    + "correct or remove the files, or raise maxQuarantined to have them set apart", found.quarantined().size(), all, job.maxQuarantined(), reasons));
        }
    }

    private boolean isEnough(Inspection found) {
        return found.examples() >= job.minExamples() && found.count(Fate.TRAINED) >= job.workers();
    }

    private RefreshResult endWithout(Subject subject, Optional<Inspection> found) throws IOException {
        List<Quarantined> bad = found.map(Inspection::quarantined).orElse(List.of());
        if (!bad.isEmpty()) {
            fence.check();
            model.commit(subject.seen(), Change.quarantine(logicalDate.toString(), bad), because("new arrivals that cannot be used"));
        }
        follower.reached(Step.COMMITTED);
        tidy();
        return nothingNew(subject, found);
    }

    private RefreshResult nothingNew(Subject subject, Optional<Inspection> found) {
        long examples = found.map(Inspection::examples).orElse(0L);
        String few;
        if (examples == 0) {
            few = "nothing new for " + model.name();
        } else if (examples < job.minExamples()) {
            few = examples + " new examples are too few for " + model.name() + " (minExamples is " + job.minExamples() + "): they wait";
        } else {
            few = examples + " new examples for " + model.name() + " leave fewer to train on than workers (" + job.workers()
                    + "): they wait for more, or lower workers";
        }
        return new RefreshResult(RefreshResult.Outcome.NOTHING_NEW, model.name(), subject.version(), logicalDate.toString(), List.of(),
                found.map(Inspection::quarantined).orElse(List.of()), 0, Assessment.NONE, null, few + found.map(RefreshAttempt::remarks).orElse(""));
    }

    private RefreshResult refresh(Look look, Cluster cluster, StopSignal stop) throws IOException {
        Subject subject = look.subject();
        Inspection found = look.inspection();
        fence.check();
        look.plan().write(model.files(), work);
        follower.reached(Step.PLANNED);
        Path directory = new Path(work, look.plan().directory());
        Strategy strategy = Strategy.of(job);
        ReplayBuffer buffer = strategy.bufferBytes() == 0 ? null : oldBuffer(look, strategy);
        TrainingSet set = new TrainingSet(model.files(), new Path(directory, "data"), look.start());
        if (!set.isWhole()) {
            // Who has taken over writes to the same place.
            fence.check();
            int fresh = Math.toIntExact(found.count(Fate.TRAINED));
            set.write(found.usable(), buffer == null ? new byte[0] : buffer.records(), strategy.replayed(fresh, buffer == null ? 0 : buffer.size()),
                    job.seed("training set", logicalDate), follower);
        }
        follower.reached(Step.PREPARED);
        String champion = champion(look, directory);
        DriftReport drift = drift(champion, look.test(), set, cluster);
        drift.warnings().forEach(line -> progress.accept("warning: " + line));
        if (drift.held().isPresent()) {
            return rejectWithoutCandidate(subject, found, new Assessment(drift, null, null, null), drift.held().get());
        }
        Gate.Measured before = new Gate.Measured(evaluate(champion, look.test(), cluster), evaluate(champion, set.heldOut(), cluster));
        Assessment untrained = new Assessment(drift, before, null, null);
        Optional<Gate.Check> trouble = Gate.of(job).labelTrouble(before.test(), evaluate(champion, set.sample(), cluster));
        if (trouble.isPresent()) {
            return rejectWithoutCandidate(subject, found, untrained, trouble.get().failure());
        }
        follower.reached(Step.BELIEVED);
        RunDirectory run = RunDirectory.of(new Path(directory, "run").toString(), hadoop);
        SavedModel start = trainedFrom(look);
        ChampionKnowledge past = new ChampionKnowledge(model, subject.version(), start, champion, buffer, set, directory, job, logicalDate, cluster, hadoop, progress);
        Job training = job.training(logicalDate, start.definition().name(), set.folder(), run.shown());
        RunResult trained = train(start, strategy.objective(past), training, cluster);
        if (trained.status() == RunResult.Status.STOPPED) {
            return stopped(subject, found);
        }
        follower.reached(Step.TRAINED);
        if (trained.status() != RunResult.Status.DONE) {
            return rejectWithoutCandidate(subject, found, untrained, "training " + trained.message());
        }
        Served served = served(look, training, run.shown(), directory, cluster);
        Gate.Measured candidate = new Gate.Measured(evaluate(served.directory(), look.test(), cluster),
                served.trained().isEmpty() ? trained.test() : evaluate(served.directory(), set.heldOut(), cluster));
        Assessment assessment = new Assessment(drift, before, candidate, Gate.of(job).judge(candidate, before));
        follower.reached(Step.EVALUATED);
        if (stop.requested()) {
            return stopped(subject, found);
        }
        fence.check();
        StagedVersion staged = stage(look, buffer, strategy, past, run, trained, served, assessment);
        follower.reached(Step.STAGED);
        return assessment.verdict().passed() ? publish(look, staged, assessment) : reject(look, staged, assessment);
    }

    /** Where the champion is, or what it grew to. */
    private String champion(Look look, Path directory) throws IOException {
        if (!look.grew()) {
            return model.model(look.subject().version()).toString();
        }
        return write(look.start(), new Path(directory, "start"));
    }

    /** What the champion's own training ended with, where that is not what it serves; new classes are the same as the champion's. */
    private SavedModel trainedFrom(Look look) throws IOException {
        VersionProvenance.StoredFile trained = model.provenance(look.subject().version()).trained();
        if (trained == null) {
            return look.start();
        }
        float[] parameters = VectorFile.read(model.read(look.subject().version(), trained));
        List<String> more = look.start().classes().subList(look.subject().champion().classes().size(), look.start().classes().size());
        return look.subject().champion().with(parameters).grown(more, job.seed("new classes", logicalDate));
    }

    /**
     * The model that is published if the gate lets it pass.
     *
     * @param directory where it is
     * @param trained   the parameters that training ended with; empty where they are the model's own
     */
    private record Served(String directory, Optional<float[]> trained) {
    }

    /**
     * What was trained, or its average with the champion (Mean Teacher's, Tarvainen and Valpola 2017, over refreshes). A champion that does not know a class is no part of
     * an average.
     */
    private Served served(Look look, Job training, String run, Path directory, Cluster cluster) throws IOException {
        if (job.serveDecay() == 0 || look.grew()) {
            return new Served(run, Optional.empty());
        }
        SavedModel trained = SavedModel.read(run, hadoop);
        SavedModel average = trained.with(new RunningAverage.Exponential(job.serveDecay()).next(look.start().parameters(), 1, trained.parameters()));
        if (training.finalStatistics() == FinalStatistics.RECOMPUTED) {
            average = average.with(cluster.run(ModelLook.prepare(average, training.data(), hadoop, progress).statistics(training)));
        }
        return new Served(write(average, new Path(directory, "served")), Optional.of(trained.parameters()));
    }

    /** One who was killed may have left a part of the same. */
    private String write(SavedModel some, Path place) throws IOException {
        fence.check();
        model.files().delete(place, true);
        model.files().mkdirs(place);
        some.write(model.files(), place);
        return place.toString();
    }

    /** The old test set stands for what the champion knows: it is there whatever became of the data that the champion was trained on. */
    private DriftReport drift(String champion, KnownSet test, TrainingSet set, Cluster cluster) {
        Sample known = cluster.run(ModelLook.prepare(champion, test.opened(), hadoop).sample(EMBEDDINGS));
        Sample fresh = cluster.run(ModelLook.prepare(champion, set.sample(), "test", hadoop, progress).sample(EMBEDDINGS));
        return DriftReport.of(Drift.between(known, fresh, job.seed("drift", logicalDate)), DriftLimits.of(job));
    }

    private RefreshResult stopped(Subject subject, Inspection found) {
        return result(RefreshResult.Outcome.STOPPED, subject.version(), found, Assessment.NONE, null, "stopped before anything was published; the next refresh continues");
    }

    /** Of the champion or its nearest ancestor; the base fills it the first time. */
    private ReplayBuffer oldBuffer(Look look, Strategy strategy) throws IOException {
        SavedModel champion = look.start();
        ReplayBuffer buffer = new ReplayBuffer(1 + champion.shape().bytes(),
                strategy.keepsake() == Strategy.Keepsake.OUTPUTS ? OutputsFile.rowBytes(champion.classes().size()) : 0, champion.classes().size(), strategy.bufferBytes(), job.seed());
        Optional<Integer> holder = model.bufferOf(look.subject().version());
        if (holder.isPresent()) {
            buffer.offerAll(model.read(holder.get(), model.buffer(holder.get())));
        }
        if (look.base() != null) {
            Fingerprint fingerprint = new Fingerprint();
            look.base().records(record -> {
                if (!look.subject().seen().purged().contains(fingerprint.of(record))) {
                    buffer.offer(record);
                }
            });
        }
        if (buffer.size() == 0) {
            progress.accept("warning: the buffer is empty, so nothing keeps the model from forgetting; set base to what its first version was trained on");
        }
        return buffer;
    }

    private RunResult train(SavedModel start, Objective objective, Job training, Cluster cluster) throws IOException {
        fence.check();
        PreparedRun prepared = Training.prepareFrom(start, objective, training, new Resume.Auto(), hadoop, progress);
        return prepared.alreadyDone().orElseGet(() -> cluster.train(training, prepared));
    }

    private Evaluation evaluate(String directory, KnownSet known, Cluster cluster) {
        return cluster.run(ModelEvaluation.prepare(directory, known.opened(), hadoop));
    }

    private Evaluation evaluate(String directory, String data, Cluster cluster) {
        return cluster.run(ModelEvaluation.prepare(directory, data, hadoop, progress));
    }

    private StagedVersion stage(Look look, ReplayBuffer buffer, Strategy strategy, ChampionKnowledge past, RunDirectory run, RunResult trained,
                                Served served, Assessment assessment) throws IOException {
        Subject subject = look.subject();
        List<Arrival> consumed = look.inspection().usable();
        List<Long> fingerprints = new ArrayList<>();
        for (Arrival arrival : consumed) {
            for (int r = 0; r < arrival.size(); r++) {
                if (arrival.fates()[r].isUsed()) {
                    fingerprints.add(arrival.fingerprints()[r]);
                }
            }
            if (buffer != null) {
                arrival.records((record, r) -> {
                    if (arrival.fates()[r] == Fate.TRAINED) {
                        buffer.offer(record.clone());
                    }
                });
            }
        }
        VersionProvenance.Base base = null;
        if (look.base() != null) {
            for (long fingerprint : look.base().fingerprints()) {
                fingerprints.add(fingerprint);
            }
            base = new VersionProvenance.Base(job.base().orElseThrow(), look.base().sha256(), look.base().size());
        }
        StagedVersion staged = model.stage(subject.seen());
        VersionProvenance.StoredFile prints = staged.write("fingerprints.bin", Ledger.bytes(fingerprints), null);
        VersionProvenance.StoredFile stored = buffer == null ? null
                : staged.write("buffer.bin", buffer.records(), buffer.examplesPerClass(look.start().classes()));
        Strategy.Keepsake kind = strategy.keepsake();
        VersionProvenance.StoredFile keepsake = kind == Strategy.Keepsake.NOTHING ? null : staged.write(ChampionKnowledge.fileOf(kind),
                past.keepsake(kind, run.shown(), buffer == null ? new byte[0] : buffer.records()), null);
        staged.copyReport("training", run.files(), run.report());
        staged.writeReport("report", RefreshPage.of(staged(look, assessment)));
        SavedModel candidate = SavedModel.read(served.directory(), hadoop);
        VersionProvenance.StoredFile ended = served.trained().isEmpty() ? null : staged.write(VectorFile.TRAINED, VectorFile.bytes(served.trained().get()), null);
        staged.finish(candidate, assessment.json(), VersionProvenance.ofRefresh("refresh " + job.name(), subject.version(), logicalDate.toString(),
                Sha256.hex(candidate.parameters()), job.settings().canonical(), training(run, trained), consumed.stream().map(Arrival::consumed).toList(), base, prints, stored, keepsake, ended));
        return staged;
    }

    private static JsonNode training(RunDirectory run, RunResult trained) throws IOException {
        JsonNode all = Json.read(run.files(), run.provenance(), JsonNode.class);
        ObjectNode some = (ObjectNode) Json.parse("{}");
        OF_TRAINING.forEach(field -> some.set(field, all.get(field)));
        return some.put("rounds", trained.rounds()).put("examples", trained.examples()).put("workers", trained.workers()).put("seed", trained.seed());
    }

    /** For the version's page: how it will end unless something comes between. */
    private RefreshResult staged(Look look, Assessment assessment) {
        boolean passed = assessment.verdict().passed();
        return result(passed ? RefreshResult.Outcome.PUBLISHED : RefreshResult.Outcome.REJECTED, look.subject().version(), look.inspection(), assessment, null,
                summary(look.inspection()) + "; " + (passed ? compared(assessment) : assessment.verdict().failures()) + remarks(look.inspection()));
    }

    private RefreshResult publish(Look look, StagedVersion staged, Assessment assessment) throws IOException {
        Subject subject = look.subject();
        Inspection found = look.inspection();
        fence.check();
        RegisteredModel.Placed placed = model.place(subject.seen(), staged, author);
        follower.reached(Step.PLACED);
        fence.check();
        HistoryEntry entry = model.commit(subject.seen(), placed, RegisteredModel.Role.CHAMPION, Change.publish(logicalDate.toString(), found.quarantined()),
                because(summary(found) + "; " + compared(assessment)));
        follower.reached(Step.COMMITTED);
        tidy();
        return result(RefreshResult.Outcome.PUBLISHED, entry.champion(), found, assessment, model.directory(placed.version()).toString(),
                model.name() + " " + VersionName.of(placed.version()) + " is the champion: " + summary(found) + "; " + compared(assessment) + remarks(found));
    }

    private RefreshResult reject(Look look, StagedVersion staged, Assessment assessment) throws IOException {
        Inspection found = look.inspection();
        String failures = assessment.verdict().failures();
        fence.check();
        HistoryEntry entry = model.reject(look.subject().seen(), staged, rejection(found), because(failures));
        follower.reached(Step.COMMITTED);
        tidy();
        return result(RefreshResult.Outcome.REJECTED, entry.champion(), found, assessment, new Path(model.path(), entry.change().candidate()).toString(),
                "the candidate was rejected: " + failures + "; " + whatNow(found) + remarks(found));
    }

    private RefreshResult rejectWithoutCandidate(Subject subject, Inspection found, Assessment assessment, String why) throws IOException {
        fence.check();
        HistoryEntry entry = model.commit(subject.seen(), rejection(found), because(why));
        follower.reached(Step.COMMITTED);
        tidy();
        return result(RefreshResult.Outcome.REJECTED, entry.champion(), found, assessment, null,
                "there is no candidate: " + why + "; " + whatNow(found) + remarks(found));
    }

    private Change rejection(Inspection found) {
        List<ArrivalId> arrivals = found.usable().stream().map(Arrival::id).toList();
        boolean hold = job.onReject() == OnRejectName.HOLD;
        return Change.reject(logicalDate.toString(), hold ? List.of() : arrivals, hold ? arrivals : List.of(), found.quarantined());
    }

    private String whatNow(Inspection found) {
        int arrivals = found.usable().size();
        return arrivals + (arrivals == 1 ? " arrival is " : " arrivals are ") + (job.onReject() == OnRejectName.HOLD
                ? "held back until models readmit or models exclude" : "excluded from now on");
    }

    /**
     * What is left to do when the history says all. None of it changes what a reader sees, so the refresh is no worse if it is left to the
     * next one.
     */
    private void tidy() {
        try {
            fence.check();
            model.files().delete(work, true);
            model.removeReplaced();
            model.retain(new Retention(job.retainVersions(), job.retainRollbacks()),
                    because("keeps " + job.retainVersions() + " versions and " + job.retainRollbacks() + " to roll back to"));
        } catch (IOException | RunHeldException | InputException e) {
            progress.accept("warning: what is no longer needed was left for the next refresh to remove: " + e.getMessage());
        }
        follower.reached(Step.TIDIED);
    }

    private Author because(String reason) {
        return new Author(author.by(), reason);
    }

    private RefreshResult result(RefreshResult.Outcome outcome, int champion, Inspection found, Assessment assessment, String directory, String message) {
        return new RefreshResult(outcome, model.name(), champion, logicalDate.toString(), found.usable().stream().map(Arrival::consumed).toList(),
                found.quarantined(), found.examples(), assessment, directory, message);
    }

    private static String summary(Inspection found) {
        int arrivals = found.usable().size();
        return arrivals + (arrivals == 1 ? " arrival" : " arrivals") + " with " + found.examples() + " examples";
    }

    private static String compared(Assessment assessment) {
        Gate.Measured candidate = assessment.candidate();
        Gate.Measured champion = assessment.before();
        return String.format(Locale.ROOT, "accuracy %.1f%% on the old test set (was %.1f%%), %.1f%% on new examples (was %.1f%%)", 100 * candidate.test().accuracy(),
                100 * champion.test().accuracy(), 100 * candidate.heldOut().accuracy(), 100 * champion.heldOut().accuracy());
    }

    private static String remarks(Inspection found) {
        StringBuilder remarks = new StringBuilder();
        Inspection.Waiting waiting = found.waiting();
        remark(remarks, waiting.unsettled(), "still being written");
        remark(remarks, waiting.unplanned(), "arrived meanwhile and waits");
        remark(remarks, waiting.later(), "of a later date");
        remark(remarks, waiting.heldBack().size(), "held back");
        remark(remarks, waiting.excludedCopies(), "with the bytes of an excluded arrival");
        remark(remarks, found.quarantined().size(), "quarantined");
        return remarks.toString();
    }

    private static void remark(StringBuilder remarks, int count, String what) {
        if (count > 0) {
            remarks.append("; ").append(count).append(' ').append(what);
        }
    }
}
