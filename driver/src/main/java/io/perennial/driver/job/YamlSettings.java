package io.perennial.driver.job;

import io.perennial.errors.InputException;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

import java.io.StringReader;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The settings of a YAML text with their lines. Reads YAML's nodes and never constructs what they describe, so a type tag cannot
 * instantiate a class, and a value keeps the text that the user typed.
 */
final class YamlSettings {

    private static final Set<Tag> PLAIN_VALUES = Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.TIMESTAMP, Tag.NULL);

    private final String file;
    private final Collection<String> keys;
    private final Map<String, Given> settings = new LinkedHashMap<>();

    private YamlSettings(String file, Collection<String> keys) {
        this.file = file;
        this.keys = keys;
    }

    /**
     * Reads settings.
     *
     * @param keys the valid ones
     * @throws InputException if the text is no YAML mapping of scalars to valid keys, each once
     */
    static Map<String, Given> read(String text, String file, Collection<String> keys) {
        YamlSettings reader = new YamlSettings(file, keys);
        reader.group("", reader.mapping(reader.compose(text)));
        return reader.settings;
    }

    private Node compose(String text) {
        LoaderOptions options = new LoaderOptions();
        try {
            return new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
        } catch (MarkedYAMLException e) {
            String at = e.getProblemMark() == null ? "" : " line " + (e.getProblemMark().getLine() + 1);
            String context = e.getContext() == null ? "" : " " + e.getContext().strip();
            throw new InputException(file + at + " is not valid YAML: " + oneLine(e.getProblem() + context) + "; correct the line", e);
        } catch (YAMLException e) {
            throw new InputException(file + " is not valid YAML: " + oneLine(e.getMessage()) + "; correct it", e);
        }
    }

    private MappingNode mapping(Node root) {
        if (root instanceof MappingNode mapping && root.getTag().equals(Tag.MAP)) {
            return mapping;
        }
        String found = root == null ? "nothing" : "a " + kind(root);
        throw new InputException(file + " is not a job: found " + found + ", expected lines of the form 'key: value'; keys: see --explain");
    }

    private void group(String prefix, MappingNode mapping) {
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
                throw new InputException("a key in " + at(tuple.getKeyNode()) + " is a " + kind(tuple.getKeyNode()) + ", expected text; keys: see --explain");
            }
            String key = prefix + keyNode.getValue();
            Node value = tuple.getValueNode();
            if (keys.contains(key)) {
                put(key, keyNode, value);
            } else if (prefix.isEmpty() && keys.stream().anyMatch(known -> known.startsWith(key + "."))) {
                enter(key, value);
            } else {
                throw NearestKey.unknown(key, at(keyNode), keys);
            }
        }
    }

    private void enter(String group, Node value) {
        if (!(value instanceof MappingNode mapping) || !value.getTag().equals(Tag.MAP)) {
            String found = value instanceof MappingNode ? "tagged mapping" : kind(value);
            String example = keys.stream().filter(known -> known.startsWith(group + ".")).findFirst().orElseThrow();
            throw new InputException(group + ": found a " + found + " in " + at(value) + ", expected a group of settings such as "
                    + example + "; keys: see --explain");
        }
        group(group + ".", mapping);
    }

    private void put(String key, ScalarNode keyNode, Node value) {
        if (!(value instanceof ScalarNode scalar)) {
            throw new InputException(key + ": found a " + kind(value) + " in " + at(value) + ", expected one value; see --explain");
        }
        if (!PLAIN_VALUES.contains(value.getTag())) {
            throw new InputException(key + ": found the type tag " + value.getTag() + " in " + at(value) + ", supported are plain values; remove the tag");
        }
        Given given = new Given(value.getTag().equals(Tag.NULL) ? "" : scalar.getValue(), new Origin.FileLine(file, line(keyNode)));
        Given before = settings.put(key, given);
        if (before != null) {
            throw new InputException("key '" + key + "' is set twice, in " + before.origin() + " and line " + line(keyNode) + "; remove one");
        }
    }

    private String at(Node node) {
        return file + " line " + line(node);
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    private static String kind(Node node) {
        return switch (node.getNodeId()) {
            case mapping -> "mapping";
            case sequence -> "list";
            default -> "single value";
        };
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
