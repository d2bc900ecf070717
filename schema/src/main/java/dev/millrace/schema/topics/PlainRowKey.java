package dev.millrace.schema.topics;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The wire form of keys that need no escapes, which are nearly all: ids and times. The bytes are
 * those that a JSON library makes, without its cost: keys are read and written more often than
 * anything else.
 */
final class PlainRowKey {

    private PlainRowKey() {}

    /** The bytes; null for a key that has to be escaped or encoded. */
    static byte @Nullable [] toBytes(List<String> values) {
        int length = 1;
        for (String value : values) {
            if (!isPlain(value)) {
                return null;
            }
            length += value.length() + 3;
        }
        byte[] bytes = new byte[length];
        int at = 0;
        for (String value : values) {
            bytes[at++] = (byte) (at == 1 ? '[' : ',');
            bytes[at++] = '"';
            for (int i = 0; i < value.length(); i++) {
                bytes[at++] = (byte) value.charAt(i);
            }
            bytes[at++] = '"';
        }
        bytes[at] = ']';
        return bytes;
    }

    /** The values; null for bytes of another form. */
    static @Nullable List<String> fromBytes(byte[] bytes) {
        List<String> values = new ArrayList<>(2);
        int at = 0;
        while (at < bytes.length && bytes[at] == (at == 0 ? '[' : ',')) {
            int begin = at + 2;
            int end = at + 1 < bytes.length && bytes[at + 1] == '"' ? endOfText(bytes, begin) : -1;
            if (end < 0) {
                return null;
            }
            values.add(new String(bytes, begin, end - begin, StandardCharsets.ISO_8859_1));
            at = end + 1;
        }
        boolean isWhole = !values.isEmpty() && at == bytes.length - 1 && bytes[at] == ']';
        return isWhole ? values : null;
    }

    /** Where the closing quote is; negative when something else than plain characters comes. */
    private static int endOfText(byte[] bytes, int begin) {
        for (int i = begin; i < bytes.length; i++) {
            if (bytes[i] == '"') {
                return i;
            }
            if (!isPlain((char) bytes[i])) {
                return -1;
            }
        }
        return -1;
    }

    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || !isPlain(c)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c <= '~' && c != '\\';
    }
}
