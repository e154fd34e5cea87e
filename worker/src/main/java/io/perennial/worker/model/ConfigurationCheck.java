package io.perennial.worker.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perennial.errors.InputException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * Looks through a DL4J configuration before DL4J reads it: every class named must come from an allowed package (reading JSON
 * then runs no foreign code), and nothing may be asked for that Perennial's own local step would leave undone.
 *
 * <p>DL4J's reader loads, and so initializes, whatever class stands where a type is named, before it looks whether that is one of the
 * type it needs. Types are named by a key of {@link #CLASS_KEYS}; or, which the reader takes just as well, by an array in the object's place
 * that begins with the name.
 */
final class ConfigurationCheck {

    /** {@code type} names the class of a {@code Distribution}. */
    private static final Set<String> CLASS_KEYS = Set.of("@class", "class", "type");
    /** Where a graph lists names that are the user's, at the top of the configuration and nowhere else: a vertex may be called so too. */
    private static final Set<String> NAME_LISTS = Set.of("networkInputs", "networkOutputs", "vertexInputs");
    /** Where DL4J lists the names of a layer's parameters. */
    private static final String PARAMETER_NAMES = "variables";
    private static final Pattern PLAIN_NAME = Pattern.compile("[\\w-]+");
    /** Nothing else: of a name with type arguments the reader loads these first. */
    private static final Pattern CLASS_NAME = Pattern.compile("[\\w.$]+");
    /** What DL4J's own updater step would do and Perennial's does by job settings instead: key to remedy. */
    private static final Map<String, String> NOT_HONOURED = Map.of(
            "regularization", "set inner.weightDecay in the job file",
            "regularizationBias", "set inner.weightDecay in the job file",
            "constraints", "parameter constraints are not supported",
            "gradientNormalization", "set inner.clipNorm or inner.clipValue in the job file");
    /** What must be as here, since the local step is: key to value. */
    private static final Map<String, String> REQUIRED = Map.of("dataType", "FLOAT", "miniBatch", "true", "minimize", "true",
            "optimizationAlgo", "STOCHASTIC_GRADIENT_DESCENT");

    /** Hands on twice the gradient, and cannot be repaired as a layer can. */
    private static final String DOUBLING = "org.deeplearning4j.nn.conf.graph.AttentionVertex";

    private ConfigurationCheck() {
    }

    static void check(String name, JsonNode configuration, List<String> allowedPackages) {
        if (!configuration.isObject()) {
            throw new InputException("model " + name + ": its configuration is not a JSON object");
        }
        ObjectNode rest = JsonNodeFactory.instance.objectNode().setAll((ObjectNode) configuration);
        for (String key : NAME_LISTS) {
            JsonNode names = rest.remove(key);
            if (names != null) {
                checkNames(name, key, names);
            }
        }
        checkTree(name, rest, allowedPackages);
    }

    /** A list of names, or such lists by name: nothing that the reader could take for an object with a class. */
    private static void checkNames(String name, String key, JsonNode names) {
        for (JsonNode entry : names) {
            if (!entry.isTextual() && !(names.isObject() && isListOf(entry, JsonNode::isTextual))) {
                throw new InputException("model " + name + ": " + key + " holds something else than names");
            }
        }
        if (names.isValueNode() && !names.isNull()) {
            throw new InputException("model " + name + ": " + key + " holds something else than names");
        }
    }

    private static boolean isListOf(JsonNode list, Predicate<JsonNode> element) {
        return list.isArray() && StreamSupport.stream(list.spliterator(), false).allMatch(element);
    }

    private static boolean areParameterNames(String key, JsonNode value) {
        return key.equals(PARAMETER_NAMES) && isListOf(value, entry -> entry.isTextual() && PLAIN_NAME.matcher(entry.asText()).matches());
    }

    private static void checkTree(String name, JsonNode tree, List<String> allowedPackages) {
        if (tree.isObject()) {
            for (Iterator<Map.Entry<String, JsonNode>> fields = tree.fields(); fields.hasNext(); ) {
                Map.Entry<String, JsonNode> field = fields.next();
                if (CLASS_KEYS.contains(field.getKey()) && !field.getValue().isNull()) {
                    checkClass(name, field.getValue().isTextual() ? field.getValue().asText() : field.getValue().toString(), allowedPackages);
                }
                checkHonoured(name, field.getKey(), field.getValue());
                if (!areParameterNames(field.getKey(), field.getValue())) {
                    checkTree(name, field.getValue(), allowedPackages);
                }
            }
        } else if (tree.isArray()) {
            if (tree.path(0).isTextual()) {
                checkClass(name, tree.path(0).asText(), allowedPackages);
            }
            tree.forEach(child -> checkTree(name, child, allowedPackages));
        }
        if (tree.isObject() && "TruncatedBPTT".equals(tree.path("backpropType").asText())) {
            throw new InputException("model " + name + ": truncated back-propagation through time is not supported; use Standard");
        }
    }

    private static void checkClass(String name, String found, List<String> allowedPackages) {
        if (!CLASS_NAME.matcher(found).matches() || allowedPackages.stream().noneMatch(found::startsWith)) {
            throw new InputException("model " + name + ": names the class " + found + "; only classes of "
                    + String.join("*, ", allowedPackages) + "* are loaded");
        }
        if (found.equals(DOUBLING)) {
            throw new InputException("model " + name + ": has an AttentionVertex, whose gradient DL4J doubles; use SelfAttentionLayer or "
                    + "LearnedSelfAttentionLayer");
        }
    }

    private static void checkHonoured(String name, String key, JsonNode value) {
        String required = REQUIRED.get(key);
        if (required != null && value.isValueNode() && !value.asText().equals(required)) {
            throw new InputException("model " + name + ": found " + key + " " + value.asText() + ", supported is " + required);
        }
        String remedy = NOT_HONOURED.get(key);
        boolean asked = value.isArray() ? !value.isEmpty() : value.isTextual() && !value.asText().equals("None");
        if (remedy != null && asked) {
            throw new InputException("model " + name + ": asks for '" + key + "', which Perennial's local step does not take from the "
                    + "configuration; remove it and " + remedy);
        }
    }
}
