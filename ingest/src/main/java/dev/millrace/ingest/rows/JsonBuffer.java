package dev.millrace.ingest.rows;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * JSON in UTF-8 on its way into a record: written once, from bytes that PostgreSQL sent, and used
 * again for the next row. For one thread.
 */
public final class JsonBuffer {

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long LOW_BITS = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long QUOTES = '"' * LOW_BITS;
    private static final long BACKSLASHES = '\\' * LOW_BITS;
    private static final long SPACES = ' ' * LOW_BITS;

    private static final byte[] HEXADECIMAL = "0123456789ABCDEF".getBytes(US_ASCII);

    private byte[] bytes = new byte[1024];
    private int length;

    /** Forgets what was written. */
    void clear() {
        length = 0;
    }

    /** A copy of what was written. */
    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    /** Appends one ASCII character. */
    void ascii(char c) {
        if (length == bytes.length) {
            grow(1);
        }
        bytes[length++] = (byte) c;
    }

    /** Appends bytes that are JSON already. */
    void raw(byte[] json) {
        raw(json, 0, json.length);
    }

    /** Appends bytes that are JSON already. */
    void raw(byte[] json, int from, int to) {
        int count = to - from;
        if (count > bytes.length - length) {
            grow(count);
        }
        System.arraycopy(json, from, bytes, length, count);
        length += count;
    }

    /** Appends a text as a JSON string. */
    void quote(String text) {
        byte[] utf8 = text.getBytes(UTF_8);
        quote(utf8, 0, utf8.length);
    }

    /** Appends a text in UTF-8 as a JSON string. */
    void quote(byte[] text, int from, int to) {
        ascii('"');
        int clean = from;
        int at = nextToEscape(text, from, to);
        while (at < to) {
            raw(text, clean, at);
            escape(text[at]);
            clean = at + 1;
            at = nextToEscape(text, clean, to);
        }
        raw(text, clean, to);
        ascii('"');
    }

    /** The next place of a quote, a backslash or a control character; {@code to} without one. */
    private static int nextToEscape(byte[] text, int from, int to) {
        int at = from;
        // Eight at a time, as nearly every text holds none; bytes beyond ASCII are left alone.
        while (at + Long.BYTES <= to) {
            long eight = (long) EIGHT_BYTES.get(text, at);
            long control = (eight - SPACES) & ~eight;
            long found = control | zeroes(eight ^ QUOTES) | zeroes(eight ^ BACKSLASHES);
            if ((found & HIGH_BITS) != 0) {
                break;
            }
            at += Long.BYTES;
        }
        while (at < to) {
            byte b = text[at];
            if (b == '"' || b == '\\' || (b >= 0 && b < ' ')) {
                return at;
            }
            at++;
        }
        return to;
    }

    /** The high bit of each byte that is zero; perhaps of bytes after the first such one too. */
    private static long zeroes(long eight) {
        return (eight - LOW_BITS) & ~eight;
    }

    private void escape(byte b) {
        ascii('\\');
        switch (b) {
            case '"', '\\' -> ascii((char) b);
            case '\b' -> ascii('b');
            case '\f' -> ascii('f');
            case '\n' -> ascii('n');
            case '\r' -> ascii('r');
            case '\t' -> ascii('t');
            default -> {
                ascii('u');
                ascii('0');
                ascii('0');
                ascii((char) HEXADECIMAL[b >>> 4]);
                ascii((char) HEXADECIMAL[b & 15]);
            }
        }
    }

    private void grow(int more) {
        // An overflow is an array that no record could hold: the allocation then fails by itself.
        bytes = Arrays.copyOf(bytes, Math.max(length + more, length + (length >> 1)));
    }
}
