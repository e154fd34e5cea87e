package io.perennial.driver.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.driver.storage.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report as a browser shows it. Needs Chromium (Debian's chromium); without it these tests are skipped. */
class ReportInBrowserTest {

    @TempDir
    Path folder;

    private Browser browser;

    @BeforeEach
    void findBrowser() {
        Optional<Browser> found = Browser.find();
        if (found.isEmpty()) {
            System.err.println("SKIPPED: no chromium on PATH, so nobody has looked at report.html; install Debian's chromium");
        }
        Assumptions.assumeTrue(found.isPresent(), "chromium is not installed");
        browser = found.get();
    }

    @Test
    void oneRunIsDrawnWholeWithoutAComplaint() throws IOException, InterruptedException {
        Path page = page(run("a").job("cifar10").rounds(20, 5).joined().result("done", "cat", "dog").directory());
        Browser.Opened opened = browser.open(page, folder);

        noComplaint(opened);
        assertThat(points(opened, "training-loss")).containsExactly(20);
        assertThat(points(opened, "accuracy")).containsExactly(4);
        assertThat(points(opened, "test-loss")).containsExactly(4);
        assertThat(points(opened, "learning-rate")).containsExactly(20);
        assertThat(points(opened, "bytes-down")).containsExactly(20);
        assertThat(points(opened, "bytes-up")).containsExactly(20);
        assertThat(opened.dom().split("data-phase=\"compute\"", -1)).hasSize(21);
        assertThat(opened.dom()).contains("data-chart=\"confusion\"", "cat taken for dog: 5 of 20", "75.0%", "inner.learningRate", "1.0.0-M2.1", "ab".repeat(32));
    }

    @Test
    void severalRunsLieOverEachOther() throws IOException, InterruptedException {
        Path page = page(run("a").job("cifar10", "seed=1").rounds(20, 5).joined().result("done", "cat", "dog").directory(),
                run("b").job("cifar10", "seed=2").rounds(30, 5).inParts().directory());
        Browser.Opened opened = browser.open(page, folder);

        noComplaint(opened);
        assertThat(points(opened, "training-loss")).containsExactly(20, 30);
        assertThat(points(opened, "accuracy")).containsExactly(4, 6);
        assertThat(opened.dom()).contains("2 runs side by side", "What differs", "unfinished");
    }

    @Test
    void aRunWithoutRoundsAndOneOfVeryManyAreDrawnToo() throws IOException, InterruptedException {
        noComplaint(browser.open(page(run("empty").job("cifar10").directory()), folder));

        Browser.Opened opened = browser.open(page(run("long").job("cifar10").rounds(10_000, 10).joined().result("done", "cat", "dog").directory()), folder);
        noComplaint(opened);
        assertThat(points(opened, "training-loss")).containsExactly(1000);
        assertThat(opened.dom()).contains("a point is the mean of 10 rounds");
    }

    @Test
    void hostileNamesStayText() throws IOException, InterruptedException {
        String hostile = "</script><img src=x onerror=document.title='owned'><script>document.title='owned'</script>";
        Browser.Opened opened = browser.open(page(run("<img src=x>").job(hostile).rounds(2, 1).joined().result("done", hostile, "dog").directory()), folder);

        noComplaint(opened);
        assertThat(opened.dom()).doesNotContain("<img").contains("<title>&lt;img src=x&gt; - Perennial report</title>", "&lt;/script&gt;&lt;img src=x");
    }

    @Test
    void aPictureOfItIsNotBlank() throws IOException, InterruptedException {
        Path page = page(run("a").job("cifar10").rounds(20, 5).joined().result("done", "cat", "dog").directory());
        Path png = folder.resolve("report.png");
        browser.picture(page, png, 1500, folder);

        var picture = ImageIO.read(png.toFile());
        assertThat(picture.getWidth()).isEqualTo(1280);
        List<Integer> colors = new ArrayList<>();
        for (int y = 0; y < picture.getHeight(); y += 2) {
            for (int x = 0; x < picture.getWidth(); x += 2) {
                colors.add(picture.getRGB(x, y) & 0xffffff);
            }
        }
        assertThat(colors.stream().distinct().count()).isGreaterThan(50);
        // the line of the first run, and compute's bars
        assertThat(colors).contains(0x1f5fbf, 0x3d7edb);
    }

    private WrittenRun run(String name) {
        return new WrittenRun(folder.resolve(name));
    }

    private Path page(RunDirectory... runs) throws IOException {
        return Files.writeString(folder.resolve("page.html"), Report.of(List.of(runs)));
    }

    private static void noComplaint(Browser.Opened opened) {
        assertThat(opened.console()).isEmpty();
        assertThat(opened.dom()).contains("data-drawn=\"yes\"").doesNotContain("data-error");
        assertThat(drawn(opened)).doesNotContain("NaN", "undefined", "Infinity");
    }

    private static String drawn(Browser.Opened opened) {
        return opened.dom().substring(opened.dom().indexOf("<main"), opened.dom().indexOf("</main>"));
    }

    /** Points of each line of a kind, in the order of the runs. */
    private static List<Integer> points(Browser.Opened opened, String curve) {
        List<Integer> points = new ArrayList<>();
        Matcher line = Pattern.compile("<polyline points=\"([^\"]*)\"[^>]*data-curve=\"" + curve + "\"").matcher(opened.dom());
        while (line.find()) {
            points.add(line.group(1).split(" ").length);
        }
        return points;
    }
}
