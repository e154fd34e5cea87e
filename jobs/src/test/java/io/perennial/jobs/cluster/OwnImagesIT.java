package io.perennial.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user's way from pictures to predictions, each step a process of its own with the shipped jar. */
class OwnImagesIT {

    private static final Duration LIMIT = Duration.ofSeconds(120);

    @TempDir
    Path directory;

    @Test
    void picturesAreImportedTrainedOnAndClassified() throws IOException {
        for (int i = 0; i < 120; i++) {
            draw("circle", i);
            draw("square", i);
        }
        Files.writeString(directory.resolve("images/circle/broken.jpg"), "no picture");

        JsonNode imported = run("data", "import", "images", "--out", "set", "--size", "16x16", "--on-bad", "skip", "--json");
        assertThat(imported.path("skipped").asInt()).isEqualTo(1);
        assertThat(imported.at("/dataset/train/examples").asInt()).isEqualTo(216);

        JsonNode trained = run("train", "--set", "data=set", "--set", "output=run", "--set", "epochs=15", "--set", "localSteps=2", "--set", "batchSize=16",
                "--set", "inner.learningRate=0.02", "--json");
        assertThat(trained.at("/test/accuracy").asDouble()).isGreaterThan(0.8);

        JsonNode predicted = run("predict", "--model", "run", "--data", "images", "--out", "predictions", "--format", "parquet", "--json");
        assertThat(predicted.path("examples").asInt()).isEqualTo(240);
        assertThat(predicted.path("problems").asInt()).isEqualTo(1);
        assertThat(predicted.at("/predicted/circle").asInt()).isBetween(60, 180);
        assertThat(directory.resolve("predictions/_SUCCESS")).exists();
    }

    private JsonNode run(String... arguments) throws IOException {
        try (PerennialProcess job = PerennialProcess.perennial(arguments).in(directory).submit("--master", "local[2]").start(directory.resolve("logs"))) {
            job.expect(0, LIMIT);
            return new ObjectMapper().readTree(job.stdout().lines().reduce((first, last) -> last).orElseThrow());
        }
    }

    private void draw(String figure, int number) throws IOException {
        Random random = new Random(figure.hashCode() + number);
        int side = 30 + random.nextInt(30);
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        Graphics2D brush = image.createGraphics();
        brush.setColor(new Color(random.nextInt(80), random.nextInt(80), random.nextInt(80)));
        brush.fillRect(0, 0, side, side);
        brush.setColor(new Color(170 + random.nextInt(80), 170 + random.nextInt(80), 170 + random.nextInt(80)));
        if (figure.equals("circle")) {
            brush.fillOval(2, 2, side - 4, side - 4);
        } else {
            brush.fillRect(2, 2, side - 4, side - 4);
        }
        brush.dispose();
        Path file = directory.resolve("images").resolve(figure).resolve(number + (number % 2 == 0 ? ".png" : ".jpg"));
        Files.createDirectories(file.getParent());
        ImageIO.write(image, number % 2 == 0 ? "png" : "jpg", file.toFile());
    }
}
