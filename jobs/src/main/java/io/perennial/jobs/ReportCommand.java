package io.perennial.jobs;

import io.perennial.driver.report.Report;
import io.perennial.driver.storage.Json;
import io.perennial.driver.storage.RunDirectory;
import io.perennial.errors.InputException;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code report RUN [RUN...]}: a page with a run's curves, time, mistakes, job and provenance, or with several runs side by side. */
@Command(name = "report", description = "Writes a page (HTML, one file) on a run, or on several runs side by side.", sortOptions = false)
final class ReportCommand extends Verb {

    private static final String FILE = "report.html";

    @Parameters(arity = "1..*", paramLabel = "RUN", description = "Run directory; any Hadoop URI. The run may be over or not.")
    private List<String> runs;

    @Option(names = "--out", paramLabel = "FILE", description = "Where to write the page, any Hadoop URI; replaced if it is there."
            + " Without it: report.html in the directory of the run, or in the current one for several runs.")
    private String out;

    @Override
    protected ExitCode run() {
        Configuration hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
        List<RunDirectory> directories = runs.stream().map(run -> RunDirectory.of(run, hadoop)).toList();
        String page = Report.of(directories);
        String written = write(page, out != null ? new Path(out) : directories.size() == 1 ? directories.get(0).report() : new Path(FILE), hadoop);
        if (json()) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("report", written);
            object.put("runs", directories.stream().map(RunDirectory::shown).toList());
            printJson(object);
        } else {
            out().println(written);
            out().flush();
        }
        return ExitCode.DONE;
    }

    private static String write(String page, Path file, Configuration hadoop) {
        try {
            var files = file.getFileSystem(hadoop);
            Path qualified = files.makeQualified(file);
            if (files.exists(qualified) && files.getFileStatus(qualified).isDirectory()) {
                throw new InputException("--out: " + file + " is a directory; name a file in it");
            }
            Json.write(files, qualified, page.getBytes(StandardCharsets.UTF_8));
            return "file".equals(qualified.toUri().getScheme()) ? qualified.toUri().getPath() : qualified.toString();
        } catch (IOException e) {
            throw new InputException("--out: cannot write " + file + " (" + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
                    + "); name a file that can be written", e);
        }
    }
}
