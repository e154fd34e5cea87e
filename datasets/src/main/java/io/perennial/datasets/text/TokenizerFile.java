package io.perennial.datasets.text;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A tokenizer in the format of Hugging Face's tokenizers ({@code tokenizer.json}), which that library reads and encodes alike. Read are files
 * of the three kinds that are written: WordLevel after BertNormalizer and BertPreTokenizer, WordLevel of single characters, and ByteLevel BPE,
 * with {@link Vocabulary#SPECIAL} as the first tokens.
 */
public final class TokenizerFile {

    public static final String NAME = "tokenizer.json";
    /** Of 65,536 tokens and as many merges the file takes far less. */
    public static final int LARGEST = 64 << 20;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY, DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
    private static final String ANY_CHARACTER = "[\\s\\S]";

    private TokenizerFile() {
    }

    /** The file's bytes: the same tokenizer makes the same ones. */
    public static byte[] write(Tokenizer tokenizer) {
        ObjectNode file = JSON.createObjectNode().put("version", "1.0");
        file.putNull("truncation").putNull("padding");
        ArrayNode added = file.putArray("added_tokens");
        for (int id = 0; id < Vocabulary.SPECIAL.size(); id++) {
            added.addObject().put("id", id).put("content", Vocabulary.SPECIAL.get(id)).put("single_word", false).put("lstrip", false)
                    .put("rstrip", false).put("normalized", false).put("special", true);
        }
        switch (tokenizer.kind()) {
            case WORD -> {
                file.putObject("normalizer").put("type", "BertNormalizer").put("clean_text", true).put("handle_chinese_chars", true)
                        .put("strip_accents", false).put("lowercase", true);
                file.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
                file.putNull("post_processor").putNull("decoder");
            }
            case CHARACTER -> {
                file.putNull("normalizer");
                ObjectNode split = file.putObject("pre_tokenizer").put("type", "Split");
                split.putObject("pattern").put("Regex", ANY_CHARACTER);
                split.put("behavior", "Isolated").put("invert", false);
                file.putNull("post_processor").putObject("decoder").put("type", "Fuse");
            }
            case BPE -> {
                file.putNull("normalizer");
                byteLevel(file.putObject("pre_tokenizer"));
                file.putNull("post_processor");
                byteLevel(file.putObject("decoder"));
            }
        }
        ObjectNode model = file.putObject("model");
        if (tokenizer.kind() == TokenizerKind.BPE) {
            model.put("type", "BPE").putNull("dropout").putNull("unk_token").putNull("continuing_subword_prefix").putNull("end_of_word_suffix")
                    .put("fuse_unk", false).put("byte_fallback", false);
            vocabulary(model, tokenizer);
            ArrayNode merges = model.putArray("merges");
            tokenizer.merges().forEach(merge -> merges.add(merge.left() + " " + merge.right()));
        } else {
            model.put("type", "WordLevel");
            vocabulary(model, tokenizer);
            model.put("unk_token", Vocabulary.UNKNOWN);
        }
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void byteLevel(ObjectNode node) {
        node.put("type", "ByteLevel").put("add_prefix_space", false).put("trim_offsets", true).put("use_regex", true);
    }

    private static void vocabulary(ObjectNode model, Tokenizer tokenizer) {
        ObjectNode vocabulary = model.putObject("vocab");
        List<String> tokens = tokenizer.vocabulary().tokens();
        for (int id = 0; id < tokens.size(); id++) {
            vocabulary.put(tokens.get(id), id);
        }
    }

    /**
     * Reads a tokenizer.
     *
     * @param name of the file, for messages
     * @throws InputException if it is none, or of a kind that is not supported
     */
    public static Tokenizer read(byte[] bytes, String name) {
        JsonNode file;
        try {
            file = JSON.readTree(bytes);
        } catch (IOException e) {
            throw new InputException(name + ": not JSON (" + String.valueOf(e.getMessage()).lines().findFirst().orElse("") + "); expected Hugging Face's tokenizer.json", e);
        }
        TokenizerKind kind = kind(file, name);
        List<Merge> merges = new ArrayList<>();
        if (kind == TokenizerKind.BPE) {
            file.path("model").path("merges").forEach(merge -> merges.add(merge(merge, name)));
        }
        try {
            return new Tokenizer(kind, new Vocabulary(tokens(file.path("model").path("vocab"), name)), merges);
        } catch (IllegalArgumentException e) {
            throw new InputException(name + ": " + e.getMessage() + "; use a tokenizer that Perennial wrote (perennial data tokenizer)", e);
        }
    }

    private static TokenizerKind kind(JsonNode file, String name) {
        String model = file.path("model").path("type").asText();
        JsonNode normalizer = file.path("normalizer");
        JsonNode before = file.path("pre_tokenizer");
        boolean plain = normalizer.isNull() || normalizer.isMissingNode();
        if (model.equals("WordLevel") && normalizer.path("type").asText().equals("BertNormalizer") && normalizer.path("clean_text").asBoolean()
                && normalizer.path("handle_chinese_chars").asBoolean() && normalizer.path("lowercase").asBoolean()
                && normalizer.path("strip_accents").isBoolean() && !normalizer.path("strip_accents").asBoolean()
                && before.path("type").asText().equals("BertPreTokenizer")) {
            return TokenizerKind.WORD;
        }
        if (model.equals("WordLevel") && plain && before.path("type").asText().equals("Split") && before.path("behavior").asText().equals("Isolated")
                && before.path("pattern").path("Regex").asText().equals(ANY_CHARACTER)) {
            return TokenizerKind.CHARACTER;
        }
        if (model.equals("BPE") && plain && before.path("type").asText().equals("ByteLevel") && !before.path("add_prefix_space").asBoolean()
                && before.path("use_regex").asBoolean(true)) {
            return TokenizerKind.BPE;
        }
        throw new InputException(name + ": found a model " + model + " after normalizer " + normalizer.path("type").asText("none") + " and pre_tokenizer "
                + before.path("type").asText("none") + "; supported are WordLevel after BertNormalizer (accents kept) and BertPreTokenizer, WordLevel of single "
                + "characters, and BPE after ByteLevel without a prefix space");
    }

    private static Merge merge(JsonNode merge, String name) {
        String[] parts = merge.isArray() ? new String[] {merge.path(0).asText(), merge.path(1).asText()} : merge.asText().split(" ", -1);
        if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw new InputException(name + ": a merge is not of two tokens: " + merge);
        }
        return new Merge(parts[0], parts[1]);
    }

    private static List<String> tokens(JsonNode vocabulary, String name) {
        Map<Integer, String> byId = new TreeMap<>();
        for (Iterator<Map.Entry<String, JsonNode>> all = vocabulary.fields(); all.hasNext(); ) {
            Map.Entry<String, JsonNode> token = all.next();
            byId.put(token.getValue().asInt(-1), token.getKey());
        }
        List<String> tokens = new ArrayList<>();
        byId.forEach((id, token) -> {
            if (id != tokens.size()) {
                throw new InputException(name + ": its vocabulary has no token " + tokens.size() + "; ids are 0 to the number of tokens less one");
            }
            tokens.add(token);
        });
        return tokens;
    }
}
