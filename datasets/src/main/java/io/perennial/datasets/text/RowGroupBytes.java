package io.perennial.datasets.text;

import io.perennial.errors.InputException;
import java.io.EOFException;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;

/** Reads a row group's rows one after another. The last row read stays, since a line may be read again; before it, reading begins anew. */
final class RowGroupBytes implements TextPiece.Bytes {

    private final RowGroup group;
    private final ParquetFileReader reader;
    private final MessageType columns;
    private RecordReader<Group> rows;
    private long rowCount;
    private long rowsLeft;
    private byte[] row;
    private long rowStart;

    RowGroupBytes(RowGroup group, Configuration hadoop) throws IOException {
        this.group = group;
        this.reader = ParquetFooter.open(group.uri(), hadoop);
        try {
            if (group.number() >= reader.getRowGroups().size()) {
                throw new EOFException(group.uri() + ": has " + reader.getRowGroups().size() + " row groups");
            }
            this.columns = group.columns().in(reader.getFileMetaData().getSchema());
            reader.setRequestedSchema(columns);
            begin();
        } catch (IOException | RuntimeException e) {
            reader.close();
            throw unchecked(e);
        }
    }

    private void begin() throws IOException {
        PageReadStore pages = reader.readRowGroup(group.number());
        rows = new ColumnIOFactory().getColumnIO(columns).getRecordReader(pages, new GroupRecordConverter(columns));
        rowCount = pages.getRowCount();
        rowsLeft = rowCount;
        row = new byte[0];
        rowStart = 0;
    }

    @Override
    public int read(long position, byte[] into, int at, int length) throws IOException {
        try {
            if (position < rowStart) {
                begin();
            }
            while (position >= rowStart + row.length) {
                if (rowsLeft == 0) {
                    return -1;
                }
                rowStart += row.length;
                row = lines(rows.read());
                rowsLeft--;
            }
        } catch (InputException e) {
            throw e;
        } catch (RuntimeException e) {
            throw unchecked(e);
        }
        int from = (int) (position - rowStart);
        int n = Math.min(length, row.length - from);
        System.arraycopy(row, from, into, at, n);
        return n;
    }

    private byte[] lines(Group row) {
        try {
            return group.columns().lines(row);
        } catch (InputException e) {
            throw new InputException(group.uri() + ": row " + (rowCount - rowsLeft + 1) + " of row group " + (group.number() + 1) + " " + e.getMessage(), e);
        }
    }

    /** Parquet throws what it finds damaged unchecked. */
    private IOException unchecked(Exception e) {
        return e instanceof IOException already ? already : new IOException(group.uri() + ": row group " + (group.number() + 1) + ": " + e.getMessage(), e);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
