package io.perennial.bench.engine;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

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
        Engine engine = open(arguments[0], arguments[1], Integer.parseInt(arguments[2]), Examples.of());
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            Engine.Done done = engine.train(Double.parseDouble(line));
            out.println(ANSWER + done.examples() + " " + done.seconds() + " " + done.loss());
            out.flush();
        }
        System.exit(0);
    }

    private static Engine open(String engine, String model, int batch, Examples examples) {
        return switch (engine) {
            case "torch" -> new TorchLoop(model, batch, examples);
            case "dl4j" -> new Dl4jLoop(model, batch, examples);
            case "perennial" -> new PerennialLoop(model, batch, examples);
            default -> throw new IllegalArgumentException(engine);
        };
    }
}
