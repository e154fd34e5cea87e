package io.perennial.ml;

import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.encode;
import static org.apache.spark.sql.functions.translate;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.perennial.datasets.ImageShape;
import io.perennial.datasets.InputShape;
import io.perennial.datasets.TokenShape;
import io.perennial.datasets.VectorShape;
import io.perennial.errors.InputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;
import scala.collection.Seq;

/** What a column of features holds, and how it becomes the bytes that a model takes. */
enum Features {

    /** Binary. */
    IMAGES {
        @Override
        Column bytes(Column features) {
            return features;
        }
    },

    /** A struct with a binary field {@code bytes}, as Hugging Face writes it. */
    IMAGES_IN_STRUCT {
        @Override
        Column bytes(Column features) {
            return features.getField(BYTES);
        }
    },

    /** Spark ML's vectors. */
    VECTORS {
        @Override
        Column bytes(Column features) {
            return udf((UDF1<Vector, byte[]>) vector -> vector == null ? null : littleEndian(vector.toArray()), DataTypes.BinaryType).apply(features);
        }
    },

    /** Strings. */
    TEXTS {
        @Override
        Column bytes(Column features) {
            return encoded(features);
        }
    },

    /** Arrays of strings, as Spark ML's tokenizers make them: a text with blanks between them. */
    WORDS {
        @Override
        Column bytes(Column features) {
            return encoded(when(features.isNotNull(), concat_ws(" ", features)));
        }
    },

    /** Arrays of numbers. */
    ARRAYS {
        @Override
        Column bytes(Column features) {
            Column doubles = features.cast(DataTypes.createArrayType(DataTypes.DoubleType));
            return udf((UDF1<Seq<Double>, byte[]>) Features::littleEndian, DataTypes.BinaryType).apply(doubles);
        }
    };

    private static final String BYTES = "bytes";

    /**
     * Looks at a column's type.
     *
     * @throws InputException if there is no such column, or it holds something else
     */
    static Features of(StructType schema, String column) {
        if (!Arrays.asList(schema.fieldNames()).contains(column)) {
            throw new InputException("featuresCol: there is no column " + column + "; found " + String.join(", ", schema.fieldNames()));
        }
        DataType type = schema.apply(column).dataType();
        if (type.equals(DataTypes.BinaryType)) {
            return IMAGES;
        }
        if (type.equals(SQLDataTypes.VectorType())) {
            return VECTORS;
        }
        if (type instanceof ArrayType array && array.elementType() instanceof NumericType) {
            return ARRAYS;
        }
        if (type.equals(DataTypes.StringType)) {
            return TEXTS;
        }
        if (type instanceof ArrayType array && array.elementType().equals(DataTypes.StringType)) {
            return WORDS;
        }
        if (type instanceof StructType struct && Arrays.asList(struct.fieldNames()).contains(BYTES)
                && struct.apply(BYTES).dataType().equals(DataTypes.BinaryType)) {
            return IMAGES_IN_STRUCT;
        }
        throw new InputException("featuresCol: the column " + column + " holds " + type.simpleString()
                + ", supported are binary (images), vectors, arrays of numbers, strings (texts) and arrays of strings");
    }

    boolean images() {
        return this == IMAGES || this == IMAGES_IN_STRUCT;
    }

    boolean texts() {
        return this == TEXTS || this == WORDS;
    }

    /** Whether a model of such inputs takes them. */
    boolean fits(InputShape shape) {
        return switch (this) {
            case IMAGES, IMAGES_IN_STRUCT -> shape instanceof ImageShape;
            case VECTORS, ARRAYS -> shape instanceof VectorShape;
            case TEXTS, WORDS -> shape instanceof TokenShape texts && !texts.labelsEachToken();
        };
    }

    /** As a line of a file would hold them, in UTF-8: what parts columns and lines there is a blank. */
    private static Column encoded(Column text) {
        return encode(translate(text, "\t\r\n", "   "), "UTF-8");
    }

    /** The bytes of a column; null where it is null. */
    abstract Column bytes(Column features);

    final Column bytes(Dataset<Row> rows, String column) {
        return bytes(rows.col("`" + column.replace("`", "``") + "`"));
    }

    private static byte[] littleEndian(double[] numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (double number : numbers) {
            bytes.putFloat((float) number);
        }
        return bytes.array();
    }

    /** A null among the numbers becomes NaN, which no model takes. */
    private static byte[] littleEndian(Seq<Double> numbers) {
        if (numbers == null) {
            return null;
        }
        double[] all = new double[numbers.size()];
        for (int i = 0; i < all.length; i++) {
            Double number = numbers.apply(i);
            all[i] = number == null ? Double.NaN : number;
        }
        return littleEndian(all);
    }
}
