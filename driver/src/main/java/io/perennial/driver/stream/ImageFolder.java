package io.perennial.driver.stream;

import io.perennial.checksum.Sha256;
import io.perennial.datasets.ImageShape;
import io.perennial.datasets.Normalization;
import io.perennial.datasets.compact.CompactFolder;
import io.perennial.datasets.compact.StoredDataset;
import io.perennial.driver.storage.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Writes records, and folders of them in the compact layout. */
final class ImageFolder {

    static final String IMAGES = "images.bin";
    private static final String TEST = "test.bin";

    private final FileSystem files;
    private final ImageShape shape;
    private final Normalization normalization;

    ImageFolder(FileSystem files, ImageShape shape, Normalization normalization) {
        this.files = files;
        this.shape = shape;
        this.normalization = normalization;
    }

    /** One file, described beside it, without a test set. @return its checksum */
    String arrival(Path folder, List<String> classes, byte[] records) throws IOException {
        String sha256 = file(new Path(folder, IMAGES), records);
        describe(folder, classes, shape, normalization, split(classes, shape, IMAGES, records, sha256), null);
        return sha256;
    }

    /** The same with a description of another shape or another checksum. */
    String arrival(Path folder, List<String> classes, byte[] records, ImageShape stated, String sha256) throws IOException {
        describe(folder, classes, stated, stated.equals(shape) ? normalization : Normalization.halves(stated.channels()), split(classes, stated, IMAGES, records, sha256), null);
        return file(new Path(folder, IMAGES), records);
    }

    /** A training set and a test set. */
    void dataset(Path folder, List<String> classes, byte[] train, byte[] test) throws IOException {
        String ofTrain = file(new Path(folder, IMAGES), train);
        String ofTest = file(new Path(folder, TEST), test);
        describe(folder, classes, shape, normalization, split(classes, shape, IMAGES, train, ofTrain), split(classes, shape, TEST, test, ofTest));
    }

    /** A test set alone; what is asked for a training set gets the same images. */
    void testSet(Path folder, List<String> classes, byte[] test) throws IOException {
        StoredDataset.StoredSplit all = split(classes, shape, TEST, test, file(new Path(folder, TEST), test));
        describe(folder, classes, shape, normalization, all, all);
    }

    private void describe(Path folder, List<String> classes, ImageShape stated, Normalization pixels, StoredDataset.StoredSplit train, StoredDataset.StoredSplit test)
            throws IOException {
        Json.write(files, new Path(folder, CompactFolder.DESCRIPTION), new StoredDataset(StoredDataset.FORMAT_VERSION, classes, stated, pixels, train, test,
                new StoredDataset.Origin("stream", null, null, 0, 0)));
    }

    /** @return checksum of the file */
    String file(Path path, byte[] content) throws IOException {
        files.mkdirs(path.getParent());
        try (OutputStream out = files.create(path, true)) {
            out.write(content);
        }
        return Sha256.hex(content);
    }

    private static StoredDataset.StoredSplit split(List<String> classes, ImageShape shape, String name, byte[] records, String sha256) {
        int recordBytes = 1 + shape.bytes();
        Map<String, Long> perClass = new LinkedHashMap<>();
        classes.forEach(one -> perClass.put(one, 0L));
        for (int offset = 0; offset + recordBytes <= records.length; offset += recordBytes) {
            perClass.merge(classes.get((records[offset] & 0xff) % classes.size()), 1L, Long::sum);
        }
        int examples = records.length / recordBytes;
        return new StoredDataset.StoredSplit(examples, perClass, List.of(new StoredDataset.StoredFile(name, examples, records.length, sha256)));
    }

    static byte[] joined(List<byte[]> records) {
        ByteArrayOutputStream all = new ByteArrayOutputStream(records.stream().mapToInt(record -> record.length).sum());
        records.forEach(all::writeBytes);
        return all.toByteArray();
    }
}
