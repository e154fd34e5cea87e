package io.perennial.ml;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;
import scala.Function1;
import scala.runtime.AbstractFunction1;

/** The Params behind {@link ClassifierColumns}, of one estimator or model. */
public final class ColumnParams implements Serializable {

    static final String ERROR = "error";
    static final String SKIP = "skip";

    private static final long serialVersionUID = 1;

    final Param<String> features;
    final Param<String> prediction;
    final Param<String> probability;
    final Param<String> rawPrediction;
    final DoubleArrayParam thresholds;
    final Param<String> handleInvalid;

    ColumnParams(Params owner) {
        features = new Param<>(owner, "featuresCol", "Column of features: images (binary: JPEG, PNG or raw pixels by channel, row, column; or a struct"
                + " with a binary field bytes), vectors, arrays of numbers, texts (strings, or arrays of strings)");
        prediction = new Param<>(owner, "predictionCol", "Column that receives the predicted label; empty for none");
        probability = new Param<>(owner, "probabilityCol", "Column that receives a vector of the probability of each class; empty for none");
        rawPrediction = new Param<>(owner, "rawPredictionCol", "Column that receives a vector of the natural logarithm of each class's probability,"
                + " whose softmax is the probability; empty for none");
        thresholds = new DoubleArrayParam(owner, "thresholds", "A number of at least 0 for each class, at most one of them 0: the class with the largest"
                + " probability divided by its threshold is predicted; unset for the most probable one", new AtMostOneZero());
        Function1<String, Object> choices = ParamValidators.inArray(List.of(ERROR, SKIP));
        handleInvalid = new Param<>(owner, "handleInvalid", "What a row means whose features cannot be used (an image that does not decode, a vector of"
                + " another length, an empty text, null): error, or skip to leave it out of fit and transform", choices);
        owner.setDefault(features, "features");
        owner.setDefault(prediction, "prediction");
        owner.setDefault(probability, "probability");
        owner.setDefault(rawPrediction, "rawPrediction");
        owner.setDefault(handleInvalid, ERROR);
    }

    /** A Scala function; a lambda would not be one that Spark can serialize with the Param. */
    private static final class AtMostOneZero extends AbstractFunction1<double[], Object> implements Serializable {
        private static final long serialVersionUID = 1;

        @Override
        public Object apply(double[] thresholds) {
            int zeros = 0;
            for (double threshold : thresholds) {
                if (!(threshold >= 0)) {
                    return false;
                }
                zeros += threshold == 0 ? 1 : 0;
            }
            return zeros <= 1;
        }
    }
}
