package io.perennial.datasets.text;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hugging Face's own library reads the files and encodes alike. */
class HuggingFaceTest {

    private static final List<String> TEXTS = List.of("The cat sat; the dog didn't.", "the low lower lowest, 2 of 3", "早餐很丰富，服务也热情 OK", "naïve ΣΑΣ İstanbul 😀 $5+5=10 `a`",
            "two  blanks\tand a\r\nline end\n\n", "it's we'll they've I'd 1234567 x²", "a\u00a0b\u3000c\u2028d zero\u200bwidth \u0000 nul \ufffd ends ");

    @ParameterizedTest
    @EnumSource(TokenizerKind.class)
    void theLibraryEncodesAlike(TokenizerKind kind) throws IOException {
        PieceCounts counts = new PieceCounts(kind);
        TEXTS.forEach(counts::add);
        Tokenizer tokenizer = TokenizerTraining.train(counts, 330, 1);
        try (HuggingFaceTokenizer theirs = HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(TokenizerFile.write(tokenizer)), java.util.Map.of("addSpecialTokens", "false"))) {
            List<String> texts = new ArrayList<>(TEXTS);
            Random random = new Random(3);
            String all = String.join("", TEXTS);
            for (int i = 0; i < 200; i++) {
                int from = all.offsetByCodePoints(0, random.nextInt(all.codePointCount(0, all.length()) - 12));
                texts.add(all.substring(from, all.offsetByCodePoints(from, 1 + random.nextInt(11))));
            }
            for (String text : texts) {
                char[] ours = tokenizer.encode(text);
                long[] expected = theirs.encode(text, false, false).getIds();
                long[] found = new long[ours.length];
                for (int i = 0; i < ours.length; i++) {
                    found[i] = ours[i];
                }
                assertThat(found).as(text).isEqualTo(expected);
            }
        }
    }
}
