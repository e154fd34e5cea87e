package io.perennial.jobs;

import io.perennial.driver.job.Explain;
import io.perennial.driver.job.RefreshJob;
import io.perennial.driver.refresh.Gate;
import io.perennial.driver.refresh.Refresh;
import io.perennial.driver.refresh.RefreshRecord;
import io.perennial.driver.refresh.RefreshResult;
import io.perennial.driver.run.StopSignal;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code refresh JOB.yaml}: makes a candidate of the champion and the new data, and publishes it if the gate lets it pass. */
@Command(name = "refresh", description = "Refreshes a published model on new data: trains a candidate, compares it with the champion, and publishes it or not.",
        sortOptions = false)
final class RefreshCommand extends Verb {

    private final Clock clock;

    @Parameters(index = "0", paramLabel = "JOB.yaml", description = "Refresh job file, local or any Hadoop URI.")
    private String jobFile;

    @Option(names = "--set", paramLabel = "key=value", description = "Overrides a setting of the job file; may be repeated. Of two of one key the later counts.")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--logical-date", paramLabel = "yyyy-mm-dd[..yyyy-mm-dd]", description = "The date that the refresh stands for (default: today, UTC). It seeds the"
            + " refresh, and arrivals with a later date in their names are left alone. Of two dates: a refresh for each from one to the other, in order, until one"
            + " ends with another exit code than 0 or 3.")
    private String logicalDate;

    @Option(names = "--dry-run", description = "Looks at the arrivals and tells what would be consumed; writes nothing. Of one date.")
    private boolean dryRun;

    @Option(names = "--reject-exit", paramLabel = "CODE", defaultValue = "3", description = "Exit code for a rejected candidate: 3 (default), or 0 for schedulers that"
            + " retry on any other.")
    private int rejectExit;

    @Option(names = "--result", paramLabel = "FILE", description = "Also writes how it ended there, as JSON, for schedulers that lose exit codes; local or any Hadoop"
            + " URI. A file that is there is removed at the start.")
    private String resultFile;

    @Option(names = "--explain", description = "Prints every setting with its value, default, origin and meaning, and refreshes nothing.")
    private boolean explain;

    RefreshCommand() {
        this(Clock.systemUTC());
    }

    RefreshCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    protected ExitCode run() throws IOException {
        ExitCode rejected = switch (rejectExit) {
            case 0 -> ExitCode.DONE;
            case 3 -> ExitCode.REJECTED;
            default -> throw new InputException("--reject-exit: found " + rejectExit + ", supported are 0 and 3");
        };
        Configuration hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
        RefreshJob job = new Jobs(hadoop, overrides).refresh(jobFile);
        if (explain) {
            return explained(job);
        }
        SparkConf conf = SparkSettings.ofThisJvm().of(job);
        LogicalDates dates = dates();
        if (dryRun) {
            if (!dates.isOne()) {
                throw new InputException("--dry-run: found " + dates + "; what a date would consume depends on the one before it, so give one date");
            }
            RefreshResult result = Refresh.of(job, dates.first(), hadoop, err()::println).dryRun();
            report(result);
            if (json()) {
                printJson(result.json());
            }
            return ExitCode.DONE;
        }
        return refreshAll(job, dates, conf, hadoop, rejected);
    }

    private ExitCode refreshAll(RefreshJob job, LogicalDates dates, SparkConf conf, Configuration hadoop, ExitCode rejected) throws IOException {
        List<Map<String, Object>> ended = new ArrayList<>();
        ExitCode code = ExitCode.DONE;
        StopSignal stop = new StopSignal();
        try (SparkCluster cluster = new SparkCluster(conf, stop, err())) {
            for (LocalDate date : dates.all()) {
                RefreshResult result = refreshed(job, date, cluster, stop, hadoop, rejected);
                ended.add(result.json());
                report(dates, result);
                if (result.outcome() == RefreshResult.Outcome.REJECTED) {
                    code = rejected;
                }
                if (stop.requested() && (result.outcome() == RefreshResult.Outcome.STOPPED || date.isBefore(dates.last()))) {
                    code = ExitCode.STOPPED;
                    left(dates, result.outcome() == RefreshResult.Outcome.STOPPED ? date : date.plusDays(1));
                    break;
                }
            }
        }
        if (json()) {
            printJson(dates.isOne() ? ended.get(0) : all(code, dates, ended));
        }
        return code;
    }

    private static Map<String, Object> all(ExitCode code, LogicalDates dates, List<Map<String, Object>> ended) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("status", code == ExitCode.STOPPED ? "stopped" : "done");
        object.put("logicalDates", dates.toString());
        object.put("refreshes", ended);
        return object;
    }

    /** What is to be asked for to do the rest. */
    private void left(LogicalDates dates, LocalDate from) {
        if (!dates.isOne()) {
            err().println("the refreshes from " + from + " on are left: --logical-date " + dates.from(from));
        }
    }

    private RefreshResult refreshed(RefreshJob job, LocalDate date, SparkCluster cluster, StopSignal stop, Configuration hadoop, ExitCode rejected)
            throws IOException {
        RefreshRecord told = new RefreshRecord(job, date, resultFile, hadoop);
        told.begin();
        RefreshResult result;
        try {
            result = Refresh.of(job, date, hadoop, err()::println).run(cluster, stop);
        } catch (IOException | RuntimeException e) {
            tell(told, e);
            left(dates(), date);
            throw e;
        }
        ExitCode code = exit(result, rejected);
        tell(() -> told.ended(result, code.code()));
        return result;
    }

    private static ExitCode exit(RefreshResult result, ExitCode rejected) {
        return switch (result.outcome()) {
            case PUBLISHED, NOTHING_NEW, DRY_RUN -> ExitCode.DONE;
            case REJECTED -> rejected;
            case STOPPED -> ExitCode.STOPPED;
        };
    }

    private void tell(RefreshRecord told, Exception failure) {
        ExitCode code = Errors.exit(failure);
        String line = Errors.line(failure);
        tell(() -> {
            if (code == ExitCode.LOCKED) {
                told.locked(line, code.code());
            } else {
                told.failed(line, code.code());
            }
        });
    }

    private interface Telling {
        void tell() throws IOException;
    }

    /** What was committed is so whether it could be told or not. */
    private void tell(Telling telling) {
        try {
            telling.tell();
        } catch (IOException | RuntimeException e) {
            err().println("warning: result.json was not written: " + Errors.line(e));
        }
    }

    private LogicalDates dates() {
        return logicalDate == null ? LogicalDates.of(LocalDate.now(clock)) : LogicalDates.parse(logicalDate);
    }

    private ExitCode explained(RefreshJob job) {
        if (json()) {
            printJson(job.settings().canonical());
        } else {
            out().print(Explain.text(job));
            out().flush();
        }
        return ExitCode.DONE;
    }

    private void report(LogicalDates dates, RefreshResult result) {
        if (!dates.isOne() && !json()) {
            out().print(result.logicalDate() + "  ");
        }
        report(result);
    }

    private void report(RefreshResult result) {
        if (json()) {
            return;
        }
        out().println(result.outcome().text() + ": " + result.message());
        result.quarantined().forEach(bad -> out().println("  quarantined  " + bad.name() + " " + bad.reason()));
        if (result.drift() != null) {
            result.drift().findings().forEach(finding -> out().printf(Locale.ROOT, "  %-6s %8.4f, told from %.4f  drift: %s%n",
                    finding.level().name().toLowerCase(Locale.ROOT), finding.value(), finding.warn(), finding.measure()));
        }
        if (result.verdict() != null) {
            for (Gate.Check check : result.verdict().checks()) {
                out().printf(Locale.ROOT, "  %-6s %8.4f, least %8.4f  %s%n", check.passed() ? "passed" : "FAILED", check.value(), check.least(), check.check());
            }
            out().println("  " + result.directory());
        }
        out().flush();
    }
}
