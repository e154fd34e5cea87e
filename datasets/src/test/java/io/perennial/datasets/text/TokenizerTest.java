package io.perennial.datasets.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.errors.InputException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TokenizerTest {

    private static final List<String> TEXTS = List.of("The cat sat; the dog didn't.", "the low lower lowest, 2 of 3", "早餐很丰富，服务也热情 OK", "naïve ΣΑΣ 😀");

    private static Tokenizer trained(TokenizerKind kind, int size, int atLeast) {
        PieceCounts counts = new PieceCounts(kind);
        TEXTS.forEach(counts::add);
        return TokenizerTraining.train(counts, size, atLeast);
    }

    private static List<String> tokens(Tokenizer tokenizer, String text) {
        List<String> tokens = new ArrayList<>();
        for (char id : tokenizer.encode(text)) {
            tokens.add(tokenizer.vocabulary().tokens().get(id));
        }
        return tokens;
    }

    private static int[] ids(Tokenizer tokenizer, String text) {
        char[] ids = tokenizer.encode(text);
        return IntStream.range(0, ids.length).map(i -> ids[i]).toArray();
    }

    @Test
    void wordsAreLowerCasedAndChineseIsTakenCharacterByCharacter() {
        Tokenizer words = trained(TokenizerKind.WORD, 1000, 1);
        assertThat(tokens(words, "The cat didn't")).containsExactly("the", "cat", "didn", "'", "t");
        assertThat(tokens(words, "早餐很，OK")).containsExactly("早", "餐", "很", "，", "ok");
        assertThat(tokens(words, "the zebra")).containsExactly("the", "[UNK]");
    }

    @Test
    void theMostFrequentComeFirstAndEqualsInCodePointOrder() {
        Tokenizer words = trained(TokenizerKind.WORD, 1000, 1);
        assertThat(words.vocabulary().tokens().subList(0, 7)).containsExactly("[PAD]", "[UNK]", "[MASK]", "the", "'", ",", ".");
        assertThat(words.vocabulary().tokens()).last().isEqualTo("😀");
        assertThat(trained(TokenizerKind.WORD, 5, 1).vocabulary().tokens()).containsExactly("[PAD]", "[UNK]", "[MASK]", "the", "'");
        assertThat(trained(TokenizerKind.WORD, 1000, 2).vocabulary().tokens()).containsExactly("[PAD]", "[UNK]", "[MASK]", "the");
    }

    @Test
    void noTextIsEncodedAsPaddingOrMask() {
        Tokenizer characters = trained(TokenizerKind.CHARACTER, 1000, 1);
        for (Tokenizer tokenizer : List.of(trained(TokenizerKind.WORD, 1000, 1), characters, trained(TokenizerKind.BPE, 300, 1))) {
            for (char id : tokenizer.encode("[PAD] [MASK]")) {
                assertThat((int) id).isNotIn(0, 2);
            }
        }
    }

    @Test
    void charactersAndBytesGiveTheTextBack() {
        for (String text : TEXTS) {
            Tokenizer characters = trained(TokenizerKind.CHARACTER, 1000, 1);
            assertThat(characters.decode(ids(characters, text))).isEqualTo(text);
            Tokenizer bytes = trained(TokenizerKind.BPE, 280, 1);
            assertThat(bytes.decode(ids(bytes, text + " žβ漢\n"))).isEqualTo(text + " žβ漢\n");
        }
    }

    @Test
    void pairsAreMergedByFrequency() {
        PieceCounts counts = new PieceCounts(TokenizerKind.BPE);
        counts.add("low low low low low lower lower newest newest newest newest newest newest widest widest widest");
        Tokenizer bytes = TokenizerTraining.train(counts, 3 + 256 + 5, 1);
        // es 9, st 9 (e s first), then est, then lo and ow 7: "lo" is before "ow", and so on.
        assertThat(bytes.merges().subList(0, 3)).containsExactly(new Merge("e", "s"), new Merge("es", "t"), new Merge("l", "o"));
        assertThat(bytes.vocabulary().size()).isEqualTo(264);
    }

    @ParameterizedTest
    @EnumSource(TokenizerKind.class)
    void countsOfPartsInAnyOrderMakeTheSameTokenizer(TokenizerKind kind) {
        List<String> many = new ArrayList<>();
        Random random = new Random(5);
        for (int i = 0; i < 200; i++) {
            many.add(TEXTS.get(random.nextInt(4)).substring(random.nextInt(5)));
        }
        PieceCounts whole = new PieceCounts(kind);
        many.forEach(whole::add);
        Collections.shuffle(many, new Random(6));
        PieceCounts parts = new PieceCounts(kind);
        for (int i = 0; i < many.size(); i += 50) {
            PieceCounts part = new PieceCounts(kind);
            many.subList(i, i + 50).forEach(part::add);
            parts.add(part);
        }
        assertThat(TokenizerTraining.train(parts, 320, 2).sha256()).isEqualTo(TokenizerTraining.train(whole, 320, 2).sha256());
    }

    @ParameterizedTest
    @EnumSource(TokenizerKind.class)
    void aFileGivesTheTokenizerBack(TokenizerKind kind) {
        Tokenizer tokenizer = trained(kind, 300, 1);
        Tokenizer read = TokenizerFile.read(TokenizerFile.write(tokenizer), "tokenizer.json");
        assertThat(read).isEqualTo(tokenizer);
        TEXTS.forEach(text -> assertThat(read.encode(text)).isEqualTo(tokenizer.encode(text)));
    }

    @Test
    void aFileOfAnotherKindIsRefusedByName() {
        assertThatThrownBy(() -> TokenizerFile.read("{".getBytes(StandardCharsets.UTF_8), "t.json")).isInstanceOf(InputException.class).hasMessageContaining("t.json: not JSON");
        assertThatThrownBy(() -> TokenizerFile.read("{\"model\":{\"type\":\"Unigram\"}}".getBytes(StandardCharsets.UTF_8), "t.json"))
                .isInstanceOf(InputException.class).hasMessageContaining("found a model Unigram");
        String gap = new String(TokenizerFile.write(trained(TokenizerKind.WORD, 5, 1)), StandardCharsets.UTF_8).replace("\"the\" : 3", "\"the\" : 7");
        assertThatThrownBy(() -> TokenizerFile.read(gap.getBytes(StandardCharsets.UTF_8), "t.json")).hasMessageContaining("no token 3");
    }
}
