package io.perennial.driver.data;

import io.perennial.checksum.Sha256;
import io.perennial.datasets.ChannelSums;
import io.perennial.datasets.InputShape;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Makes records of images and writes them to a file, on an executor. The file gets the attempt's name: two attempts at a task do not
 * meet, and the driver renames that of the one that counts.
 *
 * @param folder  where files wait
 * @param fitting how an image becomes pixels
 * @param classes number of classes
 */
record PartWriter(String folder, Fitting fitting, int classes) implements Serializable {

    InputShape shape() {
        return fitting.shape();
    }

    ImportedPart write(String split, int number, long attempt, Iterator<LabelledImage> images, Configuration hadoop) throws IOException {
        Path file = new Path(folder, fileName(split, number) + "." + attempt);
        FileSystem files = file.getFileSystem(hadoop);
        InputShape shape = shape();
        ChannelSums pixels = new ChannelSums(shape);
        long[] perClass = new long[classes];
        List<BadImage> bad = new ArrayList<>();
        BadImage misfit = null;
        MessageDigest digest = Sha256.digest();
        long examples = 0;
        byte[] record = new byte[1 + shape.bytes()];
        try (OutputStream out = files.create(file, true)) {
            while (images.hasNext()) {
                LabelledImage image = images.next();
                try {
                    byte[] fitted = fit(image);
                    record[0] = (byte) image.label();
                    System.arraycopy(fitted, 0, record, 1, fitted.length);
                } catch (ImageFitting.OtherSizeException e) {
                    misfit = misfit == null ? new BadImage(image.path(), e.getMessage()) : misfit;
                    continue;
                } catch (BadExampleException e) {
                    bad.add(new BadImage(image.path(), e.getMessage()));
                    continue;
                }
                out.write(record);
                digest.update(record);
                pixels.add(record, 1);
                perClass[image.label()]++;
                examples++;
            }
        }
        return new ImportedPart(split, file.toString(), examples, examples * record.length, Sha256.hex(digest), perClass, pixels, bad, misfit);
    }

    private byte[] fit(LabelledImage image) throws BadExampleException {
        if (image.label() < 0 || image.label() >= classes) {
            throw new BadExampleException("has no label from 0 to " + (classes - 1));
        }
        return fitting.fit(image.bytes());
    }

    private static String fileName(String split, int number) {
        return String.format("%s-%05d.bin", split, number);
    }
}
