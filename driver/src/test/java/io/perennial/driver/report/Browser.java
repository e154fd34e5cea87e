package io.perennial.driver.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Headless Chromium, as a person's browser: no file but the page, no network. */
record Browser(Path program) {

    /** The one of this machine, if there is one. */
    static Optional<Browser> find() {
        return Stream.of(System.getenv("PATH").split(":")).flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                .map(name -> Path.of(folder, name))).filter(Files::isExecutable).findFirst().map(Browser::new);
    }

    /**
     * A page after its script ran.
     *
     * @param dom     the document
     * @param console what was said on the console, and any request that was refused
     */
    record Opened(String dom, String console) {
    }

    Opened open(Path page, Path scratch) throws IOException, InterruptedException {
        Path log = scratch.resolve("browser.log");
        Path dom = scratch.resolve("dom.html");
        run(scratch, log, dom, "--dump-dom", page.toUri().toString());
        return new Opened(Files.readString(dom), console(log));
    }

    /** Takes a picture, 1280 wide. */
    void picture(Path page, Path png, int height, Path scratch) throws IOException, InterruptedException {
        run(scratch, scratch.resolve("browser.log"), scratch.resolve("out"), "--hide-scrollbars", "--window-size=1280," + height, "--screenshot=" + png,
                page.toUri().toString());
    }

    private void run(Path scratch, Path log, Path out, String... arguments) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Stream.concat(Stream.of(program.toString(), "--headless", "--no-sandbox", "--disable-gpu",
                "--host-resolver-rules=MAP * ~NOTFOUND", "--enable-logging=stderr", "--user-data-dir=" + scratch.resolve("profile")), Stream.of(arguments)).toList())
                .redirectError(log.toFile()).redirectOutput(out.toFile()).start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("the browser did not end: " + Files.readString(log));
        }
        if (process.exitValue() != 0) {
            throw new IOException("the browser ended with " + process.exitValue() + ": " + Files.readString(log));
        }
    }

    private static String console(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
        return String.join("\n", lines.stream().filter(line -> line.contains("CONSOLE")).toList());
    }
}
