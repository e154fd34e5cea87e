package io.perennial.ml;

import io.perennial.datasets.Datasets;
import io.perennial.datasets.text.TaggedSentence;
import io.perennial.datasets.text.TextOpener;
import io.perennial.driver.run.EntityScores;
import io.perennial.errors.InputException;
import io.perennial.worker.training.EntityCounts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/**
 * What looking words up makes of named entities, in three ways: each word its most frequent tag of the training set; the training entities as a
 * dictionary, the longest that fits first; and of that dictionary only what was an entity more often than not. A network that does not beat them has learned
 * no more than a list.
 */
public final class TagBaseline {

    private TagBaseline() {
    }

    /**
     * How they did on the test set.
     *
     * @param data       what was asked for
     * @param train      training sentences
     * @param test       test sentences
     * @param majority   a word's most frequent tag, O for one that is new
     * @param dictionary all training entities, each of its most frequent type
     * @param surer      those of them that are entities at more than half of the places where their words stand in the training set
     */
    public record Outcome(String data, long train, long test, EntityScores majority, EntityScores dictionary, EntityScores surer) {
    }

    /** Whether a name means words with a tag each. */
    public static boolean isOf(String data, Configuration hadoop) {
        return TextOpener.of(data, Datasets.Options.fromEnvironment(), hadoop).filter(TextOpener::isTagged).isPresent();
    }

    /**
     * Looks at the training set and tests on the test set.
     *
     * @param data a data set's name or a folder, of words with a tag each
     * @throws InputException if it is none
     */
    public static Outcome of(String data, Configuration hadoop) {
        TextOpener texts = TextOpener.of(data, Datasets.Options.fromEnvironment(), hadoop).filter(TextOpener::isTagged)
                .orElseThrow(() -> new InputException(data + ": no words with a tag each; name a folder with train.conll and test.conll, or a set in PERENNIAL_DATA"));
        List<TaggedSentence> train = texts.sentences("train");
        List<TaggedSentence> test = texts.sentences("test");
        List<String> classes = TaggedSentence.classes(train);
        Map<String, Integer> numbers = new HashMap<>();
        classes.forEach(name -> numbers.put(name, numbers.size()));
        Dictionary dictionary = new Dictionary(train);
        Map<String, String> ofWord = mostFrequentTags(train);
        EntityCounts majority = EntityCounts.none(classes.size());
        EntityCounts all = EntityCounts.none(classes.size());
        EntityCounts surer = EntityCounts.none(classes.size());
        for (TaggedSentence sentence : test) {
            int[] truth = numbered(sentence.tags(), numbers, data);
            majority.add(truth, numbered(sentence.words().stream().map(word -> ofWord.getOrDefault(word, TaggedSentence.OUTSIDE)).toList(), numbers, data), truth.length);
            all.add(truth, numbered(dictionary.tags(sentence.words(), 0), numbers, data), truth.length);
            surer.add(truth, numbered(dictionary.tags(sentence.words(), 0.5), numbers, data), truth.length);
        }
        return new Outcome(data, train.size(), test.size(), EntityScores.of(majority, classes), EntityScores.of(all, classes), EntityScores.of(surer, classes));
    }

    private static int[] numbered(List<String> tags, Map<String, Integer> numbers, String data) {
        int[] numbered = new int[tags.size()];
        for (int i = 0; i < numbered.length; i++) {
            Integer number = numbers.get(tags.get(i));
            if (number == null) {
                throw new InputException(data + ": a test word has the tag " + tags.get(i) + ", which no training word has; take such sentences out");
            }
            numbered[i] = number;
        }
        return numbered;
    }

    private static Map<String, String> mostFrequentTags(List<TaggedSentence> sentences) {
        Map<String, Map<String, Integer>> counts = new HashMap<>();
        for (TaggedSentence sentence : sentences) {
            for (int i = 0; i < sentence.words().size(); i++) {
                counts.computeIfAbsent(sentence.words().get(i), word -> new TreeMap<>()).merge(sentence.tags().get(i), 1, Integer::sum);
            }
        }
        Map<String, String> tags = new HashMap<>();
        counts.forEach((word, ofTags) -> tags.put(word, mostFrequent(ofTags)));
        return tags;
    }

    /** Of equally frequent ones the first in the order of their names. */
    private static String mostFrequent(Map<String, Integer> counts) {
        String best = null;
        for (Map.Entry<String, Integer> entry : counts.entrySet()) {
            if (best == null || entry.getValue() > counts.get(best)) {
                best = entry.getKey();
            }
        }
        return best;
    }

    /** Entities of a training set by their words. */
    private static final class Dictionary {

        private final Map<List<String>, Map<String, Integer>> types = new HashMap<>();
        private final Map<List<String>, Integer> places = new HashMap<>();
        private int longest;

        Dictionary(List<TaggedSentence> sentences) {
            for (TaggedSentence sentence : sentences) {
                int size = sentence.words().size();
                for (int from = 0; from < size; from++) {
                    if (begins(sentence.tags(), from)) {
                        int to = from + 1;
                        while (to < size && !sentence.tags().get(to).equals(TaggedSentence.OUTSIDE) && !begins(sentence.tags(), to)) {
                            to++;
                        }
                        types.computeIfAbsent(sentence.words().subList(from, to), words -> new TreeMap<>()).merge(sentence.tags().get(from).substring(2), 1, Integer::sum);
                        longest = Math.max(longest, to - from);
                    }
                }
            }
            for (TaggedSentence sentence : sentences) {
                int size = sentence.words().size();
                for (int from = 0; from < size; from++) {
                    for (int to = from + 1; to <= Math.min(size, from + longest); to++) {
                        List<String> words = sentence.words().subList(from, to);
                        if (types.containsKey(words)) {
                            places.merge(words, 1, Integer::sum);
                        }
                    }
                }
            }
        }

        private static boolean begins(List<String> tags, int word) {
            String tag = tags.get(word);
            return tag.startsWith("B-") || tag.startsWith("I-") && (word == 0 || !tags.get(word - 1).endsWith(tag.substring(1)));
        }

        /** @param above share of their places at which words must have been an entity */
        List<String> tags(List<String> words, double above) {
            List<String> tags = new ArrayList<>();
            while (tags.size() < words.size()) {
                int from = tags.size();
                int to = Math.min(words.size(), from + longest);
                while (to > from && !isEntity(words.subList(from, to), above)) {
                    to--;
                }
                if (to == from) {
                    tags.add(TaggedSentence.OUTSIDE);
                    continue;
                }
                String type = mostFrequent(types.get(words.subList(from, to)));
                for (int word = from; word < to; word++) {
                    tags.add((word == from ? "B-" : "I-") + type);
                }
            }
            return tags;
        }

        private boolean isEntity(List<String> words, double above) {
            Map<String, Integer> counts = types.get(words);
            return counts != null && counts.values().stream().mapToInt(Integer::intValue).sum() > above * places.get(words);
        }
    }
}
