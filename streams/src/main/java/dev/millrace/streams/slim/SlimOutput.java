package dev.millrace.streams.slim;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow as values are put behind one another. */
final class SlimOutput {

    private static final int START = 64;
    private static final int VARIABLE_BYTES_MAX = 10;

    private byte[] bytes = new byte[START];
    private int size;

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    void oneByte(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
    }

    void fourBytes(int value) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            oneByte(value >>> shift);
        }
    }

    /** A number in as few bytes as it needs; small ones of either sign need one. */
    void number(long value) {
        reserve(VARIABLE_BYTES_MAX);
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    void text(String value) {
        bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    void bytes(byte[] value) {
        number(value.length);
        reserve(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
