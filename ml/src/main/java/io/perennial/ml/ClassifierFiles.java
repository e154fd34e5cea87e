package io.perennial.ml;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;

/** Saves an estimator: its Params. */
final class ClassifierFiles {

    private ClassifierFiles() {
    }

    static final class Writer extends MLWriter {
        private final NeuralClassifier classifier;

        Writer(NeuralClassifier classifier) {
            this.classifier = classifier;
        }

        @Override
        public void saveImpl(String path) {
            try {
                new ParamsFile(path, sc().hadoopConfiguration()).write(classifier, sc());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static final class Reader extends MLReader<NeuralClassifier> {
        @Override
        public NeuralClassifier load(String path) {
            return new ParamsFile(path, sc().hadoopConfiguration()).read(NeuralClassifier.class, NeuralClassifier::new);
        }
    }
}
