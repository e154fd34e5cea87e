package io.perennial.ml;

import static org.apache.spark.sql.functions.udf;

import io.perennial.errors.InputException;
import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.collection.Seq;

/** The columns that a model adds, made of an array of probabilities. */
final class Outcome {

    private Outcome() {
    }

    /**
     * The schema with the columns that were asked for.
     *
     * @param classes number of classes, where it is known
     * @throws InputException if one of them is there already
     */
    static StructType append(ClassifierColumns asked, StructType schema, Optional<Integer> classes) {
        StructType all = append(schema, asked.rawPredictionCol().name(), new StructField(asked.getRawPredictionCol(), SQLDataTypes.VectorType(), true, Metadata.empty()));
        all = append(all, asked.probabilityCol().name(), new StructField(asked.getProbabilityCol(), SQLDataTypes.VectorType(), true, Metadata.empty()));
        Metadata metadata = classes.map(number -> labels(asked.getPredictionCol(), number)).orElse(Metadata.empty());
        return append(all, asked.predictionCol().name(), new StructField(asked.getPredictionCol(), DataTypes.DoubleType, true, metadata));
    }

    private static StructType append(StructType schema, String param, StructField field) {
        if (field.name().isEmpty()) {
            return schema;
        }
        if (Arrays.asList(schema.fieldNames()).contains(field.name())) {
            throw new InputException(param + ": there is a column " + field.name() + " already; drop it, or set " + param + " to another name");
        }
        return schema.add(field);
    }

    /** What evaluators and later stages read of a column of labels. */
    static Metadata labels(String column, int classes) {
        return NominalAttribute.defaultAttr().withName(column).withNumValues(classes).toMetadata();
    }

    /** Natural logarithms; of what is 0 in float32, that of the smallest normal number. */
    static Column rawPrediction(Column probabilities) {
        return udf((UDF1<Seq<Float>, Vector>) row -> row == null ? null : logarithms(doubles(row)), SQLDataTypes.VectorType()).apply(probabilities);
    }

    static Column probability(Column probabilities) {
        return udf((UDF1<Seq<Float>, Vector>) row -> row == null ? null : Vectors.dense(doubles(row)), SQLDataTypes.VectorType()).apply(probabilities);
    }

    /** @param thresholds null for none */
    static Column prediction(Column probabilities, double[] thresholds) {
        return udf((UDF1<Seq<Float>, Double>) row -> row == null ? null : largest(doubles(row), thresholds), DataTypes.DoubleType).apply(probabilities);
    }

    /** The probabilities; a row that has a problem instead ends the job with it. */
    static Column orFail(Column outcome, String featuresCol) {
        return udf((UDF1<org.apache.spark.sql.Row, Seq<Float>>) row -> {
            if (!row.isNullAt(row.fieldIndex("problem"))) {
                throw new InputException("featuresCol: a row's " + featuresCol + " " + row.getAs("problem")
                        + "; repair or filter such rows, or leave them out with handleInvalid=skip");
            }
            return row.getAs("probabilities");
        }, DataTypes.createArrayType(DataTypes.FloatType)).apply(outcome);
    }

    private static double[] doubles(Seq<Float> row) {
        double[] values = new double[row.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = row.apply(i);
        }
        return values;
    }

    private static Vector logarithms(double[] probabilities) {
        for (int i = 0; i < probabilities.length; i++) {
            probabilities[i] = StrictMath.log(Math.max(Float.MIN_NORMAL, probabilities[i]));
        }
        return Vectors.dense(probabilities);
    }

    /** As Spark's own classifiers do: of equals the first, and 0 divided by 0 is never the largest. */
    static double largest(double[] probabilities, double[] thresholds) {
        int best = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < probabilities.length; i++) {
            double scaled = thresholds == null ? probabilities[i] : probabilities[i] / thresholds[i];
            if (scaled > most) {
                most = scaled;
                best = i;
            }
        }
        return best;
    }
}
