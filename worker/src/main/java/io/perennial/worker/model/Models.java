package io.perennial.worker.model;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.perennial.datasets.ImageShape;
import io.perennial.datasets.InputShape;
import io.perennial.datasets.TokenShape;
import io.perennial.errors.InputException;
import io.perennial.worker.layer.RepairedSameDiffLayer;
import io.perennial.worker.model.text.Lstm;
import io.perennial.worker.model.text.TextCnn;
import io.perennial.worker.model.text.TextModelOptions;
import io.perennial.worker.model.text.Transformer;
import io.perennial.worker.natives.Natives;
import io.perennial.worker.random.Stream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Where models come from: the built-in ones by name, and a user's DL4J configuration JSON. */
public final class Models {

    /** Names of the built-in models that take images; {@code mlp} takes vectors as well. */
    public static final List<String> OF_IMAGES = List.of(LeNet.NAME, CompactNet.NAME, ResNet20.NAME, Mlp.NAME);
    /** Names of the built-in models that take texts. */
    public static final List<String> OF_TEXTS = List.of(TextCnn.NAME, Transformer.ENCODER, Transformer.LANGUAGE_MODEL, Transformer.MASKED_LANGUAGE_MODEL, Lstm.BIDIRECTIONAL,
            Lstm.LANGUAGE_MODEL);
    /** Names of those among them that {@link TextModelOptions} size. */
    public static final List<String> SIZED = List.of(Transformer.ENCODER, Transformer.LANGUAGE_MODEL, Transformer.MASKED_LANGUAGE_MODEL, Lstm.BIDIRECTIONAL, Lstm.LANGUAGE_MODEL);
    /** Names of those with attention. */
    public static final List<String> WITH_HEADS = List.of(Transformer.ENCODER, Transformer.LANGUAGE_MODEL, Transformer.MASKED_LANGUAGE_MODEL);
    /** Names of the built-in models. */
    public static final List<String> BUILT_IN = java.util.stream.Stream.concat(OF_IMAGES.stream(), OF_TEXTS.stream()).toList();

    /** Packages that classes named in a configuration may come from; nothing else is loaded. */
    private static final List<String> ALLOWED = List.of("org.deeplearning4j.nn.conf.", "org.deeplearning4j.nn.weights.",
            "io.perennial.worker.layer.", "org.nd4j.linalg.activations.", "org.nd4j.linalg.learning.", "org.nd4j.linalg.lossfunctions.", "org.nd4j.linalg.schedule.");

    private Models() {
    }

    /** A built-in model fitted to a data set's examples and classes, in its default size. */
    public static ModelDefinition builtIn(String name, InputShape shape, int classes) {
        return builtIn(name, shape, classes, TextModelOptions.DEFAULT);
    }

    /**
     * A built-in model fitted to a data set's examples and classes.
     *
     * @param options size of a model that is one of {@link #SIZED}
     */
    public static ModelDefinition builtIn(String name, InputShape shape, int classes, TextModelOptions options) {
        Natives.prepare();
        if (shape instanceof TokenShape texts) {
            return ofTexts(name, texts, classes, options);
        }
        if (OF_TEXTS.contains(name)) {
            throw new InputException("model: " + name + " takes texts, the data has " + shape + "; use one of " + String.join(", ", OF_IMAGES));
        }
        if (name.equals(Mlp.NAME)) {
            return Mlp.definition(shape, classes);
        }
        if (!(shape instanceof ImageShape image)) {
            throw new InputException("model: " + name + " takes images, the data has " + shape + "; use " + Mlp.NAME
                    + " or a DL4J configuration of your own");
        }
        return switch (name) {
            case LeNet.NAME -> LeNet.definition(image.channels(), image.height(), image.width(), classes);
            case CompactNet.NAME -> CompactNet.definition(image.channels(), image.height(), image.width(), classes);
            case ResNet20.NAME -> ResNet20.definition(image.channels(), image.height(), image.width(), classes);
            default -> throw new InputException("model: found '" + name + "', supported are " + String.join(", ", BUILT_IN)
                    + " or the path of a DL4J configuration JSON");
        };
    }

    private static ModelDefinition ofTexts(String name, TokenShape shape, int classes, TextModelOptions options) {
        List<String> fitting = switch (shape.target()) {
            case CLASS -> List.of(TextCnn.NAME, Transformer.ENCODER, Lstm.BIDIRECTIONAL);
            case TAG -> List.of(Transformer.ENCODER, Lstm.BIDIRECTIONAL);
            case NEXT_TOKEN -> List.of(Transformer.LANGUAGE_MODEL, Lstm.LANGUAGE_MODEL);
            case MASKED_TOKEN -> List.of(Transformer.MASKED_LANGUAGE_MODEL);
        };
        if (!fitting.contains(name)) {
            throw new InputException("model: " + name + " does not tell a " + shape.target().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                    + ", the data has " + shape + "; use " + String.join(" or ", fitting) + ", or a DL4J configuration of your own");
        }
        int vocabulary = shape.vocabulary();
        int tokens = shape.tokens();
        boolean ofAll = shape.target() == TokenShape.Target.CLASS;
        return switch (name) {
            case Transformer.ENCODER -> ofAll ? Transformer.classifier(vocabulary, tokens, classes, options)
                    : Transformer.tagger(shape, classes, options);
            case Transformer.LANGUAGE_MODEL -> Transformer.languageModel(vocabulary, tokens, options);
            case Transformer.MASKED_LANGUAGE_MODEL -> Transformer.maskedLanguageModel(vocabulary, tokens, options);
            case Lstm.BIDIRECTIONAL -> ofAll ? Lstm.classifier(vocabulary, tokens, classes, options) : Lstm.tagger(shape, classes, options);
            case Lstm.LANGUAGE_MODEL -> Lstm.languageModel(vocabulary, tokens, options);
            default -> TextCnn.definition(shape, classes);
        };
    }

    /**
     * A user's own DL4J configuration. What Perennial's local step would not honour is refused by name, not ignored.
     *
     * @param name what to call it in messages, the file's name
     * @param json DL4J's {@code MultiLayerConfiguration.toJson()} or {@code ComputationGraphConfiguration.toJson()}
     * @throws InputException if it is not such a configuration, names a class outside DL4J's own, or asks for regularization,
     *                        constraints or gradient normalization, which the job file sets instead
     */
    public static ModelDefinition fromConfiguration(String name, String json) {
        Natives.prepare();
        JsonNode tree = tree(name, json);
        boolean graph = tree.has("vertices") && tree.has("networkInputs");
        if (!graph && !tree.has("confs")) {
            throw new InputException("model " + name + ": found JSON that is neither a MultiLayerConfiguration (key 'confs') nor a "
                    + "ComputationGraphConfiguration (keys 'vertices', 'networkInputs') of DL4J " + "1.0.0-M2.1; write it with toJson()");
        }
        ConfigurationCheck.check(name, tree, ALLOWED);
        ModelDefinition definition = new ModelDefinition(name, graph ? ModelDefinition.Kind.COMPUTATION_GRAPH
                : ModelDefinition.Kind.MULTI_LAYER_NETWORK, ModelDefinition.Weights.AS_CONFIGURED, json);
        try {
            build(definition);
        } catch (RuntimeException e) {
            throw new InputException("model " + name + ": DL4J cannot build it: " + firstLine(e.getMessage()), e);
        }
        return definition;
    }

    /**
     * Checks that a stored configuration names no class outside DL4J's own, before anything is built from it.
     *
     * @throws InputException if it does
     */
    public static void checkSafe(ModelDefinition definition) {
        ConfigurationCheck.check(definition.name(), tree(definition.name(), definition.configuration()), ALLOWED);
    }

    /**
     * Checks that a configuration makes a parameter vector of a length, and allocates nothing: a file may claim any size.
     *
     * @throws InputException if it does not
     */
    public static void checkLength(ModelDefinition definition, int parameters) {
        long found;
        try {
            found = switch (definition.kind()) {
                case MULTI_LAYER_NETWORK -> MultiLayerConfiguration.fromJson(definition.configuration()).getConfs().stream()
                        .mapToLong(layer -> layer.getLayer().initializer().numParams(layer)).sum();
                case COMPUTATION_GRAPH -> ComputationGraphConfiguration.fromJson(definition.configuration()).getVertices().values().stream()
                        .mapToLong(vertex -> vertex.numParams(true)).sum();
            };
        } catch (RuntimeException e) {
            throw new InputException("model " + definition.name() + ": DL4J cannot read its configuration: " + firstLine(e.getMessage()), e);
        }
        if (found != parameters) {
            throw new InputException("model " + definition.name() + ": its configuration has " + found + " parameters, stored are " + parameters
                    + "; the two do not belong together");
        }
    }

    /** Of two values of one key this reader would take the last and DL4J's the first, so that the check would see another text than is read. */
    private static JsonNode tree(String name, String json) {
        try {
            return JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build().readTree(json);
        } catch (IOException e) {
            throw new InputException("model " + name + ": not JSON (" + firstLine(e.getMessage())
                    + "); expected what DL4J's configuration.toJson() writes", e);
        }
    }

    /** Writes a model in DL4J's own zip format. */
    public static void write(ModelDefinition definition, float[] parameters, OutputStream out) throws IOException {
        Network network = build(definition);
        HeapArrays.load(parameters, 0, network.parameters());
        network.writeDl4j(out);
    }

    /** Checks a model against a data set by one forward pass. */
    public static void checkFits(ModelDefinition definition, InputShape shape, int classes) {
        long[] found;
        try (INDArray one = Nd4j.zeros(DataType.FLOAT, shape.batch(1));
                INDArray mask = shape instanceof TokenShape texts ? Nd4j.ones(DataType.FLOAT, texts.mask(1)) : null) {
            found = build(definition).output(one, mask).shape();
        } catch (RuntimeException e) {
            throw new InputException("model " + definition.name() + " does not take the data's " + shape + ": " + firstLine(e.getMessage()), e);
        }
        long[] expected = shape.labels(1, classes);
        if (!Arrays.equals(found, expected)) {
            throw new InputException("model " + definition.name() + " gives an output of shape " + Arrays.toString(found)
                    + " for one example, the data has " + classes + " classes: expected " + Arrays.toString(expected));
        }
    }

    /** Whether a model's output layer is a softmax with plain cross-entropy, of which the gradient is probabilities less labels. */
    public static boolean endsInSoftmax(ModelDefinition definition) {
        Natives.prepare();
        Layer last = switch (definition.kind()) {
            case MULTI_LAYER_NETWORK -> {
                List<NeuralNetConfiguration> layers = MultiLayerConfiguration.fromJson(definition.configuration()).getConfs();
                yield layers.get(layers.size() - 1).getLayer();
            }
            case COMPUTATION_GRAPH -> {
                ComputationGraphConfiguration configuration = ComputationGraphConfiguration.fromJson(definition.configuration());
                yield configuration.getVertices().get(configuration.getNetworkOutputs().get(0)) instanceof LayerVertex vertex
                        ? vertex.getLayerConf().getLayer() : null;
            }
        };
        return last instanceof BaseOutputLayer output && output.getActivationFn() instanceof ActivationSoftmax
                && output.getLossFn() instanceof LossMCXENT loss && loss.getWeights() == null;
    }

    /**
     * The same model with another number of classes.
     *
     * @throws InputException if its last layer is none that has an output for each class
     */
    public static ModelDefinition withClasses(ModelDefinition definition, int classes) {
        Natives.prepare();
        String json = switch (definition.kind()) {
            case MULTI_LAYER_NETWORK -> {
                MultiLayerConfiguration configuration = MultiLayerConfiguration.fromJson(definition.configuration());
                List<NeuralNetConfiguration> layers = configuration.getConfs();
                outputLayer(definition, layers.get(layers.size() - 1).getLayer()).setNOut(classes);
                yield configuration.toJson();
            }
            case COMPUTATION_GRAPH -> {
                ComputationGraphConfiguration configuration = ComputationGraphConfiguration.fromJson(definition.configuration());
                Layer last = configuration.getVertices().get(configuration.getNetworkOutputs().get(0)) instanceof LayerVertex vertex
                        ? vertex.getLayerConf().getLayer() : null;
                outputLayer(definition, last).setNOut(classes);
                yield configuration.toJson();
            }
        };
        return new ModelDefinition(definition.name(), definition.kind(), definition.weights(), json);
    }

    private static OutputLayer outputLayer(ModelDefinition definition, Layer last) {
        if (last instanceof OutputLayer output) {
            return output;
        }
        throw new InputException("model " + definition.name() + ": its last layer is not DL4J's OutputLayer, the only one that grows by a class; leave newClasses out");
    }

    /** Builds the network; its parameters are yet to be set. */
    public static Network build(ModelDefinition definition) {
        Natives.prepare();
        return build(definition, 0);
    }

    /**
     * The same model, but a local step replaces batch norm's running statistics by those of its batch instead of moving them a little.
     * Layout and everything else stay as they are.
     */
    public static ModelDefinition withBatchStatistics(ModelDefinition definition) {
        Natives.prepare();
        String json = switch (definition.kind()) {
            case MULTI_LAYER_NETWORK -> {
                MultiLayerConfiguration configuration = MultiLayerConfiguration.fromJson(definition.configuration());
                configuration.getConfs().forEach(layer -> forget(layer.getLayer()));
                yield configuration.toJson();
            }
            case COMPUTATION_GRAPH -> {
                ComputationGraphConfiguration configuration = ComputationGraphConfiguration.fromJson(definition.configuration());
                configuration.getVertices().values().forEach(vertex -> {
                    if (vertex instanceof LayerVertex layer) {
                        forget(layer.getLayerConf().getLayer());
                    }
                });
                yield configuration.toJson();
            }
        };
        return new ModelDefinition(definition.name(), definition.kind(), definition.weights(), json);
    }

    private static void forget(Layer layer) {
        if (layer instanceof BatchNormalization norm) {
            norm.setDecay(0);
        }
    }

    /** Names of the slices of a model's parameter vector. */
    public static ParameterLayout layout(ModelDefinition definition) {
        return build(definition).layout();
    }

    /**
     * The parameters a run starts from: a pure function of the model and the seed (and, for a user's own configuration, of
     * DL4J's weight initialisation).
     */
    public static float[] initialParameters(ModelDefinition definition, long seed) {
        Network network = build(definition, seed);
        return switch (definition.weights()) {
            case UNIFORM_BY_FAN_IN -> uniformByFanIn(network.layout(), seed);
            case AS_CONFIGURED -> HeapArrays.copy(network.parameters());
        };
    }

    /**
     * PyTorch's default for convolutions and dense layers, which the tutorial's Net uses: weights and biases uniform in
     * +-1/sqrt(fan in) (torch.nn.Linear and Conv2d: kaiming_uniform with a = sqrt(5) comes to that bound).
     */
    private static float[] uniformByFanIn(ParameterLayout layout, long seed) {
        float[] parameters = new float[layout.length()];
        for (Slice slice : layout.slices()) {
            Slice weights = slice.parameter().equals("W") ? slice : layout.slices().stream()
                    .filter(other -> other.layer().equals(slice.layer()) && other.parameter().equals("W")).findFirst().orElseThrow();
            // Dense weights are [in, out], convolutions [out, in, height, width].
            long[] shape = weights.shape();
            long fanIn = shape.length == 2 ? shape[0] : shape[1] * shape[2] * shape[3];
            float bound = (float) (1 / Math.sqrt(fanIn));
            Stream random = Stream.of(seed, "initial parameters", slice.offset());
            for (int i = slice.offset(); i < slice.end(); i++) {
                parameters[i] = (2 * random.nextFloat() - 1) * bound;
            }
        }
        return parameters;
    }

    private static Network build(ModelDefinition definition, long seed) {
        return switch (definition.kind()) {
            case MULTI_LAYER_NETWORK -> {
                MultiLayerConfiguration configuration = MultiLayerConfiguration.fromJson(definition.configuration());
                configuration.getConfs().forEach(layer -> layer.setSeed(seed));
                MultiLayerNetwork network = new MultiLayerNetwork(configuration);
                network.init();
                RepairedSameDiffLayer.in(network);
                yield new MultiLayerAdapter(network);
            }
            case COMPUTATION_GRAPH -> {
                ComputationGraphConfiguration configuration = ComputationGraphConfiguration.fromJson(definition.configuration());
                configuration.getDefaultConfiguration().setSeed(seed);
                ComputationGraph graph = new ComputationGraph(configuration);
                graph.init();
                RepairedSameDiffLayer.in(graph);
                yield new ComputationGraphAdapter(graph);
            }
        };
    }

    private static String firstLine(String message) {
        return message == null ? "no reason given" : message.lines().findFirst().orElse("").strip();
    }
}
