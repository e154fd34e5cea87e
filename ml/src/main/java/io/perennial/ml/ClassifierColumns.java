package io.perennial.ml;

import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** The Params that a {@link NeuralClassifier} and its model share, under the names that Spark's own classifiers give them. */
public interface ClassifierColumns extends Params {

    /** Where these Params live; for the two classes of this package. */
    ColumnParams columns();

    default Param<String> featuresCol() {
        return columns().features;
    }

    default Param<String> predictionCol() {
        return columns().prediction;
    }

    default Param<String> probabilityCol() {
        return columns().probability;
    }

    default Param<String> rawPredictionCol() {
        return columns().rawPrediction;
    }

    default DoubleArrayParam thresholds() {
        return columns().thresholds;
    }

    default Param<String> handleInvalid() {
        return columns().handleInvalid;
    }

    default String getFeaturesCol() {
        return getOrDefault(featuresCol());
    }

    default String getPredictionCol() {
        return getOrDefault(predictionCol());
    }

    default String getProbabilityCol() {
        return getOrDefault(probabilityCol());
    }

    default String getRawPredictionCol() {
        return getOrDefault(rawPredictionCol());
    }

    default double[] getThresholds() {
        return getOrDefault(thresholds());
    }

    default String getHandleInvalid() {
        return getOrDefault(handleInvalid());
    }
}
