package io.perennial.datasets.text;

import io.perennial.checksum.Sha256;
import io.perennial.datasets.DatasetManifest;
import io.perennial.datasets.Deal;
import io.perennial.datasets.FileRange;
import io.perennial.datasets.Range;
import io.perennial.datasets.Shard;
import io.perennial.datasets.Split;
import io.perennial.datasets.TextRange;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** A split of texts that was scanned. Every file is dealt evenly: a set may be stored by topic, a file each. */
final class TextSplit implements Split {

    /** Of a range, so that one read holds no more. */
    private static final long MOST_BYTES = 32 << 20;

    private final String name;
    private final TextFormat format;
    private final List<String> classes;
    private final TextScan scan;
    private final Configuration hadoop;

    /** @param classes names, in the order of the scan's labels; none for running text */
    TextSplit(String name, TextFormat format, List<String> classes, TextScan scan, Configuration hadoop) {
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

    TextScan scan() {
        return scan;
    }

    @Override
    public List<Shard> shards(int n) {
        Deal deal = new Deal(this, n);
        long first = 0;
        int next = 0;
        for (ScannedFile file : scan.files()) {
            int examples = file.examples().count();
            int from = 0;
            try (TextReader reader = new TextReader(hadoop)) {
                for (int s = 0; s < n; s++) {
                    // Who got one more of the file before comes last now, so that shards stay equal within one example.
                    int more = Math.floorMod(s - next, n) < examples % n ? 1 : 0;
                    int to = from + examples / n + more;
                    cut(file, reader, from, to, first, deal.shard(s));
                    from = to;
                }
            } catch (IOException e) {
                throw changed(file, e);
            }
            checkWhole(file);
            next = (next + examples % n) % n;
            first += examples;
        }
        return deal.done(format);
    }

    private static void cut(ScannedFile file, TextReader reader, int from, int to, long first, List<Range> into) throws IOException {
        int start = from;
        while (start < to) {
            int end = Math.min(to, start + FileRange.MAX_COUNT);
            while (end - start > 1 && file.examples().stretch(start, end).bytes() > MOST_BYTES) {
                end = start + (end - start) / 2;
            }
            ScannedFile.Stretch stretch = file.examples().stretch(start, end);
            byte[] bytes = new byte[Math.toIntExact(stretch.bytes())];
            PlacedPieces.Place place = file.pieces().of(stretch.offset(), bytes.length);
            reader.read(place.pieces(), place.offset(), bytes);
            into.add(new TextRange(file.uri(), place.pieces(), place.offset(), bytes.length, stretch.skip(), end - start, first + start, Sha256.hex(bytes)));
            start = end;
        }
    }

    /** Makes sure that the file still is what was scanned. */
    private void checkWhole(ScannedFile file) {
        MessageDigest whole = Sha256.digest();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = new PieceStream(file.pieces().pieces(), hadoop)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                whole.update(buffer, 0, n);
            }
        } catch (IOException e) {
            throw changed(file, e);
        }
        if (!Sha256.hex(whole).equals(file.sha256())) {
            throw changed(file, null);
        }
    }

    private static InputException changed(ScannedFile file, IOException cause) {
        return new InputException(file.uri() + ": changed since it was opened; run again when nothing writes to it", cause);
    }

    DatasetManifest.SplitManifest manifest() {
        Map<String, Long> perClass = new LinkedHashMap<>();
        if (!classes.isEmpty() && scan.labels().length > 0) {
            long[] counts = new long[classes.size()];
            for (long label : scan.labels()) {
                counts[(int) label]++;
            }
            for (int c = 0; c < counts.length; c++) {
                perClass.put(classes.get(c), counts[c]);
            }
        }
        List<DatasetManifest.SourceFile> files = scan.files().stream()
                .map(file -> new DatasetManifest.SourceFile(file.uri(), file.bytes(), file.sha256())).toList();
        return new DatasetManifest.SplitManifest(size(), perClass, files, null, scan.counts());
    }
}
