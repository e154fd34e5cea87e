package io.perennial.driver.job;

/** Where the value of a setting came from. {@link #toString()} is what error lines and {@code --explain} print. */
public sealed interface Origin {

    /** Not set by the user. */
    record Fallback() implements Origin {
        @Override
        public String toString() {
            return "default";
        }
    }

    /**
     * A program that makes a job without a file.
     *
     * @param name what the user calls it
     */
    record Program(String name) implements Origin {
        @Override
        public String toString() {
            return name;
        }
    }

    /** The name of the job file, for the run's name. */
    record FileName(String file) implements Origin {
        @Override
        public String toString() {
            return "name of " + file;
        }
    }

    /**
     * A line of the job file.
     *
     * @param line from 1
     */
    record FileLine(String file, int line) implements Origin {
        @Override
        public String toString() {
            return file + " line " + line;
        }
    }

    /** {@code --set key=value}, as it was typed. */
    record CommandLine(String text) implements Origin {
        @Override
        public String toString() {
            return "--set " + text;
        }
    }
}
