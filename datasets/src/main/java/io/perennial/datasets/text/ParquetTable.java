package io.perennial.datasets.text;

import io.perennial.errors.InputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Parquet as lines: a file, or a folder of part files as Spark writes it. A row with a label is a line of a table of texts, without its header; a row of words and tags is a
 * sentence, a word a line; any other is a line of running text, or several where the text has line ends.
 *
 * @param uri     the file or folder, with its scheme
 * @param parts   the files, with their scheme, in the order of their names
 * @param columns that are read
 */
record ParquetTable(String uri, List<String> parts, ParquetColumns columns) implements TextSource {

    static final String ENDING = ".parquet";
    private static final String DELTA_LOG = "_delta_log";

    /**
     * Looks at the first file's columns.
     *
     * @throws InputException if it is no Parquet, or has no columns of texts
     */
    static ParquetTable of(FileStatus found, Configuration hadoop) {
        List<String> parts = found.isFile() ? List.of(found.getPath().toString()) : partsIn(found.getPath(), hadoop);
        return new ParquetTable(found.getPath().toString(), parts, ParquetColumns.of(footer(parts.get(0), hadoop).schema(), parts.get(0)));
    }

    private static List<String> partsIn(Path folder, Configuration hadoop) {
        List<String> parts = new ArrayList<>();
        try {
            FileSystem files = folder.getFileSystem(hadoop);
            if (files.exists(new Path(folder, DELTA_LOG))) {
                throw new InputException(folder + ": is a Delta table, which is more than its files; write the rows of one version as Parquet");
            }
            FileStatus[] all = files.listStatus(folder, path -> !path.getName().startsWith("_") && !path.getName().startsWith("."));
            Arrays.sort(all, Comparator.comparing(file -> file.getPath().getName()));
            for (FileStatus file : all) {
                if (file.isDirectory()) {
                    throw new InputException(folder + ": holds the folder " + file.getPath().getName() + ", and partitions are not read; write it without partitionBy");
                }
                if (file.getPath().getName().endsWith(ENDING)) {
                    parts.add(file.getPath().toString());
                }
            }
        } catch (IOException e) {
            throw new InputException(folder + ": cannot be listed: " + e.getMessage(), e);
        }
        if (parts.isEmpty()) {
            throw new InputException(folder + ": holds no " + ENDING + " file");
        }
        return List.copyOf(parts);
    }

    private static ParquetFooter footer(String part, Configuration hadoop) {
        try {
            return ParquetFooter.read(part, hadoop);
        } catch (IOException e) {
            throw new InputException(part + ": cannot be read as Parquet: " + e.getMessage(), e);
        }
    }

    @Override
    public TextKind kind() {
        return columns.kind();
    }

    @Override
    public int headerLines() {
        return 0;
    }

    @Override
    public String lineName() {
        return kind() == TextKind.TABLE ? "row" : "line";
    }

    /** A row group each. */
    @Override
    public List<TextPiece> pieces(Configuration hadoop) {
        List<TextPiece> groups = new ArrayList<>();
        for (String part : parts) {
            ParquetFooter footer = footer(part, hadoop);
            ParquetColumns found = ParquetColumns.of(footer.schema(), part);
            if (!found.equals(columns) && !found.unlabelled().equals(columns)) {
                throw new InputException(part + ": has other columns than " + parts.get(0) + "; write all files of " + uri + " with the same");
            }
            IntStream.range(0, footer.rowGroups()).forEach(number -> groups.add(new RowGroup(part, number, columns)));
        }
        return List.copyOf(groups);
    }

    @Override
    public TextSource unlabelled() {
        return new ParquetTable(uri, parts, columns.unlabelled());
    }
}
