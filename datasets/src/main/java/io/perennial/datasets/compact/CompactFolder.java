package io.perennial.datasets.compact;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.datasets.ImageShape;
import io.perennial.datasets.PlainName;
import io.perennial.errors.InputException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A folder in the compact layout: files of records (a label byte, then the pixels by channel, row, column, or the numbers of a vector), described by
 * {@value #DESCRIPTION} beside them.
 *
 * @param path   the folder
 * @param stored what {@value #DESCRIPTION} holds
 */
public record CompactFolder(Path path, StoredDataset stored) {

    public static final String DESCRIPTION = "dataset.json";
    /** A name and a checksum for each of a million files take less. */
    private static final int LARGEST = 64 << 20;

    private static final ObjectMapper JSON = new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /**
     * Looks whether a folder has this layout.
     *
     * @return empty if there is no {@value #DESCRIPTION}
     * @throws InputException if there is one that cannot be used
     */
    public static Optional<CompactFolder> in(Path folder, Configuration hadoop) {
        Path file = new Path(folder, DESCRIPTION);
        try (InputStream in = file.getFileSystem(hadoop).open(file)) {
            byte[] text = in.readNBytes(LARGEST + 1);
            if (text.length > LARGEST) {
                throw damaged(file, "has more than " + LARGEST + " bytes");
            }
            StoredDataset stored = JSON.readValue(text, StoredDataset.class);
            if (stored == null) {
                throw damaged(file, "holds nothing");
            }
            check(file, stored);
            return Optional.of(new CompactFolder(folder, stored));
        } catch (FileNotFoundException none) {
            return Optional.empty();
        } catch (JsonProcessingException e) {
            throw damaged(file, "is not the JSON it should be: " + String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse(""));
        } catch (IOException e) {
            throw new InputException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static void check(Path file, StoredDataset stored) {
        if (stored.formatVersion() != StoredDataset.FORMAT_VERSION) {
            throw new InputException(file + ": has formatVersion " + stored.formatVersion() + ", this Perennial reads "
                    + StoredDataset.FORMAT_VERSION + "; import the images again, or use the Perennial that wrote it");
        }
        List<String> classes = stored.classes();
        if (classes == null || classes.isEmpty() || classes.size() > 256 || classes.contains(null) || new HashSet<>(classes).size() < classes.size()) {
            throw damaged(file, "does not name 1 to 256 different classes");
        }
        if (stored.shape() == null) {
            throw damaged(file, "has no shape");
        }
        int channels = stored.shape() instanceof ImageShape image ? image.channels() : 0;
        var scale = stored.normalization();
        if (scale == null || scale.mean() == null || scale.deviation() == null || scale.mean().length != channels
                || scale.deviation().length != channels) {
            throw damaged(file, "has no mean and deviation for each of " + channels + " channels");
        }
        for (float deviation : scale.deviation()) {
            if (!(deviation > 0)) {
                throw damaged(file, "has a deviation of " + deviation);
            }
        }
        if (stored.train() == null || stored.train().files() == null || stored.train().files().isEmpty()) {
            throw damaged(file, "names no training files");
        }
        checkNames(file, stored.train());
        if (stored.test() != null) {
            checkNames(file, stored.test());
        }
    }

    private static void checkNames(Path file, StoredDataset.StoredSplit split) {
        if (split.files() == null || split.files().contains(null)) {
            throw damaged(file, "has a split without files");
        }
        for (StoredDataset.StoredFile stored : split.files()) {
            if (!PlainName.is(stored.name())) {
                throw damaged(file, "names the file \"" + stored.name() + "\", which is not in its folder");
            }
        }
    }

    private static InputException damaged(Path file, String found) {
        return new InputException(file + ": " + found + "; import the images again");
    }
}
