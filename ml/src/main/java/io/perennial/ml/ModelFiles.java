package io.perennial.ml;

import io.perennial.driver.storage.SavedModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;

/** Saves a model: its Params, and in {@code model/} what {@code perennial} verbs read. */
final class ModelFiles {

    private static final String MODEL = "model";

    private ModelFiles() {
    }

    static final class Writer extends MLWriter {
        private final NeuralClassificationModel model;

        Writer(NeuralClassificationModel model) {
            this.model = model;
        }

        @Override
        public void saveImpl(String path) {
            Configuration hadoop = sc().hadoopConfiguration();
            Path directory = new Path(path, MODEL);
            try {
                FileSystem files = directory.getFileSystem(hadoop);
                files.mkdirs(directory);
                model.saved().write(files, directory);
                new ParamsFile(path, hadoop).write(model, sc());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static final class Reader extends MLReader<NeuralClassificationModel> {
        @Override
        public NeuralClassificationModel load(String path) {
            Configuration hadoop = sc().hadoopConfiguration();
            return new ParamsFile(path, hadoop).read(NeuralClassificationModel.class,
                    uid -> new NeuralClassificationModel(uid, SavedModel.read(path, hadoop), null));
        }
    }
}
