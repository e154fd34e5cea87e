package io.perennial.driver.predict;

import java.util.List;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** What is written of a candidate; its components are those of its JSON. */
sealed interface Prediction {

    /** Names the candidate. */
    String id();

    /** What {@link PredictSummary#predicted()} counts. */
    List<String> counted();

    /** Fills an empty row of its schema. */
    void fill(Group row);

    /**
     * Of an image, a vector or a text.
     *
     * @param id            names it
     * @param predicted     its class
     * @param probabilities in the order of the classes
     */
    record OfClass(String id, String predicted, float[] probabilities) implements Prediction {

        static final MessageType SCHEMA = MessageTypeParser.parseMessageType("""
                message prediction {
                  required binary id (STRING);
                  required binary predicted (STRING);
                  required group probabilities (LIST) { repeated group list { required float element; } }
                }""");

        @Override
        public List<String> counted() {
            return List.of(predicted);
        }

        @Override
        public void fill(Group row) {
            row.append("id", id).append("predicted", predicted);
            Group list = row.addGroup("probabilities");
            for (float probability : probabilities) {
                list.addGroup("list").append("element", probability);
            }
        }
    }

    /**
     * Of a sentence; in Parquet it can be trained on again.
     *
     * @param id     names it
     * @param tokens its words
     * @param tags   of the words: {@code O}, {@code B-TYPE} or {@code I-TYPE}
     */
    record OfWords(String id, List<String> tokens, List<String> tags) implements Prediction {

        static final MessageType SCHEMA = MessageTypeParser.parseMessageType("""
                message prediction {
                  required binary id (STRING);
                  required group tokens (LIST) { repeated group list { required binary element (STRING); } }
                  required group tags (LIST) { repeated group list { required binary element (STRING); } }
                }""");

        @Override
        public List<String> counted() {
            return tags;
        }

        @Override
        public void fill(Group row) {
            row.append("id", id);
            fill(row.addGroup("tokens"), tokens);
            fill(row.addGroup("tags"), tags);
        }

        private static void fill(Group list, List<String> values) {
            values.forEach(value -> list.addGroup("list").append("element", value));
        }
    }
}
