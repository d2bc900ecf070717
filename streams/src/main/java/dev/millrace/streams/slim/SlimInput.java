package dev.millrace.streams.slim;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.errors.SerializationException;

/** Reads what {@link SlimOutput} wrote; whatever ends too early is refused. */
final class SlimInput {

    private static final int LAST_SHIFT = 63;

    private final byte[] bytes;
    private int at;

    SlimInput(byte[] bytes) {
        this.bytes = bytes;
    }

    boolean isAtEnd() {
        return at == bytes.length;
    }

    int oneByte() {
        need(1);
        return bytes[at++] & 0xFF;
    }

    int fourBytes() {
        int value = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            value = value << 8 | oneByte();
        }
        return value;
    }

    long number() {
        long rest = 0;
        for (int shift = 0; shift <= LAST_SHIFT; shift += 7) {
            int next = oneByte();
            rest |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return (rest >>> 1) ^ -(rest & 1);
            }
        }
        throw new SerializationException("a number of a state is too long");
    }

    /** A number that counts something which follows and needs a byte each at least, or a bit. */
    int count() {
        long count = number();
        if (count < 0 || count > bytes.length) {
            throw new SerializationException("a state says that %d parts follow".formatted(count));
        }
        return (int) count;
    }

    String text() {
        int length = length();
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }

    byte[] bytes() {
        int length = length();
        byte[] value = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return value;
    }

    private int length() {
        int length = count();
        need(length);
        return length;
    }

    private void need(int more) {
        if (bytes.length - at < more) {
            throw new SerializationException("a state ends too early");
        }
    }
}
