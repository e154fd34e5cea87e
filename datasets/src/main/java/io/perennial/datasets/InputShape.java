package io.perennial.datasets;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.io.Serializable;

/** What one example is to a network. In JSON the fields tell which shape it is: no file names a class. */
@JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
@JsonSubTypes({@JsonSubTypes.Type(ImageShape.class), @JsonSubTypes.Type(VectorShape.class), @JsonSubTypes.Type(TokenShape.class)})
public sealed interface InputShape extends Serializable permits ImageShape, VectorShape, TokenShape {

    /** More, and a batch does not fit a Java array; a file that claims it is wrong or hostile. */
    int MOST_NUMBERS = 1 << 26;

    /** Numbers of one example as a network takes them. */
    int numbers();

    /** Bytes of one example in a record. */
    int bytes();

    /** Shape of a batch as a network takes it. */
    long[] batch(int examples);

    /** Shape of a batch's labels as a network is trained on them, and of its output. */
    default long[] labels(int examples, int classes) {
        return new long[] {examples, classes};
    }
}
