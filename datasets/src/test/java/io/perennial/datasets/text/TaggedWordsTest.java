package io.perennial.datasets.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.datasets.Dataset;
import io.perennial.datasets.Datasets;
import io.perennial.datasets.Shard;
import io.perennial.datasets.TokenExamples;
import io.perennial.datasets.TokenShape;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaggedWordsTest {

    private static final String TRAIN = "Anna\tB-PER\nBell\tI-PER\nsaw\tO\nRome\tB-LOC\n\n\nshe\tO\nleft\tO\n\nBell\tB-PER\n";

    @TempDir
    Path folder;

    private Dataset open(String train, String test, String tokenizer, int length) {
        try {
            Files.writeString(folder.resolve("train.conll"), train);
            Files.writeString(folder.resolve("test.conll"), test);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        TextPlan plan = new TextPlan.FromTraining(tokenizer, length, 100, 1, new LineRules(OnBadText.REFUSE, 1000));
        return Datasets.open(folder.toString(), new Datasets.Options(null, 1, null, plan), new Configuration(), line -> { });
    }

    private static List<String> tags(Dataset data, int workers) throws IOException {
        List<String> all = new ArrayList<>();
        for (Shard shard : data.train().shards(workers)) {
            TokenExamples examples = (TokenExamples) shard.read(new Configuration());
            for (int i = 0; i < examples.size(); i++) {
                StringBuilder tags = new StringBuilder(examples.id(i) + ":");
                for (int t = 0; t < examples.length(i); t++) {
                    tags.append(examples.beginsWord(i, t) ? " " : "+").append(data.classes().get(examples.label(i, t)));
                }
                all.add(tags.toString());
            }
        }
        return all;
    }

    @Test
    void aSentenceIsAnExampleWithATagForEachWord() throws IOException {
        Dataset data = open(TRAIN, "Rome\tB-LOC\n", "word", 8);

        assertThat(data.classes()).containsExactly("O", "B-LOC", "I-LOC", "B-PER", "I-PER");
        assertThat(((TokenShape) data.shape()).target()).isEqualTo(TokenShape.Target.TAG);
        assertThat(data.train().size()).isEqualTo(3);
        assertThat(tags(data, 1)).containsExactly("0: B-PER I-PER O B-LOC", "1: O O", "2: B-PER");
        assertThat(tags(data, 3)).isEqualTo(tags(data, 1));
    }

    @Test
    void aWordsLaterTokensGoOnWithItsEntityAndALongSentenceGoesOnInAnotherExample() throws IOException {
        Dataset data = open(TRAIN, "Rome\tB-LOC\n", "character", 10);

        // Each word has a blank before it.
        assertThat(tags(data, 1)).containsExactly("0: B-PER+I-PER+I-PER+I-PER+I-PER I-PER+I-PER+I-PER+I-PER+I-PER", "1: O+O+O+O B-LOC+I-LOC+I-LOC+I-LOC+I-LOC",
                "2: O+O+O+O O+O+O+O+O", "3: B-PER+I-PER+I-PER+I-PER+I-PER");
        assertThat(tags(data, 4)).isEqualTo(tags(data, 1));
        assertThat(tags(data, 2)).isEqualTo(tags(data, 1));
    }

    @Test
    void eachTokenBringsTheAttributesOfItsWordAndWordsThatLookAlikeShareThem() throws IOException {
        Files.writeString(folder.resolve("train.conll"), "Annabel\tB-PER\nmet\tO\n\nIsabel\tB-PER\n");
        Files.writeString(folder.resolve("test.conll"), "Mabel\tB-PER\n");
        Dataset data = Datasets.open(folder.toString(), new Datasets.Options(null, 1, null,
                new TextPlan.FromTraining("character", 20, 100, 1, new LineRules(OnBadText.REFUSE, 1000), TokenShape.Target.NEXT_TOKEN, 1000)), new Configuration(), line -> { });

        TokenExamples train = (TokenExamples) data.train().shards(1).get(0).read(new Configuration());
        TokenExamples test = (TokenExamples) data.test().shards(1).get(0).read(new Configuration());
        List<Integer> annabel = attributes(train, 0, 0);
        assertThat(attributes(train, 0, 7)).as("her last letter's").isEqualTo(annabel);
        assertThat(attributes(train, 0, 8)).as("of the next word").doesNotContainAnyElementsOf(annabel);
        assertThat(annabel).allMatch(attribute -> attribute < 1000);
        // The word itself, its shape, first one, last one, first two, last two, first three, last three.
        List<Integer> mabel = attributes(test, 0, 0);
        List<Integer> isabel = attributes(train, 1, 0);
        for (int same : new int[] {1, 3, 5, 7}) {
            assertThat(mabel.get(same)).isEqualTo(isabel.get(same)).isEqualTo(annabel.get(same));
        }
        for (int other : new int[] {0, 2, 4, 6}) {
            assertThat(mabel.get(other)).isNotEqualTo(isabel.get(other));
        }
    }

    private static List<Integer> attributes(TokenExamples examples, int i, int token) {
        return IntStream.range(0, TokenShape.WORD_ATTRIBUTES).map(a -> examples.wordAttribute(i, token, a)).boxed().toList();
    }

    @Test
    void aShapeTellsKindsOfCharacters() {
        assertThat(WordAttributes.shape("London")).isEqualTo("Xxxxx");
        assertThat(WordAttributes.shape("@NASA12:30")).isEqualTo("@XXXXdd:dd");
        assertThat(WordAttributes.shape("東京")).isEqualTo("ll");
    }

    @Test
    void onlyTaggedWordsHaveAttributes() throws IOException {
        Files.writeString(folder.resolve("train.txt"), "some text\n");
        Files.writeString(folder.resolve("test.txt"), "more text\n");
        Datasets.Options options = new Datasets.Options(null, 1, null,
                new TextPlan.FromTraining("character", 20, 100, 1, LineRules.DEFAULT, TokenShape.Target.NEXT_TOKEN, 1000));

        assertThatThrownBy(() -> Datasets.open(folder.toString(), options, new Configuration(), line -> { })).isInstanceOf(InputException.class)
                .hasMessageContaining("text.wordBuckets").hasMessageContaining(".conll");
    }

    @Test
    void whatIsNoTaggedWordIsNamedWithItsLine() {
        assertThatThrownBy(() -> open("Anna\tB-PER\nBell I-PER\n", "a\tO\n", "word", 8)).isInstanceOf(InputException.class)
                .hasMessageContaining("train.conll: line 2").hasMessageContaining("a tab and a tag");
        assertThatThrownBy(() -> open("Anna\tPER\n", "a\tO\n", "word", 8)).isInstanceOf(InputException.class).hasMessageContaining("line 1");
        assertThatThrownBy(() -> open(TRAIN, "x\tO\nRome\tB-ORG\n", "word", 8)).isInstanceOf(InputException.class)
                .hasMessageContaining("test.conll: line 2").hasMessageContaining("B-ORG");
        assertThatThrownBy(() -> open("a\tO\n", "a\tO\n", "word", 8)).isInstanceOf(InputException.class).hasMessageContaining("nothing to learn");
    }
}
