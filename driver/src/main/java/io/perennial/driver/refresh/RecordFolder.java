package io.perennial.driver.refresh;

import io.perennial.checksum.Sha256;
import io.perennial.datasets.compact.CompactFolder;
import io.perennial.datasets.compact.StoredDataset;
import io.perennial.driver.storage.Json;
import io.perennial.driver.storage.SavedModel;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Records as a folder in the compact layout, for a look at them over the executors: its training and its test set are both all of them. */
final class RecordFolder {

    private static final String FILE = "all.bin";

    private RecordFolder() {
    }

    /**
     * Writes it, over what is there.
     *
     * @param records one after another, at least one
     * @param model   that they are for
     * @return the folder, as data to name
     */
    static String write(FileSystem files, Path folder, byte[] records, SavedModel model) throws IOException {
        int recordBytes = 1 + model.shape().bytes();
        Map<String, Long> perClass = new LinkedHashMap<>();
        model.classes().forEach(name -> perClass.put(name, 0L));
        for (int offset = 0; offset < records.length; offset += recordBytes) {
            perClass.merge(model.classes().get(records[offset] & 0xff), 1L, Long::sum);
        }
        files.mkdirs(folder);
        try (OutputStream out = files.create(new Path(folder, FILE), true)) {
            out.write(records);
        }
        long examples = records.length / recordBytes;
        StoredDataset.StoredSplit all = new StoredDataset.StoredSplit(examples, perClass,
                List.of(new StoredDataset.StoredFile(FILE, examples, records.length, Sha256.hex(records))));
        Json.write(files, new Path(folder, CompactFolder.DESCRIPTION), new StoredDataset(StoredDataset.FORMAT_VERSION, model.classes(), model.shape(),
                model.normalization(), all, all, new StoredDataset.Origin("arrivals", null, null, 0, 0)));
        return folder.toString();
    }
}
