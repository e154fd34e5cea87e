package io.perennial.driver.data;

import java.io.IOException;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/** Where images come from. */
interface ImportSource {

    /** Names of the classes, in the order of their labels. */
    List<String> classes(JavaSparkContext spark) throws IOException;

    /** Some images as they are, to learn their size from. */
    List<LabelledImage> samples(JavaSparkContext spark) throws IOException;

    /**
     * Writes all images on the executors.
     *
     * @param order   says which go to the test set, and in what order all are written
     * @param perPart images of a file at most
     */
    List<ImportedPart> write(JavaSparkContext spark, ImportOrder order, PartWriter writer, int perPart) throws IOException;

    /** Whether bytes may be raw pixels. */
    ImageFitting.Raw raw();
}
