package io.perennial.datasets.text;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/**
 * A plain file as it stands there.
 *
 * @param uri with its scheme, so that an executor's default file system does not matter
 */
record WholeFile(String uri) implements TextPiece {

    @Override
    public Bytes open(Configuration hadoop) throws IOException {
        Path path = new Path(uri);
        FSDataInputStream in = path.getFileSystem(hadoop).open(path);
        return new Bytes() {
            @Override
            public int read(long position, byte[] into, int at, int length) throws IOException {
                if (in.getPos() != position) {
                    in.seek(position);
                }
                return in.read(into, at, length);
            }

            @Override
            public void close() throws IOException {
                in.close();
            }
        };
    }
}
