package io.perennial.driver.storage;

import io.perennial.checksum.Sha256;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.perennial.datasets.Datasets;
import io.perennial.datasets.ImageShape;
import io.perennial.datasets.InputShape;
import io.perennial.datasets.Normalization;
import io.perennial.datasets.TokenShape;
import io.perennial.datasets.text.LineRules;
import io.perennial.datasets.text.OnBadText;
import io.perennial.datasets.text.TextEncoding;
import io.perennial.datasets.text.TextPlan;
import io.perennial.datasets.text.Tokenizer;
import io.perennial.datasets.text.TokenizerFile;
import io.perennial.errors.InputException;
import io.perennial.worker.model.ModelDefinition;
import io.perennial.worker.model.Models;
import io.perennial.worker.model.ParameterLayout;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A model as a directory: {@code model.json} names everything and is written last, {@code configuration.json} is DL4J's
 * configuration, the parameters are raw little-endian float32. A run's {@code model/} directory and every checkpoint hold one.
 *
 * @param definition    how to build the network
 * @param classes       names of the classes, in the order of the outputs
 * @param shape         of the examples it takes
 * @param normalization of their pixels; of vectors none
 * @param layout        names of the slices of the parameter vector
 * @param parameters    the flat vector
 * @param encoding      how texts become its input; null for a model that takes none
 */
public record SavedModel(ModelDefinition definition, List<String> classes, InputShape shape, Normalization normalization,
                         ParameterLayout layout, float[] parameters, TextEncoding encoding) {

    private static final int FORMAT_VERSION = 1;
    private static final String MANIFEST = "model.json";
    private static final String CONFIGURATION = "configuration.json";
    private static final String PARAMETERS = "parameters";
    private static final String PARAMETERS_FILE = "parameters.bin";
    private static final String DL4J = "dl4j.zip";
    /** A configuration of a network that fits a JVM is far smaller. */
    private static final long LARGEST_CONFIGURATION = 64L << 20;

    /** What model.json holds. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Manifest(int formatVersion, String name, ModelDefinition.Kind kind, ModelDefinition.Weights weights, String configuration, String configurationSha256,
                    List<String> classes, InputShape shape, Normalization normalization, StoredArrays parameters,
                    ParameterLayout layout, StoredText text) {
    }

    /**
     * How texts are read; the shape says the rest.
     *
     * @param tokenizer its file, {@value TokenizerFile#NAME}
     * @param sha256    of that file, in hexadecimal
     */
    record StoredText(String tokenizer, String sha256, OnBadText onBad, int longestLine) {
    }

    /** A model that takes no texts. */
    public SavedModel(ModelDefinition definition, List<String> classes, InputShape shape, Normalization normalization, ParameterLayout layout,
                      float[] parameters) {
        this(definition, classes, shape, normalization, layout, parameters, null);
    }

    /** The same model with other parameters. */
    public SavedModel with(float[] others) {
        return new SavedModel(definition, classes, shape, normalization, layout, others, encoding);
    }

    /** Options that open data as this model reads it: texts with its own tokenizer. */
    public Datasets.Options reading(Datasets.Options options) {
        return encoding == null ? options : options.with(new TextPlan.OfModel(encoding, classes));
    }

    /**
     * The same model with more classes: what it had keeps its bits, what is new is drawn.
     *
     * @param more names that it does not have
     * @param seed of the new parameters
     */
    public SavedModel grown(List<String> more, long seed) {
        if (more.isEmpty()) {
            return this;
        }
        List<String> all = new ArrayList<>(classes);
        all.addAll(more);
        ModelDefinition larger = Models.withClasses(definition, all.size());
        ParameterLayout grown = Models.layout(larger);
        return new SavedModel(larger, List.copyOf(all), shape, normalization, grown, grown.grown(layout, parameters, Models.initialParameters(larger, seed)));
    }

    /** Writes everything but {@code dl4j.zip} into a directory that is there. */
    public void write(FileSystem files, Path directory) throws IOException {
        byte[] configuration = definition.configuration().getBytes(StandardCharsets.UTF_8);
        Json.write(files, new Path(directory, CONFIGURATION), configuration);
        StoredArrays stored = ArrayFile.write(files, new Path(directory, PARAMETERS_FILE), Map.of(PARAMETERS, parameters));
        StoredText text = null;
        if (encoding != null) {
            byte[] tokenizer = TokenizerFile.write(encoding.tokenizer());
            Json.write(files, new Path(directory, TokenizerFile.NAME), tokenizer);
            text = new StoredText(TokenizerFile.NAME, Sha256.hex(tokenizer), encoding.rules().onBad(), encoding.rules().longest());
        }
        Json.writeSealed(files, new Path(directory, MANIFEST), new Manifest(FORMAT_VERSION, definition.name(), definition.kind(),
                definition.weights(), CONFIGURATION, Sha256.hex(configuration), classes, shape, normalization, stored, layout, text));
    }

    /** Writes the model in DL4J's own format beside: it loads with no Perennial on the class path. */
    public void writeDl4j(FileSystem files, Path directory) throws IOException {
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        Models.write(definition, parameters, zip);
        try (OutputStream out = files.create(new Path(directory, DL4J), true)) {
            zip.writeTo(out);
        }
    }

    /**
     * Reads a model.
     *
     * @param directory a run directory, its {@code model/} directory or a checkpoint
     * @throws InputException if there is no model, or it is damaged: names the file
     */
    public static SavedModel read(String directory, Configuration hadoop) {
        try {
            Path path = new Path(directory);
            FileSystem files = path.getFileSystem(hadoop);
            Path inRun = new Path(path, "model");
            return read(files, files.exists(new Path(inRun, MANIFEST)) ? inRun : path);
        } catch (DamagedFileException damaged) {
            throw new InputException("model: " + damaged.getMessage() + "; give a run directory, its model/ directory or a checkpoint that is whole", damaged);
        } catch (IOException | IllegalArgumentException e) {
            throw new InputException("model: cannot read " + directory + ": " + e.getMessage(), e);
        }
    }

    static SavedModel read(FileSystem files, Path directory) throws IOException {
        Manifest manifest = Json.readSealed(files, new Path(directory, MANIFEST), Manifest.class);
        if (manifest.formatVersion() != FORMAT_VERSION) {
            throw new InputException("model: " + directory + " has formatVersion " + manifest.formatVersion() + ", this Perennial reads "
                    + FORMAT_VERSION + "; use the Perennial that wrote it or a newer one");
        }
        check(new Path(directory, MANIFEST), manifest);
        byte[] configuration = readWhole(files, Inside.resolve(directory, manifest.configuration()));
        if (!Sha256.hex(configuration).equals(manifest.configurationSha256())) {
            throw new DamagedFileException(Inside.resolve(directory, manifest.configuration()), "does not have the checksum of its manifest");
        }
        float[] parameters = ArrayFile.read(files, directory, manifest.parameters()).get(PARAMETERS);
        ModelDefinition definition = new ModelDefinition(manifest.name(), manifest.kind(), manifest.weights(),
                new String(configuration, StandardCharsets.UTF_8));
        Models.checkSafe(definition);
        if (parameters == null || parameters.length != manifest.layout().length()) {
            throw new DamagedFileException(new Path(directory, MANIFEST), "names slices of " + manifest.layout().length() + " parameters, but stores another number");
        }
        Models.checkLength(definition, parameters.length);
        return new SavedModel(definition, manifest.classes(), manifest.shape(), manifest.normalization(), manifest.layout(), parameters, encoding(files, directory, manifest));
    }

    private static TextEncoding encoding(FileSystem files, Path directory, Manifest manifest) throws IOException {
        if (!(manifest.shape() instanceof TokenShape shape)) {
            return null;
        }
        StoredText text = manifest.text();
        if (text == null || text.tokenizer() == null || text.sha256() == null || text.onBad() == null || text.longestLine() < 1) {
            throw new DamagedFileException(new Path(directory, MANIFEST), "takes texts, but does not say how they are read");
        }
        Path file = Inside.resolve(directory, text.tokenizer());
        byte[] bytes = readWhole(files, file);
        if (!Sha256.hex(bytes).equals(text.sha256())) {
            throw new DamagedFileException(file, "does not have the checksum of its manifest");
        }
        Tokenizer tokenizer = TokenizerFile.read(bytes, file.toString());
        if (tokenizer.vocabulary().size() != shape.vocabulary()) {
            throw new DamagedFileException(file, "has " + tokenizer.vocabulary().size() + " tokens, its model takes " + shape.vocabulary());
        }
        return new TextEncoding(tokenizer, shape.tokens(), shape.target(), new LineRules(text.onBad(), text.longestLine()), shape.wordBuckets());
    }

    /** What a hand or an enemy left out, of what cannot be wrong in a file that Perennial wrote. */
    private static void check(Path file, Manifest manifest) throws DamagedFileException {
        boolean named = manifest.name() != null && manifest.kind() != null && manifest.weights() != null && manifest.configurationSha256() != null;
        boolean described = manifest.shape() != null && manifest.parameters() != null && manifest.layout() != null;
        boolean classes = manifest.classes() != null && !manifest.classes().isEmpty() && !manifest.classes().contains(null);
        if (!named || !described || !classes) {
            throw new DamagedFileException(file, "lacks a field of a model");
        }
        int channels = manifest.shape() instanceof ImageShape image ? image.channels() : 0;
        Normalization scale = manifest.normalization();
        if (scale == null || scale.mean() == null || scale.deviation() == null || scale.mean().length != channels || scale.deviation().length != channels) {
            throw new DamagedFileException(file, "has no mean and deviation for each of " + channels + " channels");
        }
    }

    private static byte[] readWhole(FileSystem files, Path file) throws IOException {
        try {
            long size = files.getFileStatus(file).getLen();
            if (size > LARGEST_CONFIGURATION) {
                throw new DamagedFileException(file, "has " + size + " bytes, more than any such file");
            }
            try (InputStream in = files.open(file)) {
                return in.readAllBytes();
            }
        } catch (DamagedFileException damaged) {
            throw damaged;
        } catch (FileNotFoundException missing) {
            throw new DamagedFileException(file, "is missing");
        } catch (IOException unreadable) {
            throw new DamagedFileException(file, "cannot be read: " + unreadable.getMessage());
        }
    }
}
