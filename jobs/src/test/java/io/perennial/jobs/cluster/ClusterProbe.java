package io.perennial.jobs.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.nd4j.linalg.factory.Nd4j;

/** A job that needs nothing but a cluster and the natives of the shipped jar: {@code ClusterProbe OUTPUT [PATIENCE_MILLIS]}. */
public final class ClusterProbe {

    private ClusterProbe() {
    }

    public static void main(String[] arguments) throws Exception {
        long patience = arguments.length > 1 ? Long.parseLong(arguments[1]) : 0;
        try (JavaSparkContext context = new JavaSparkContext(new SparkConf().setAppName("probe"))) {
            List<Integer> numbers = new ArrayList<>();
            for (int i = 1; i <= 8; i++) {
                numbers.add(i);
            }
            List<String> results = context.parallelize(numbers, 8).map(number -> {
                Thread.sleep(patience);
                double product = Nd4j.ones(4, 4).mmul(Nd4j.ones(4, 4)).sumNumber().doubleValue();
                return number + ":" + product * number + ":" + SparkEnv.get().executorId();
            }).collect();
            String line = new TreeSet<>(results) + " driver helpers.disable="
                    + System.getProperty("org.eclipse.deeplearning4j.helpers.disable");
            System.out.println(line);
            Files.writeString(Path.of(arguments[0]), line);
        }
    }
}
