package io.perennial.ml;

import io.perennial.datasets.shapes10.Shapes10;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Small DataFrames. */
final class Tables {

    static final int CLASSES = 3;

    private static final int SIDE = Shapes10.SIDE;

    private Tables() {
    }

    /** Drawn shapes: {@code image} (PNG), {@code raw} (its pixels by channel, row, column) and {@code label}. */
    static Dataset<Row> images(int count) {
        Shapes10 shapes = new Shapes10(1, "train");
        List<Row> rows = new ArrayList<>();
        byte[] record = new byte[Shapes10.RECORD_BYTES];
        for (int i = 0; i < count; i++) {
            shapes.draw(i, record, 0);
            rows.add(RowFactory.create(png(record), Arrays.copyOfRange(record, 1, record.length), (int) record[0]));
        }
        return SharedSpark.session().createDataFrame(rows, new StructType().add("image", DataTypes.BinaryType).add("raw", DataTypes.BinaryType)
                .add("label", DataTypes.IntegerType));
    }

    private static byte[] png(byte[] record) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        int plane = SIDE * SIDE;
        for (int i = 0; i < plane; i++) {
            image.setRGB(i % SIDE, i / SIDE, (record[1 + i] & 0xff) << 16 | (record[1 + plane + i] & 0xff) << 8 | record[1 + 2 * plane + i] & 0xff);
        }
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(image, "png", out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sentences that one word gives away: {@code text}, {@code words} (the same, apart) and {@code label}; every tenth has 7 in it, every tenth 9. */
    static Dataset<Row> texts(int count) {
        List<String> tells = List.of("sunny", "rainy", "windy");
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<String> words = List.of("day", Integer.toString(i % 10), "was", tells.get(i % CLASSES), "at", "place" + i % 11);
            rows.add(RowFactory.create(String.join(" ", words), words.toArray(String[]::new), (double) (i % CLASSES)));
        }
        return SharedSpark.session().createDataFrame(rows, new StructType().add("text", DataTypes.StringType)
                .add("words", DataTypes.createArrayType(DataTypes.StringType)).add("label", DataTypes.DoubleType));
    }

    /**
     * Points around three centres: {@code features} (a vector), {@code array}, {@code floats}, {@code label}, {@code name} (of the class),
     * {@code weight} (0, 1 or 2) and {@code held} (every fifth is true).
     */
    static Dataset<Row> points(int count) {
        Random random = new Random(7);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int label = i % CLASSES;
            double[] point = new double[4];
            float[] floats = new float[4];
            for (int k = 0; k < point.length; k++) {
                floats[k] = (float) (random.nextGaussian() * 0.4 + (k % CLASSES == label ? 1 : -0.5));
                point[k] = floats[k];
            }
            rows.add(RowFactory.create(Vectors.dense(point), point, floats, (double) label, "class " + label, i % 3, i % 5 == 0));
        }
        return SharedSpark.session().createDataFrame(rows, new StructType().add("features", SQLDataTypes.VectorType())
                .add("array", DataTypes.createArrayType(DataTypes.DoubleType)).add("floats", DataTypes.createArrayType(DataTypes.FloatType))
                .add("label", DataTypes.DoubleType).add("name", DataTypes.StringType).add("weight", DataTypes.IntegerType)
                .add("held", DataTypes.BooleanType));
    }
}
