package io.perennial.datasets;

import io.perennial.checksum.Sha256;
import io.perennial.errors.InputException;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;

/** A split that was scanned. Lives on the driver; only its shards travel. */
final class RecordSplit implements Split {

    private static final int RECORDS_AT_ONCE = 64;

    private final String name;
    private final RecordFormat format;
    private final List<String> classes;
    private final SplitScan scan;
    private final Configuration hadoop;

    RecordSplit(String name, RecordFormat format, List<String> classes, SplitScan scan, Configuration hadoop) {
        this.name = name;
        this.format = format;
        this.classes = classes;
        this.scan = scan;
        this.hadoop = hadoop;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long size() {
        return scan.size();
    }

    SplitScan scan() {
        return scan;
    }

    @Override
    public List<Shard> shards(int n) {
        Deal deal = new Deal(this, n);
        long first = 0;
        for (SplitScan.Scanned scanned : scan.sources()) {
            deal(scanned, first, deal);
            first += scanned.examples();
        }
        return deal.done(format);
    }

    @Override
    public Optional<String> imbalance(int n) {
        return ShardBalance.warning(scan.labels(), classes, n);
    }

    /** Example at which shard {@code s} of {@code n} starts. */
    static long start(long size, int s, int n) {
        return Math.multiplyExact(size, (long) s) / n;
    }

    /** Reads a source once more for its ranges' checksums, and makes sure that it still is what was scanned. */
    private void deal(SplitScan.Scanned scanned, long first, Deal deal) {
        Source source = scanned.source();
        MessageDigest whole = Sha256.digest();
        try (InputStream in = source.open(hadoop)) {
            long end = first + scanned.examples();
            for (int s = 0; s < deal.shards(); s++) {
                long from = Math.max(first, start(size(), s, deal.shards()));
                long to = Math.min(end, start(size(), s + 1, deal.shards()));
                while (from < to) {
                    int count = (int) Math.min(FileRange.MAX_COUNT, to - from);
                    String sha256 = digest(in, count, whole);
                    deal.shard(s).add(source.range(from - first, count, format.recordBytes(), from, sha256));
                    from += count;
                }
            }
        } catch (EOFException | FileNotFoundException e) {
            throw changed(source, e);
        } catch (IOException e) {
            throw new InputException(source.title() + ": cannot be read: " + e.getMessage(), e);
        }
        if (!Sha256.hex(whole).equals(scanned.sha256())) {
            throw changed(source, null);
        }
    }

    private String digest(InputStream in, int count, MessageDigest whole) throws IOException {
        MessageDigest range = Sha256.digest();
        byte[] buffer = new byte[RECORDS_AT_ONCE * format.recordBytes()];
        for (int done = 0; done < count; done += RECORDS_AT_ONCE) {
            int length = Math.min(RECORDS_AT_ONCE, count - done) * format.recordBytes();
            if (in.readNBytes(buffer, 0, length) < length) {
                throw new EOFException();
            }
            range.update(buffer, 0, length);
            whole.update(buffer, 0, length);
        }
        return Sha256.hex(range);
    }

    private static InputException changed(Source source, IOException cause) {
        return new InputException(source.title() + ": changed since it was opened; run again when nothing writes to it", cause);
    }

    /** Reads every pixel once more. */
    DatasetDescription.SplitDescription describe() {
        ChannelSums sums = new ChannelSums(format.shape());
        byte[] record = new byte[format.recordBytes()];
        for (SplitScan.Scanned scanned : scan.sources()) {
            try (InputStream in = scanned.source().open(hadoop)) {
                for (int r = 0; r < scanned.examples(); r++) {
                    if (in.readNBytes(record, 0, record.length) < record.length) {
                        throw changed(scanned.source(), null);
                    }
                    sums.add(record, 1);
                }
            } catch (IOException e) {
                throw new InputException(scanned.source().title() + ": cannot be read: " + e.getMessage(), e);
            }
        }
        long copies = size() - LongStream.of(scan.fingerprints()).distinct().count();
        return new DatasetDescription.SplitDescription(name, manifest(), copies, sums.normalization());
    }

    DatasetManifest.SplitManifest manifest() {
        Map<String, Long> perClass = new LinkedHashMap<>();
        long[] counts = scan.examplesPerClass(classes.size());
        for (int c = 0; c < counts.length; c++) {
            perClass.put(classes.get(c), counts[c]);
        }
        List<DatasetManifest.SourceFile> files = new ArrayList<>();
        DatasetManifest.Drawing drawing = null;
        for (SplitScan.Scanned scanned : scan.sources()) {
            if (scanned.source() instanceof Source.File file) {
                files.add(new DatasetManifest.SourceFile(file.path().toString(), file.bytes(), scanned.sha256()));
            } else if (scanned.source() instanceof Source.Drawn drawn) {
                drawing = drawn.manifest(scanned.sha256());
            }
        }
        return new DatasetManifest.SplitManifest(size(), perClass, List.copyOf(files), drawing, null);
    }
}
