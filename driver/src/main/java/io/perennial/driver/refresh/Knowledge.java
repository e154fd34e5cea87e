package io.perennial.driver.refresh;

import io.perennial.worker.continual.StoredOutputs;
import java.io.IOException;

/** What a strategy may ask about the past. Each answer costs what it costs when it is asked for. */
interface Knowledge {

    /** Logits that are stored with the examples of the buffer. */
    StoredOutputs ofBuffer() throws IOException;

    /** What the champion says of the new examples that are trained on. */
    StoredOutputs ofNewExamples() throws IOException;

    /** How much each trainable parameter of the champion mattered so far; empty if nobody knows. */
    float[] importance() throws IOException;

    /** The champion's trainable parameters, in the order of its layout. */
    float[] parameters();
}
