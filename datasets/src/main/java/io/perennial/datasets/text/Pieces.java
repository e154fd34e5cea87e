package io.perennial.datasets.text;

import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a text falls into pieces before a vocabulary is looked at; each is what Hugging Face's tokenizers do under the names given. */
enum Pieces {

    /**
     * Words and punctuation marks in lower case, Chinese characters one by one: BertNormalizer (accents stay), BertPreTokenizer. Control
     * characters and U+FFFD are dropped.
     */
    WORDS {
        @Override
        void split(String text, Consumer<String> piece) {
            StringBuilder word = new StringBuilder();
            for (int i = 0; i < text.length(); ) {
                int c = text.codePointAt(i);
                i += Character.charCount(c);
                if (isSpace(c)) {
                    end(word, piece);
                } else if (isDropped(c)) {
                    continue;
                } else if (isChinese(c) || isPunctuation(c)) {
                    end(word, piece);
                    piece.accept(Character.toString(c));
                } else {
                    // By the character and not by the text: a sigma at a word's end stays what it is elsewhere.
                    word.append(c < 0x80 ? Character.toString(Character.toLowerCase(c)) : Character.toString(c).toLowerCase(Locale.ROOT));
                }
            }
            end(word, piece);
        }
    },

    /** Every character, blanks and line ends included. */
    CHARACTERS {
        @Override
        void split(String text, Consumer<String> piece) {
            for (int i = 0; i < text.length(); ) {
                int c = text.codePointAt(i);
                i += Character.charCount(c);
                piece.accept(Character.toString(c));
            }
        }
    },

    /** Words with the blank before them, as letters of their bytes: ByteLevel without a blank before the first. */
    BYTES {
        @Override
        void split(String text, Consumer<String> piece) {
            for (Matcher word = BYTE_LEVEL.matcher(text); word.find(); ) {
                piece.accept(ByteLetters.of(word.group()));
            }
        }
    };

    /** GPT-2's pattern. */
    private static final Pattern BYTE_LEVEL = Pattern.compile("'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
            Pattern.UNICODE_CHARACTER_CLASS);

    /** Gives a text's pieces one after another. */
    abstract void split(String text, Consumer<String> piece);

    private static void end(StringBuilder word, Consumer<String> piece) {
        if (!word.isEmpty()) {
            piece.accept(word.toString());
            word.setLength(0);
        }
    }

    /** Unicode's White_Space. */
    static boolean isSpace(int c) {
        return c >= 0x9 && c <= 0xd || c == 0x20 || c == 0x85 || c == 0xa0 || c >= 0x1680 && Character.isSpaceChar(c);
    }

    private static boolean isDropped(int c) {
        return c == 0xfffd || switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.PRIVATE_USE, Character.UNASSIGNED, Character.SURROGATE -> true;
            default -> false;
        };
    }

    private static boolean isPunctuation(int c) {
        if (c < 0x80) {
            return c >= '!' && c <= '/' || c >= ':' && c <= '@' || c >= '[' && c <= '`' || c >= '{' && c <= '~';
        }
        return switch (Character.getType(c)) {
            case Character.CONNECTOR_PUNCTUATION, Character.DASH_PUNCTUATION, Character.START_PUNCTUATION, Character.END_PUNCTUATION,
                 Character.INITIAL_QUOTE_PUNCTUATION, Character.FINAL_QUOTE_PUNCTUATION, Character.OTHER_PUNCTUATION -> true;
            default -> false;
        };
    }

    /** The blocks of CJK ideographs that BERT's tokenizer takes apart. */
    private static boolean isChinese(int c) {
        return c >= 0x4e00 && c <= 0x9fff || c >= 0x3400 && c <= 0x4dbf || c >= 0x20000 && c <= 0x2a6df || c >= 0x2a700 && c <= 0x2b73f
                || c >= 0x2b740 && c <= 0x2b81f || c >= 0x2b920 && c <= 0x2ceaf || c >= 0xf900 && c <= 0xfaff || c >= 0x2f800 && c <= 0x2fa1f;
    }
}
