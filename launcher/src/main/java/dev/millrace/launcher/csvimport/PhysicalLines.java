package dev.millrace.launcher.csvimport;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** The lines of a UTF-8 file one by one; a line with broken bytes does not spoil the others. */
final class PhysicalLines implements AutoCloseable {

    /**
     * @param text without line ends; empty when the bytes are not UTF-8
     */
    record Line(long number, Optional<String> text) {}

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final InputStream bytes;
    private final Deque<Line> putBack = new ArrayDeque<>();
    private long read;

    PhysicalLines(Path file) throws IOException {
        this.bytes = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    }

    Optional<Line> next() throws IOException {
        if (!putBack.isEmpty()) {
            return Optional.of(putBack.pop());
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream(80);
        int next = bytes.read();
        if (next < 0) {
            return Optional.empty();
        }
        while (next >= 0 && next != '\n') {
            line.write(next);
            next = bytes.read();
        }
        read++;
        return Optional.of(new Line(read, decode(line.toByteArray())));
    }

    /** Gives lines back, the first of them on top. */
    void putBack(Deque<Line> lines) {
        lines.descendingIterator().forEachRemaining(putBack::push);
    }

    private Optional<String> decode(byte[] line) {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
            if (read == 1 && text.startsWith(BYTE_ORDER_MARK)) {
                text = text.substring(BYTE_ORDER_MARK.length());
            }
            return Optional.of(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
