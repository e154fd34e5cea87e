package io.perennial.bench.engine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The process of one engine and one network: two OpenMP runtimes in one process disturb each other. It reads the seconds that it is to train for, a line each,
 * and answers with what it did.
 */
public final class EngineProcess {

    static final String ANSWER = "engine: ";

    private EngineProcess() {
    }

    /** @param arguments the engine ({@code torch}, {@code dl4j} or {@code perennial}), the network and the batch size */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out;
        System.setOut(System.err);
        Engine engine = open(arguments[0], arguments[1], Integer.parseInt(arguments[2]));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            double before = cpuSeconds();
            Engine.Done done = engine.train(Double.parseDouble(line));
            out.println(ANSWER + done.withCpu(cpuSeconds() - before).line());
            out.flush();
        }
        System.exit(0);
    }

    /**
     * The command of a process with PyTorch at hand.
     *
     * @param helpersDisabled DL4J's property of this name
     * @param main            class that it runs
     */
    static List<String> command(Path scratch, String helpersDisabled, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream().filter(word -> !word.startsWith("-Dorg.eclipse.deeplearning4j.helpers")).forEach(command::add);
        command.addAll(List.of("-Dorg.eclipse.deeplearning4j.helpers.disable=" + helpersDisabled, "-Dai.djl.offline=true",
                "-DDJL_CACHE_DIR=" + scratch.resolve("djl-cache"), "-cp", scratch.resolve("djl") + "/*:" + System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static double cpuSeconds() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
    }

    private static Engine open(String engine, String model, int batch) throws IOException {
        if (TextBenchmark.isOfTexts(model)) {
            Texts texts = Texts.drawn();
            return switch (engine) {
                case "torch" -> new TorchTextLoop(model, batch, texts);
                case "dl4j" -> new Dl4jTextLoop(batch, texts);
                case "perennial" -> PerennialLoop.of(model, batch, texts);
                default -> throw new IllegalArgumentException(engine);
            };
        }
        Images images = Images.of();
        return switch (engine) {
            case "torch" -> new TorchLoop(model, batch, images);
            case "dl4j" -> new Dl4jLoop(model, batch, images);
            case "perennial" -> PerennialLoop.of(model, batch, images);
            default -> throw new IllegalArgumentException(engine);
        };
    }
}
