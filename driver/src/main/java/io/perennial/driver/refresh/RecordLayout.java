package io.perennial.driver.refresh;

import io.perennial.datasets.compact.CompactFolder;
import io.perennial.datasets.compact.StoredDataset;
import io.perennial.driver.storage.SavedModel;
import io.perennial.errors.InputException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/**
 * How an arrival's records become the model's. Beside a dataset.json (the compact layout) labels are matched by the names of their
 * classes; elsewhere records have the model's shape and a label is the number of one of its classes.
 *
 * @param recordBytes length of a record
 * @param labels      the model's class for each label byte, or {@link #UNKNOWN}
 * @param sha256      that the file must have; null where nothing says
 */
record RecordLayout(int recordBytes, int[] labels, String sha256) {

    static final int UNKNOWN = -1;
    /** Of a record whose example cannot be read. */
    static final int UNREADABLE = -2;
    private static final int LABELS = 256;

    static RecordLayout of(ArrivalFile file, SavedModel model, Configuration hadoop) throws UnusableArrivalException {
        int recordBytes = 1 + model.shape().bytes();
        int[] labels = new int[LABELS];
        Arrays.fill(labels, UNKNOWN);
        Optional<StoredDataset> described = describedBy(file, hadoop);
        if (described.isEmpty()) {
            Arrays.setAll(labels, label -> label < model.classes().size() ? label : UNKNOWN);
            return new RecordLayout(recordBytes, labels, null);
        }
        StoredDataset stored = described.get();
        if (!stored.shape().equals(model.shape())) {
            throw new UnusableArrivalException("holds examples of " + stored.shape() + ", the model takes " + model.shape());
        }
        for (int label = 0; label < stored.classes().size(); label++) {
            labels[label] = model.classes().indexOf(stored.classes().get(label));
        }
        List<StoredDataset.StoredFile> listed = Stream.concat(stored.train().files().stream(),
                stored.test() == null ? Stream.of() : stored.test().files().stream()).toList();
        String name = file.path().getName();
        String sha256 = listed.stream().filter(one -> one.name().equals(name)).map(StoredDataset.StoredFile::sha256).findFirst()
                .orElseThrow(() -> new UnusableArrivalException("is not listed in the " + CompactFolder.DESCRIPTION + " beside it"));
        return new RecordLayout(recordBytes, labels, sha256);
    }

    private static Optional<StoredDataset> describedBy(ArrivalFile file, Configuration hadoop) throws UnusableArrivalException {
        try {
            return CompactFolder.in(file.path().getParent(), hadoop).map(CompactFolder::stored);
        } catch (InputException damaged) {
            throw new UnusableArrivalException("has a " + CompactFolder.DESCRIPTION + " beside it that cannot be used: " + damaged.getMessage());
        }
    }
}
