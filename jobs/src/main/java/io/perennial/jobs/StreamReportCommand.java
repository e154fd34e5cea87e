package io.perennial.jobs;

import io.perennial.driver.run.StopSignal;
import io.perennial.driver.storage.Json;
import io.perennial.driver.stream.StreamReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stream report FOLDER}. */
@Command(name = "report", description = "Checks what a model that was refreshed on a stream made of it, day by day; writes table.txt, accuracy.svg and result.json there. Exits"
        + " with 1 if something does not hold.", sortOptions = false)
final class StreamReportCommand extends Verb {

    @Parameters(index = "0", paramLabel = "FOLDER", description = "Where the stream was made and learned.")
    private String folder;

    @Option(names = "--kills", paramLabel = "N", defaultValue = "0", description = "How many refreshes must have been killed, by kills.tsv (default: ${DEFAULT-VALUE}).")
    private int kills;

    @Override
    protected ExitCode run() throws IOException {
        SparkConf conf = SparkSettings.ofThisJvm().of("stream report");
        Configuration hadoop = SparkHadoopUtil.get().newConfiguration(conf);
        StreamReport report;
        try (SparkCluster cluster = new SparkCluster(conf, new StopSignal(), err())) {
            report = StreamReport.of(folder, kills, cluster, hadoop);
        }
        Path path = new Path(folder);
        FileSystem files = path.getFileSystem(hadoop);
        Json.write(files, new Path(path, "table.txt"), report.table().getBytes(StandardCharsets.UTF_8));
        Json.write(files, new Path(path, "accuracy.svg"), report.svg().getBytes(StandardCharsets.UTF_8));
        Json.write(files, new Path(path, "result.json"), report.json());
        if (json()) {
            printJson(report.json());
        } else {
            out().print(report.table());
            out().flush();
        }
        return report.holds() ? ExitCode.DONE : ExitCode.FAILED;
    }
}
