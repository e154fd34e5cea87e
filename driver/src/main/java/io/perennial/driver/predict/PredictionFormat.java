package io.perennial.driver.predict;

/** How predictions are written. */
public enum PredictionFormat {

    /** A JSON object a line. */
    JSONL,
    /** Columns named as the JSON's keys. */
    PARQUET;

    String ending() {
        return this == JSONL ? "jsonl" : "parquet";
    }
}
