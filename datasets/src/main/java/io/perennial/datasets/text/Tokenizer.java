package io.perennial.datasets.text;

import io.perennial.checksum.Sha256;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns texts into token ids and back: a way to take texts apart, and a vocabulary. Thread-safe; travels to executors. */
public final class Tokenizer implements Serializable {

    private static final long serialVersionUID = 1;
    /** Words whose tokens are remembered: most of a text is a few frequent ones. */
    private static final int REMEMBERED = 1 << 14;

    private final TokenizerKind kind;
    private final Vocabulary vocabulary;
    /** In the order in which they are done; none but for byte pair encoding. */
    private final List<Merge> merges;
    private transient volatile Map<Merge, Integer> ranks;
    private transient Map<String, char[]> remembered;

    Tokenizer(TokenizerKind kind, Vocabulary vocabulary, List<Merge> merges) {
        this.kind = kind;
        this.vocabulary = vocabulary;
        this.merges = List.copyOf(merges);
    }

    public TokenizerKind kind() {
        return kind;
    }

    public Vocabulary vocabulary() {
        return vocabulary;
    }

    List<Merge> merges() {
        return merges;
    }

    /** Ids of a text's tokens; none of an empty text. */
    public char[] encode(String text) {
        Ids ids = new Ids();
        kind.pieces().split(text, piece -> {
            if (kind == TokenizerKind.BPE) {
                ids.addAll(merged(piece));
            } else {
                ids.add((char) vocabulary.id(piece));
            }
        });
        return ids.toArray();
    }

    /** Text of tokens; special ones are left out. Words are parted by blanks. */
    public String decode(int[] ids) {
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            if (id < Vocabulary.SPECIAL.size()) {
                continue;
            }
            text.append(kind == TokenizerKind.WORD && !text.isEmpty() ? " " : "").append(vocabulary.tokens().get(id));
        }
        return kind == TokenizerKind.BPE ? ByteLetters.text(text.toString()) : text.toString();
    }

    /** Of what the file in Hugging Face's format says, in hexadecimal: the same tokenizer has the same one. */
    public String sha256() {
        return Sha256.hex(TokenizerFile.write(this));
    }

    private char[] merged(String word) {
        synchronized (this) {
            if (remembered == null) {
                remembered = new LinkedHashMap<>(16, 0.75f, true) {
                    @Override
                    protected boolean removeEldestEntry(Map.Entry<String, char[]> eldest) {
                        return size() > REMEMBERED;
                    }
                };
            }
            return remembered.computeIfAbsent(word, this::merge);
        }
    }

    /** Joins the neighbours whose merge comes first until none is left. */
    private char[] merge(String word) {
        Map<Merge, Integer> order = ranks();
        List<String> parts = new ArrayList<>(word.length());
        for (int i = 0; i < word.length(); i++) {
            parts.add(word.substring(i, i + 1));
        }
        while (parts.size() > 1) {
            Merge best = null;
            int bestRank = Integer.MAX_VALUE;
            for (int i = 0; i + 1 < parts.size(); i++) {
                Merge pair = new Merge(parts.get(i), parts.get(i + 1));
                int rank = order.getOrDefault(pair, Integer.MAX_VALUE);
                if (rank < bestRank) {
                    best = pair;
                    bestRank = rank;
                }
            }
            if (best == null) {
                break;
            }
            parts = joined(parts, best);
        }
        char[] ids = new char[parts.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = (char) vocabulary.id(parts.get(i));
        }
        return ids;
    }

    static List<String> joined(List<String> parts, Merge merge) {
        List<String> joined = new ArrayList<>(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            if (i + 1 < parts.size() && parts.get(i).equals(merge.left()) && parts.get(i + 1).equals(merge.right())) {
                joined.add(merge.joined());
                i++;
            } else {
                joined.add(parts.get(i));
            }
        }
        return joined;
    }

    private Map<Merge, Integer> ranks() {
        Map<Merge, Integer> known = ranks;
        if (known == null) {
            known = new HashMap<>(merges.size() * 2);
            for (int i = 0; i < merges.size(); i++) {
                known.put(merges.get(i), i);
            }
            ranks = known;
        }
        return known;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tokenizer that && kind == that.kind && vocabulary.equals(that.vocabulary) && merges.equals(that.merges);
    }

    @Override
    public int hashCode() {
        return 31 * vocabulary.hashCode() + merges.hashCode();
    }

    /** A growing array of ids. */
    private static final class Ids {
        private char[] ids = new char[64];
        private int size;

        void add(char id) {
            if (size == ids.length) {
                ids = java.util.Arrays.copyOf(ids, 2 * size);
            }
            ids[size++] = id;
        }

        void addAll(char[] more) {
            for (char id : more) {
                add(id);
            }
        }

        char[] toArray() {
            return java.util.Arrays.copyOf(ids, size);
        }
    }
}
