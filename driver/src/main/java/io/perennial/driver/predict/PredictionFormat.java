package io.perennial.driver.predict;

/** How predictions are written. */
public enum PredictionFormat {

    /** A JSON object a line. */
    JSONL,
    /** Columns of the same names. */
    PARQUET;

    String ending() {
        return this == JSONL ? "jsonl" : "parquet";
    }
}
