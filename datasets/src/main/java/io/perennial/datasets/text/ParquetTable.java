package io.perennial.datasets.text;

import io.perennial.errors.InputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.schema.MessageType;

/**
 * Parquet as lines: a file, or a folder of part files as Spark writes it. A row with a label is a line of a table of texts, without its header; a row of words and tags is a
 * sentence, a word a line; any other is a line of running text, or several where the text has line ends.
 *
 * @param uri     the file or folder, with its scheme
 * @param parts   the files, with their scheme, in the order of their names
 * @param schema  the first one's
 * @param asked   what is read of them
 */
record ParquetTable(String uri, List<String> parts, MessageType schema, ParquetColumns.Asked asked) implements TextSource {

    static final String ENDING = ".parquet";
    private static final String DELTA_LOG = "_delta_log";

    /**
     * Looks at the first file.
     *
     * @throws InputException if it is no Parquet
     */
    static ParquetTable of(FileStatus found, Configuration hadoop) {
        List<String> parts = found.isFile() ? List.of(found.getPath().toString()) : partsIn(found.getPath(), hadoop);
        return new ParquetTable(found.getPath().toString(), parts, footer(parts.get(0), hadoop).schema(), ParquetColumns.Asked.ALL);
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

    private ParquetColumns columns() {
        return ParquetColumns.of(schema, parts.get(0), asked);
    }

    @Override
    public TextKind kind() {
        return columns().kind();
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
        ParquetColumns columns = columns();
        List<TextPiece> groups = new ArrayList<>();
        for (String part : parts) {
            ParquetFooter footer = footer(part, hadoop);
            if (!ParquetColumns.of(footer.schema(), part, asked).equals(columns)) {
                throw new InputException(part + ": has other columns than " + parts.get(0) + "; write all files of " + uri + " with the same");
            }
            IntStream.range(0, footer.rowGroups()).forEach(number -> groups.add(new RowGroup(part, number, columns)));
        }
        return List.copyOf(groups);
    }

    @Override
    public Optional<TextSource> texts() {
        return TextColumns.haveTexts(schema) ? Optional.of(new ParquetTable(uri, parts, schema, ParquetColumns.Asked.TEXTS)) : Optional.empty();
    }

    @Override
    public TextSource words() {
        return new ParquetTable(uri, parts, schema, ParquetColumns.Asked.WORDS);
    }
}
