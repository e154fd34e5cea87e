package io.perennial.datasets.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/** Makes a tokenizer of counts. The same counts make the same tokenizer, however they came together. */
public final class TokenizerTraining {

    private TokenizerTraining() {
    }

    /**
     * The most frequent pieces; for byte pair encoding the 256 bytes and then the merge of the most frequent pair of neighbours, again and
     * again (Sennrich et al. 2016, algorithm 1). Of equally frequent ones the first in the order of code points.
     *
     * @param size    tokens at most, the special ones included; with byte pair encoding no fewer than 259 come out
     * @param atLeast what occurs less often is no token, or no merge
     */
    public static Tokenizer train(PieceCounts counts, int size, int atLeast) {
        List<String> tokens = new ArrayList<>(Vocabulary.SPECIAL);
        List<Merge> merges = new ArrayList<>();
        if (counts.kind() == TokenizerKind.BPE) {
            for (int b = 0; b < 256; b++) {
                tokens.add(ByteLetters.of(b));
            }
            new Merging(counts.byFrequency()).run(size, atLeast, tokens, merges);
        } else {
            counts.byFrequency().stream().filter(piece -> piece.count() >= atLeast).map(PieceCounts.Counted::piece)
                    .filter(piece -> !Vocabulary.SPECIAL.contains(piece)).limit(Math.max(0, size - tokens.size())).forEach(tokens::add);
        }
        return new Tokenizer(counts.kind(), new Vocabulary(tokens), merges);
    }

    /** Words as their parts, and the pairs of neighbours in them with their frequency, kept up to date. */
    private static final class Merging {
        private record Pair(Merge merge, long count) {
        }

        private final List<List<String>> words = new ArrayList<>();
        private final List<Long> counts = new ArrayList<>();
        private final Map<Merge, Long> pairs = new HashMap<>();
        private final Map<Merge, Set<Integer>> where = new HashMap<>();
        private final PriorityQueue<Pair> queue = new PriorityQueue<>(Comparator.comparingLong(Pair::count).reversed()
                .thenComparing(pair -> pair.merge().left(), CodePointOrder.INSTANCE).thenComparing(pair -> pair.merge().right(), CodePointOrder.INSTANCE));

        Merging(List<PieceCounts.Counted> pieces) {
            for (PieceCounts.Counted piece : pieces) {
                List<String> parts = new ArrayList<>();
                for (int i = 0; i < piece.piece().length(); i++) {
                    parts.add(piece.piece().substring(i, i + 1));
                }
                words.add(parts);
                counts.add(piece.count());
                count(words.size() - 1, 1);
            }
            pairs.forEach((merge, count) -> queue.add(new Pair(merge, count)));
        }

        void run(int size, int atLeast, List<String> tokens, List<Merge> merges) {
            Set<String> known = new HashSet<>(tokens);
            while (tokens.size() < size && !queue.isEmpty()) {
                Pair best = queue.remove();
                long now = pairs.getOrDefault(best.merge(), 0L);
                if (now != best.count()) {
                    // Merges before have taken some of it: its place in the queue is another one.
                    if (now > 0) {
                        queue.add(new Pair(best.merge(), now));
                    }
                    continue;
                }
                if (now < atLeast || now == 0) {
                    break;
                }
                merges.add(best.merge());
                if (known.add(best.merge().joined())) {
                    tokens.add(best.merge().joined());
                }
                apply(best.merge());
            }
        }

        private void apply(Merge merge) {
            Set<Merge> grown = new HashSet<>();
            for (int word : new ArrayList<>(where.get(merge))) {
                count(word, -1);
                words.set(word, Tokenizer.joined(words.get(word), merge));
                count(word, 1);
                String joined = merge.joined();
                List<String> parts = words.get(word);
                for (int i = 0; i + 1 < parts.size(); i++) {
                    if (parts.get(i).equals(joined) || parts.get(i + 1).equals(joined)) {
                        grown.add(new Merge(parts.get(i), parts.get(i + 1)));
                    }
                }
            }
            grown.forEach(pair -> queue.add(new Pair(pair, pairs.get(pair))));
        }

        private void count(int word, int sign) {
            List<String> parts = words.get(word);
            for (int i = 0; i + 1 < parts.size(); i++) {
                Merge pair = new Merge(parts.get(i), parts.get(i + 1));
                pairs.merge(pair, sign * counts.get(word), Long::sum);
                if (sign > 0) {
                    where.computeIfAbsent(pair, any -> new HashSet<>()).add(word);
                } else {
                    Set<Integer> places = where.get(pair);
                    if (places != null) {
                        places.remove(word);
                    }
                }
            }
        }
    }
}
