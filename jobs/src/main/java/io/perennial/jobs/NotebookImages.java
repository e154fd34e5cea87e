package io.perennial.jobs;

import io.perennial.datasets.Datasets;
import io.perennial.datasets.ImageExamples;
import io.perennial.datasets.ImageShape;
import io.perennial.datasets.OpenedSplit;
import io.perennial.driver.predict.ModelPrediction;
import io.perennial.driver.storage.SavedModel;
import io.perennial.errors.InputException;
import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A data set's first images, for a notebook to show. They are read on the driver, so they are few. */
final class NotebookImages {

    /** Images looked at for mistakes. */
    private static final int MOST = 2000;

    private NotebookImages() {
    }

    static List<Display.Picture> first(String data, String split, int count, Configuration hadoop) {
        OpenedSplit opened = open(data, split, hadoop);
        ImageExamples images = read(opened, count, hadoop);
        List<Display.Picture> pictures = new ArrayList<>();
        for (int i = 0; i < Math.min(count, images.size()); i++) {
            pictures.add(new Display.Picture(png(pixels(images, i), images.shape()), opened.classes().get(images.label(i))));
        }
        return pictures;
    }

    static List<Display.Picture> mistakes(SparkSession spark, String directory, String data, int count, Configuration hadoop) {
        SavedModel model = SavedModel.read(directory, hadoop);
        OpenedSplit opened = open(data, "test", hadoop);
        if (!opened.shape().equals(model.shape()) || opened.classes().size() != model.classes().size()) {
            throw new InputException("data: " + data + " has " + opened.classes().size() + " classes, " + opened.shape() + "; the model takes "
                    + model.classes().size() + " classes, " + model.shape() + "; name a set that fits the model");
        }
        ImageExamples images = read(opened, MOST, hadoop);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < Math.min(MOST, images.size()); i++) {
            rows.add(RowFactory.create(i, pixels(images, i)));
        }
        StructType schema = new StructType().add("place", DataTypes.IntegerType).add("image", DataTypes.BinaryType);
        record Mistake(int place, String predicted, double probability) {
        }
        List<Mistake> wrong = new ArrayList<>();
        for (Row row : ModelPrediction.predict(spark.createDataFrame(rows, schema), model, "image").select("place", "predicted", "probabilities").collectAsList()) {
            String predicted = row.getString(1);
            if (!predicted.equals(model.classes().get(images.label(row.getInt(0))))) {
                double probability = row.getList(2).stream().mapToDouble(value -> ((Number) value).doubleValue()).max().orElse(0);
                wrong.add(new Mistake(row.getInt(0), predicted, probability));
            }
        }
        return wrong.stream().sorted(Comparator.comparingDouble(Mistake::probability).reversed().thenComparingInt(Mistake::place)).limit(count)
                .map(mistake -> new Display.Picture(png(pixels(images, mistake.place()), images.shape()), String.format(Locale.ROOT, "%s, taken for %s (%.0f %%)",
                        opened.classes().get(images.label(mistake.place())), mistake.predicted(), 100 * mistake.probability()))).toList();
    }

    /** Writes one of as many equal parts of a split to a file of records: a label byte, then the pixels by channel, row, column. */
    static int write(String data, String split, int part, int parts, Path file, Configuration hadoop) {
        if (part < 0 || part >= parts) {
            throw new InputException("part: found " + part + " of " + parts + ", expected 0 to " + (parts - 1));
        }
        OpenedSplit opened = open(data, split, hadoop);
        try {
            ImageExamples images = (ImageExamples) opened.split().shards(parts).get(part).read(hadoop);
            try (OutputStream out = new BufferedOutputStream(file.getFileSystem(hadoop).create(file))) {
                for (int i = 0; i < images.size(); i++) {
                    out.write(images.label(i));
                    out.write(pixels(images, i));
                }
            }
            return images.size();
        } catch (IOException e) {
            throw new InputException(file + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static OpenedSplit open(String data, String split, Configuration hadoop) {
        OpenedSplit opened = Datasets.openSplit(data, split, Datasets.Options.fromEnvironment(), hadoop, progress -> { });
        if (!(opened.shape() instanceof ImageShape)) {
            throw new InputException("data: " + data + " holds " + opened.shape() + ", no images to show");
        }
        return opened;
    }

    /** The split's first examples, at least so many if there are: of the first of as many shards as leave that. */
    private static ImageExamples read(OpenedSplit opened, int count, Configuration hadoop) {
        int shards = (int) Math.max(1, opened.split().size() / Math.max(1, count));
        try {
            return (ImageExamples) opened.split().shards(shards).get(0).read(hadoop);
        } catch (IOException e) {
            throw new InputException("data: " + opened.name() + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static byte[] pixels(ImageExamples images, int i) {
        byte[] pixels = new byte[images.shape().bytes()];
        images.bytes(i, pixels, 0);
        return pixels;
    }

    private static String png(byte[] pixels, ImageShape shape) {
        BufferedImage image = new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_INT_RGB);
        int plane = shape.height() * shape.width();
        for (int at = 0; at < plane; at++) {
            int red = pixels[at] & 255;
            int green = shape.channels() == 3 ? pixels[plane + at] & 255 : red;
            int blue = shape.channels() == 3 ? pixels[2 * plane + at] & 255 : red;
            image.setRGB(at % shape.width(), at / shape.width(), red << 16 | green << 8 | blue);
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", png);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(png.toByteArray());
    }
}
