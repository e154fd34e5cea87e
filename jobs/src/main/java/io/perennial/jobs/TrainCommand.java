package io.perennial.jobs;

import io.perennial.driver.job.Explain;
import io.perennial.driver.job.Job;
import io.perennial.driver.run.Original;
import io.perennial.driver.run.ResultJson;
import io.perennial.driver.run.Resume;
import io.perennial.driver.run.RunResult;
import io.perennial.errors.InputException;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.slf4j.MDC;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code train [JOB.yaml]}: trains a job, continues a run, or repeats one and compares. */
@Command(name = "train", description = "Trains a job; without a job file, the built-in quickstart.", sortOptions = false)
final class TrainCommand extends Verb {

    private static final String AUTO = "auto";
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    private final Trainer trainer;
    private final Clock clock;

    @Parameters(index = "0", arity = "0..1", paramLabel = "JOB.yaml", description = "Job file, local or any Hadoop URI.")
    private String jobFile;

    @Option(names = "--set", paramLabel = "key=value", description = "Overrides a setting of the job file; may be repeated. Of two of one key the later counts.")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--resume", paramLabel = "RUN|auto", description = "Continues the run in directory RUN (its own job, without a job file);"
            + " auto continues the run in the job's output if there is one, else starts it.")
    private String resume;

    @Option(names = "--again", paramLabel = "RUN", description = "Repeats the finished run in directory RUN from its provenance, in a new directory, and"
            + " compares the parameters: exit code 0 if they are the same bit for bit, 1 if they are not.")
    private String again;

    @Option(names = "--explain", description = "Prints every setting with its value, default, origin and meaning, and trains nothing.")
    private boolean explain;

    TrainCommand() {
        this(new SparkTrainer(), Clock.systemDefaultZone());
    }

    TrainCommand(Trainer trainer, Clock clock) {
        this.trainer = trainer;
        this.clock = clock;
    }

    @Override
    protected ExitCode run() {
        Configuration hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
        Resume how = how(hadoop);
        Job asked = job(new Jobs(hadoop, overrides), how);
        if (explain) {
            return explained(asked);
        }
        Job job = withOutput(asked, how);
        // each log line of this thread starts with it
        try (MDC.MDCCloseable run = MDC.putCloseable("run", new Path(job.output().orElseThrow()).getName())) {
            RunResult result = trainer.train(job, how, hadoop, err());
            return how instanceof Resume.Again repeated ? report(result, repeated.original()) : report(result);
        }
    }

    private Resume how(Configuration hadoop) {
        if (again != null) {
            if (jobFile != null || resume != null) {
                throw new InputException("--again: found it together with " + (jobFile != null ? "a job file" : "--resume")
                        + "; it repeats the run's own job from its beginning, so give one of the two");
            }
            return new Resume.Again(Original.read(again, hadoop));
        }
        return resume == null ? new Resume.Fresh() : resume.equals(AUTO) ? new Resume.Auto() : new Resume.Run(resume);
    }

    private Job job(Jobs jobs, Resume how) {
        if (jobFile != null) {
            return jobs.file(jobFile);
        }
        if (how instanceof Resume.Again) {
            return jobs.againOf(again);
        }
        return how instanceof Resume.Run run ? jobs.ofRun(run.directory()) : jobs.quickstart();
    }

    private ExitCode explained(Job job) {
        if (json()) {
            printJson(job.canonical());
        } else {
            out().print(Explain.text(job));
            out().flush();
        }
        return ExitCode.DONE;
    }

    private Job withOutput(Job job, Resume how) {
        if (how instanceof Resume.Run run) {
            return job.withOutput(run.directory());
        }
        if (job.output().isPresent()) {
            return job;
        }
        if (how instanceof Resume.Auto) {
            throw new InputException("--resume auto: found no output in the job, and a new directory has nothing to continue;"
                    + " set output to the run directory (--set output=DIR)");
        }
        return job.withOutput("runs/" + job.name() + "-" + STAMP.format(LocalDateTime.now(clock)));
    }

    private ExitCode report(RunResult result) {
        if (result.message() != null) {
            err().println("perennial: " + result.message());
            err().flush();
        }
        if (json()) {
            printJson(ResultJson.of(result));
        } else {
            new ResultTable(out()).print(result);
        }
        return ExitCode.of(result.status());
    }

    /** A repetition's result: the comparison decides the exit code of a run that is done. */
    private ExitCode report(RunResult result, Original original) {
        Comparison comparison = Comparison.of(result, original);
        if (result.message() != null) {
            err().println("perennial: " + result.message());
        }
        if (json()) {
            Map<String, Object> object = new LinkedHashMap<>(ResultJson.of(result));
            object.put("again", comparison.json());
            printJson(object);
        } else {
            new ResultTable(out()).print(result);
            out().println();
            out().println(comparison.line());
            out().flush();
        }
        err().flush();
        return comparison.exitCode();
    }
}
