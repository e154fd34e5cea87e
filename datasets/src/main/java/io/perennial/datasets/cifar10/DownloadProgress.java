package io.perennial.datasets.cifar10;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Says how far a download is, once a second at most. */
final class DownloadProgress {

    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final double MEGABYTE = 1e6;

    private final String what;
    private final long from;
    private final long total;
    private final Consumer<String> lines;
    private final LongSupplier nanoTime;
    private final long started;
    private long lastLine;

    /**
     * @param from  bytes that were there before
     * @param total bytes there will be; negative if unknown
     */
    DownloadProgress(String what, long from, long total, Consumer<String> lines, LongSupplier nanoTime) {
        this.what = what;
        this.from = from;
        this.total = total;
        this.lines = lines;
        this.nanoTime = nanoTime;
        this.started = nanoTime.getAsLong();
        this.lastLine = started;
        lines.accept("downloading %s%s%s".formatted(what, total < 0 ? "" : " (%s MB)".formatted(megabytes(total)),
                from > 0 ? ", going on after %s MB".formatted(megabytes(from)) : ""));
    }

    /** @param bytes that are there now, those that were there before included */
    void received(long bytes) {
        long now = nanoTime.getAsLong();
        if (now - lastLine < PAUSE_NANOS) {
            return;
        }
        lastLine = now;
        double perSecond = (bytes - from) * 1e9 / (now - started) / MEGABYTE;
        String share = total <= 0 ? megabytes(bytes) + " MB" : 100 * bytes / total + "%";
        lines.accept(String.format(Locale.ROOT, "downloading %s: %s, %.1f MB/s", what, share, perSecond));
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f", bytes / MEGABYTE);
    }
}
