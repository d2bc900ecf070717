package dev.millrace.ingest.rows;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.RowKeySerde;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** Strings are written as the catalogue's writer writes them, and read back as they were. */
class JsonBufferTest {

    // What must be escaped, what must not, and characters of two, three and four bytes.
    private static final String ALPHABET =
            "ab \"\\/\b\f\n\r\t\u0001\u001f\u007f\u0080\u00e9\u00a2\u2028\ufffd\uD83D\uDE00";

    @Test
    void everyPlaceInAnEightOfBytes() {
        for (int length = 0; length < 20; length++) {
            for (int place = 0; place < length; place++) {
                for (char c = 0; c < 0x100; c++) {
                    char[] text = "x".repeat(length).toCharArray();
                    text[place] = c;
                    assertQuoted(new String(text));
                }
            }
        }
    }

    @Test
    void randomTexts() {
        long seed = ThreadLocalRandom.current().nextLong(1_000_000);
        Random random = new Random(seed);
        int[] characters = ALPHABET.codePoints().toArray();
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(60);
            for (int j = 0; j < length; j++) {
                text.appendCodePoint(
                        random.nextInt(3) > 0
                                ? 'a' + random.nextInt(26)
                                : characters[random.nextInt(characters.length)]);
            }
            try {
                assertQuoted(text.toString());
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    @Test
    void growsAndIsUsedAgain() {
        JsonBuffer json = new JsonBuffer();
        for (String text : new String[] {"a".repeat(100_000), "\n".repeat(5_000), "b"}) {
            json.clear();
            json.quote(text);
            assertWritten(json, text);
        }
    }

    private static void assertQuoted(String text) {
        JsonBuffer json = new JsonBuffer();
        byte[] bytes = ("\"" + text + "\"").getBytes(UTF_8);
        json.quote(bytes, 1, bytes.length - 1);
        assertWritten(json, text);
    }

    private static void assertWritten(JsonBuffer json, String text) {
        byte[] key = ("[" + new String(json.toBytes(), UTF_8) + "]").getBytes(UTF_8);
        assertThat(RowKeySerde.fromBytes(key)).isEqualTo(RowKey.of(text));
        // That writer escapes characters of four bytes, which need no escape.
        if (text.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
            assertThat(key)
                    .asString(UTF_8)
                    .isEqualTo(new String(RowKeySerde.toBytes(RowKey.of(text)), UTF_8));
        }
    }
}
