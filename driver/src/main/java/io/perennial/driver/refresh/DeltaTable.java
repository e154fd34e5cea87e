package io.perennial.driver.refresh;

import io.delta.kernel.Scan;
import io.delta.kernel.Snapshot;
import io.delta.kernel.Table;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.exceptions.KernelException;
import io.delta.kernel.internal.DeltaLogActionUtils.DeltaAction;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.TableImpl;
import io.delta.kernel.internal.data.ScanStateRow;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.ByteType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.ShortType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import io.perennial.checksum.Sha256;
import io.perennial.datasets.ImageShape;
import io.perennial.driver.data.BadExampleException;
import io.perennial.driver.data.ImageFitting;
import io.perennial.driver.storage.SavedModel;
import io.perennial.errors.InputException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A Delta table of labelled images, read by Delta Kernel without Spark. The only class that knows Kernel, which need not be there.
 *
 * <p>A row is a {@code label} (the name of a class, or its number) and an image: the only binary column, or struct with a binary field
 * {@code bytes}; of several the one named {@code image} or {@code features}. Images are JPEG, PNG or raw pixels, as Spark ML's {@code NeuralClassifier} takes them.
 */
final class DeltaTable {

    private static final Pattern COMMIT = Pattern.compile("\\d{20}\\.json");
    private static final String LABEL = "label";
    private static final List<String> IMAGES = List.of("image", "features");
    private static final String BYTES = "bytes";

    private final String path;
    private final String name;
    private final Configuration hadoop;
    private final Engine engine;
    private final Table table;

    DeltaTable(Path folder, Configuration hadoop) throws IOException {
        FileSystem files = folder.getFileSystem(hadoop);
        Path qualified = files.makeQualified(folder);
        this.path = qualified.toString();
        this.name = qualified.getName();
        this.hadoop = hadoop;
        this.engine = DefaultEngine.create(hadoop);
        this.table = Table.forPath(engine, path);
    }

    /** What a commit says of its files. */
    private static final class Commit {
        private long time;
        private final TreeMap<String, Long> added = new TreeMap<>();
        private final Set<String> removed = new TreeSet<>();
    }

    /**
     * The versions that brought rows, in their order: of those that are still in the log. What only rearranges rows (OPTIMIZE) or takes
     * some away brings none.
     *
     * @throws InputException if it is a table that Kernel does not read
     */
    List<TableVersion> versions() throws IOException {
        TreeMap<Long, Commit> commits = read(() -> commits(firstInLog(), table.getLatestSnapshot(engine).getVersion(engine)));
        List<TableVersion> versions = new ArrayList<>();
        // From the last back: of the versions that removed a file after it was added, the first.
        Map<String, Long> removedBy = new HashMap<>();
        commits.descendingMap().forEach((version, commit) -> {
            if (!commit.added.isEmpty()) {
                Long changedBy = commit.added.keySet().stream().map(removedBy::get).filter(Objects::nonNull).min(Comparator.naturalOrder()).orElse(null);
                versions.add(new TableVersion(String.format("%s@v%06d", name, version), this, version, List.copyOf(commit.added.keySet()),
                        commit.added.values().stream().mapToLong(Long::longValue).sum(), commit.time, changedBy));
            }
            commit.removed.forEach(file -> removedBy.put(file, version));
        });
        Collections.reverse(versions);
        return versions;
    }

    private long firstInLog() throws IOException {
        Path log = new Path(path, "_delta_log");
        return Arrays.stream(log.getFileSystem(hadoop).listStatus(log)).map(FileStatus::getPath).map(Path::getName).filter(file -> COMMIT.matcher(file).matches())
                .mapToLong(file -> Long.parseLong(file.substring(0, file.indexOf('.')))).min().orElseThrow(() -> new InputException("arrivals: " + path + " is a Delta table without a commit"));
    }

    private TreeMap<Long, Commit> commits(long first, long last) throws IOException {
        TreeMap<Long, Commit> commits = new TreeMap<>();
        try (CloseableIterator<ColumnarBatch> changes = ((TableImpl) table).getChanges(engine, first, last, Set.of(DeltaAction.ADD, DeltaAction.REMOVE, DeltaAction.COMMITINFO))) {
            while (changes.hasNext()) {
                ColumnarBatch batch = changes.next();
                try (CloseableIterator<Row> rows = batch.getRows()) {
                    while (rows.hasNext()) {
                        take(rows.next(), commits);
                    }
                }
            }
        }
        return commits;
    }

    private static void take(Row action, TreeMap<Long, Commit> commits) {
        StructType schema = action.getSchema();
        Commit commit = commits.computeIfAbsent(action.getLong(schema.indexOf("version")), none -> new Commit());
        if (commit.time == 0) {
            commit.time = action.getLong(schema.indexOf("timestamp"));
        }
        int add = schema.indexOf("add");
        int remove = schema.indexOf("remove");
        int info = schema.indexOf("commitInfo");
        if (!action.isNullAt(add) && changesData(action.getStruct(add))) {
            Row file = action.getStruct(add);
            commit.added.put(text(file, "path"), file.getLong(file.getSchema().indexOf("size")));
        } else if (!action.isNullAt(remove) && changesData(action.getStruct(remove))) {
            commit.removed.add(text(action.getStruct(remove), "path"));
        } else if (!action.isNullAt(info)) {
            // Stays when the table is copied, unlike the time of the commit's file.
            Row said = action.getStruct(info);
            int time = said.getSchema().indexOf("timestamp");
            if (!said.isNullAt(time)) {
                commit.time = said.getLong(time);
            }
        }
    }

    private static boolean changesData(Row file) {
        return file.getBoolean(file.getSchema().indexOf("dataChange"));
    }

    private static String text(Row row, String field) {
        return row.getString(row.getSchema().indexOf(field));
    }

    boolean isGone(TableVersion version) throws IOException {
        for (String file : version.files()) {
            Path place = new Path(new Path(path), new Path(URI.create(file)));
            if (!place.getFileSystem(hadoop).exists(place)) {
                return true;
            }
        }
        return false;
    }

    /** Of the rows' labels and images, as the table holds them: no model has a say in it. */
    String sha256(TableVersion version) throws IOException {
        MessageDigest digest = Sha256.digest();
        read(() -> {
            rows(version, Columns.of(snapshot(version).getSchema(engine), path), row -> row.addTo(digest));
            return null;
        });
        return Sha256.hex(digest);
    }

    Set<String> classNames(TableVersion version) throws IOException {
        Set<String> names = new TreeSet<>();
        try {
            read(() -> {
                Columns columns = Columns.of(snapshot(version).getSchema(engine), path);
                rows(version, new Columns(columns.label(), null), row -> row.className().ifPresent(names::add));
                return null;
            });
        } catch (UnusableArrivalException quarantinedWhenItIsLookedAt) {
            return Set.of();
        }
        return names;
    }

    ArrivalSource.Records records(TableVersion version, SavedModel model) throws IOException {
        if (!(model.shape() instanceof ImageShape shape)) {
            throw new InputException("arrivals: a Delta table holds images, and the model takes " + model.shape() + "; give such a model files of records");
        }
        Columns columns = read(() -> Columns.of(snapshot(version).getSchema(engine), path));
        return new ArrivalSource.Records() {
            @Override
            public Optional<String> stated() {
                return Optional.empty();
            }

            @Override
            public String each(ArrivalSource.Reader reader) throws IOException {
                ImageFitting fitting = new ImageFitting(shape, ImageFitting.Resizes.YES, ImageFitting.Raw.ALLOWED);
                MessageDigest digest = Sha256.digest();
                byte[] record = new byte[1 + shape.bytes()];
                int[] next = {0};
                read(() -> {
                    rows(version, columns, row -> {
                        row.addTo(digest);
                        int label = row.label(model.classes());
                        try {
                            System.arraycopy(fitting.fit(row.image()), 0, record, 1, shape.bytes());
                        } catch (BadExampleException bad) {
                            label = RecordLayout.UNREADABLE;
                        }
                        reader.accept(record, label, next[0]++);
                    });
                    return null;
                });
                return Sha256.hex(digest);
            }
        };
    }

    /** A row's label, as text, and image; each null where the table has none. */
    private record LabelledImage(DataType type, String text, byte[] image) {

        Optional<String> className() {
            return type instanceof StringType ? Optional.ofNullable(text) : Optional.empty();
        }

        int label(List<String> classes) {
            if (text == null) {
                return RecordLayout.UNKNOWN;
            }
            if (type instanceof StringType) {
                return classes.indexOf(text);
            }
            long number = Long.parseLong(text);
            return number >= 0 && number < classes.size() ? (int) number : RecordLayout.UNKNOWN;
        }

        /** With their lengths, so that no two rows run into each other. */
        void addTo(MessageDigest digest) {
            for (byte[] part : new byte[][] {text == null ? null : text.getBytes(StandardCharsets.UTF_8), image}) {
                digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part == null ? -1 : part.length).array());
                digest.update(part == null ? new byte[0] : part);
            }
        }
    }

    /** The columns that are read. @param image null to read labels alone */
    private record Columns(StructField label, StructField image) {

        /** @throws InputException if the table has no such columns */
        static Columns of(StructType schema, String path) {
            StructField label = schema.fieldNames().contains(LABEL) ? schema.get(LABEL) : null;
            if (label == null || !(label.getDataType() instanceof StringType || isWhole(label.getDataType()))) {
                throw new InputException("arrivals: " + path + " has no column " + LABEL + " of whole numbers or strings; found " + schema);
            }
            List<StructField> images = schema.fields().stream().filter(field -> isImage(field.getDataType())).toList();
            Optional<StructField> named = images.stream().filter(field -> IMAGES.contains(field.getName())).min(Comparator.comparing(field -> IMAGES.indexOf(field.getName())));
            if (named.isEmpty() && images.size() != 1) {
                throw new InputException("arrivals: " + path + " has " + images.size() + " columns that could hold images (binary, or a struct with a binary field " + BYTES
                        + "); name the one that does image; found " + schema);
            }
            return new Columns(label, named.orElseGet(() -> images.get(0)));
        }

        private static boolean isWhole(DataType type) {
            return type instanceof IntegerType || type instanceof LongType || type instanceof ShortType || type instanceof ByteType;
        }

        private static boolean isImage(DataType type) {
            return type instanceof BinaryType
                    || type instanceof StructType struct && struct.fieldNames().contains(BYTES) && struct.get(BYTES).getDataType() instanceof BinaryType;
        }

        StructType schema() {
            return image == null ? new StructType().add(label) : new StructType().add(label).add(image);
        }

        LabelledImage of(Row row) {
            return new LabelledImage(label.getDataType(), row.isNullAt(0) ? null : text(row), image == null || row.isNullAt(1) ? null : bytes(row));
        }

        private String text(Row row) {
            DataType type = label.getDataType();
            if (type instanceof StringType) {
                return row.getString(0);
            }
            if (type instanceof LongType) {
                return Long.toString(row.getLong(0));
            }
            if (type instanceof IntegerType) {
                return Integer.toString(row.getInt(0));
            }
            return Integer.toString(type instanceof ShortType ? row.getShort(0) : row.getByte(0));
        }

        private byte[] bytes(Row row) {
            if (image.getDataType() instanceof BinaryType) {
                return row.getBinary(1);
            }
            Row struct = row.getStruct(1);
            int field = struct.getSchema().indexOf(BYTES);
            return struct.isNullAt(field) ? null : struct.getBinary(field);
        }
    }

    @FunctionalInterface
    private interface RowReader {
        void accept(LabelledImage row);
    }

    private Snapshot snapshot(TableVersion version) {
        return table.getSnapshotAsOfVersion(engine, version.version());
    }

    /** Rows by the path of their file, then as they lie in it. */
    private void rows(TableVersion version, Columns columns, RowReader reader) throws IOException {
        Scan scan = snapshot(version).getScanBuilder(engine).withReadSchema(engine, columns.schema()).build();
        Row state = scan.getScanState(engine);
        Map<String, Row> files = new HashMap<>();
        try (CloseableIterator<FilteredColumnarBatch> batches = scan.getScanFiles(engine)) {
            while (batches.hasNext()) {
                try (CloseableIterator<Row> rows = batches.next().getRows()) {
                    while (rows.hasNext()) {
                        Row file = rows.next();
                        files.put(text(file.getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL), "path"), file);
                    }
                }
            }
        }
        for (String path : version.files()) {
            Row file = files.get(path);
            if (file == null) {
                throw new IOException("the log of " + this.path + " does not agree with itself about " + path + " of version " + version.version());
            }
            CloseableIterator<ColumnarBatch> physical = engine.getParquetHandler().readParquetFiles(
                    Utils.singletonCloseableIterator(InternalScanFileUtils.getAddFileStatus(file)), ScanStateRow.getPhysicalDataReadSchema(engine, state), Optional.empty());
            try (CloseableIterator<FilteredColumnarBatch> data = Scan.transformPhysicalData(engine, state, file, physical)) {
                while (data.hasNext()) {
                    try (CloseableIterator<Row> rows = data.next().getRows()) {
                        while (rows.hasNext()) {
                            reader.accept(columns.of(rows.next()));
                        }
                    }
                }
            }
        }
    }

    @FunctionalInterface
    private interface Reading<T> {
        T read() throws IOException;
    }

    /** Kernel throws what it finds unchecked. */
    private <T> T read(Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (InputException e) {
            throw e;
        } catch (KernelException refused) {
            throw new InputException("arrivals: the Delta table " + path + " cannot be read: " + refused.getMessage(), refused);
        } catch (IOException | RuntimeException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof FileNotFoundException) {
                    throw new UnusableArrivalException("has lost a data file (" + cause.getMessage() + "): removed by VACUUM before a refresh came, or by hand");
                }
            }
            throw e instanceof IOException already ? already : new IOException("cannot read " + path + ": " + e.getMessage(), e);
        }
    }
}
