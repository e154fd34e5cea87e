package io.perennial.bench.round;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;

/** A Spark job of as many tasks over cached partitions, which moves bytes to the tasks and back and computes nothing. */
final class Floor implements Contender {

    private final String name;
    private final JavaSparkContext spark;
    private final byte[] down;
    private final int up;
    private JavaRDD<Integer> partitions;

    private Floor(String name, JavaSparkContext spark, byte[] down, int up) {
        this.name = name;
        this.spark = spark;
        this.down = down;
        this.up = up;
    }

    /** The empty job. */
    static Floor empty(JavaSparkContext spark) {
        return new Floor("an empty Spark job", spark, new byte[0], 0);
    }

    /** A job that moves as many bytes as fp32 parameters and deltas have. */
    static Floor moving(JavaSparkContext spark, int parameters) {
        return new Floor("a Spark job that moves the same bytes", spark, new byte[Math.multiplyExact(parameters, Float.BYTES)],
                Math.multiplyExact(parameters, Float.BYTES));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Turn turn(Length length) {
        if (partitions == null) {
            partitions = spark.parallelize(IntStream.range(0, Setting.WORKERS).boxed().toList(), Setting.WORKERS).persist(StorageLevel.MEMORY_ONLY());
        }
        List<Turn.Round> rounds = new ArrayList<>();
        try (JobParts parts = new JobParts(spark, "")) {
            for (int round = 0; round < length.rounds(); round++) {
                long began = System.nanoTime();
                if (down.length == 0) {
                    partitions.map(i -> i).collect();
                } else {
                    move();
                }
                if (round >= Length.UNCOUNTED) {
                    rounds.add(new Turn.Round((System.nanoTime() - began) / 1e9, 0));
                }
            }
            return Turn.of(rounds, Double.NaN, parts.text(0));
        }
    }

    private void move() {
        Broadcast<byte[]> start = spark.broadcast(down.clone());
        int length = up;
        partitions.map(i -> {
            byte[] result = new byte[length];
            result[0] = start.value()[start.value().length - 1];
            return result;
        }).collect();
        start.destroy();
    }
}
