package dev.millrace.ingest.pgoutput;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The texts of a message, which the server sends in UTF-8. */
final class Texts {

    private Texts() {}

    /** A text that ends at a zero byte. */
    static String terminated(ByteBuffer message) {
        int from = message.position();
        int end = from;
        while (message.get(end) != 0) {
            end++;
        }
        String text = ofLength(message, end - from);
        message.get();
        return text;
    }

    /** A text of so many bytes. */
    static String ofLength(ByteBuffer message, int bytes) {
        int from = message.position();
        message.position(from + bytes);
        return new String(
                message.array(), message.arrayOffset() + from, bytes, StandardCharsets.UTF_8);
    }
}
