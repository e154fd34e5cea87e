package io.perennial.driver.run;

/** Whether a run starts anew, continues or repeats another. */
public sealed interface Resume {

    /** A new run, in a directory that holds none. */
    record Fresh() implements Resume {
    }

    /** Continue the run in the job's output directory if there is one, else start it: what an unattended restart wants. */
    record Auto() implements Resume {
    }

    /** Continue the run in a directory; there must be one. */
    record Run(String directory) implements Resume {
    }

    /** A new run, in a directory that holds none, with the settings, data and model of another. */
    record Again(Original original) implements Resume {
    }
}
