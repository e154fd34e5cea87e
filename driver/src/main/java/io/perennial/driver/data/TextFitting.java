package io.perennial.driver.data;

import io.perennial.datasets.Examples;
import io.perennial.datasets.TokenExamples;
import io.perennial.datasets.TokenShape;
import io.perennial.datasets.text.TextEncoding;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Texts in UTF-8: encodes them.
 *
 * @param encoding the model's own
 */
public record TextFitting(TextEncoding encoding) implements Fitting {

    /** What is wrong with a row of a table of texts that has no text, as the end of a sentence about it. */
    public static final String NO_ROW = "is no row of five columns (id, group, date, label, text)";

    @Override
    public TokenShape shape() {
        return encoding.shape();
    }

    /** @return ids of 16 bits each, as many as the text has */
    @Override
    public byte[] fit(byte[] bytes) throws BadExampleException {
        if (bytes == null) {
            throw new BadExampleException(NO_ROW);
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (TextEncoding.isEmpty(text)) {
            throw new BadExampleException("is an empty text");
        }
        char[] ids = encoding.encode(text);
        ByteBuffer fitted = ByteBuffer.allocate(ids.length * Character.BYTES);
        fitted.asCharBuffer().put(ids);
        return fitted.array();
    }

    @Override
    public Examples examples(List<byte[]> fitted) {
        TokenExamples.Builder builder = new TokenExamples.Builder(shape());
        for (int i = 0; i < fitted.size(); i++) {
            CharBuffer ids = ByteBuffer.wrap(fitted.get(i)).asCharBuffer();
            char[] text = new char[ids.remaining()];
            ids.get(text);
            builder.add(i, text, 0);
        }
        return builder.build();
    }
}
