package dev.millrace.streams.fanout;

import dev.millrace.schema.topics.RowKey;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.SerializationException;

/** Paths and a value behind one another, each path after its length. */
final class Framing {

    private static final int LENGTH_BYTES = Integer.BYTES;

    private Framing() {}

    static void write(ByteArrayOutputStream out, RowKey path) {
        byte[] bytes = PathSerde.toBytes(path);
        out.writeBytes(ByteBuffer.allocate(LENGTH_BYTES).putInt(bytes.length).array());
        out.writeBytes(bytes);
    }

    static RowKey readPath(ByteBuffer in) {
        try {
            int length = in.getInt();
            if (length < 0 || length > in.remaining()) {
                throw new SerializationException("a path is longer than its record");
            }
            byte[] bytes = new byte[length];
            in.get(bytes);
            return PathSerde.fromBytes(bytes);
        } catch (BufferUnderflowException e) {
            throw new SerializationException("a record ends inside a path", e);
        }
    }

    static byte[] readRest(ByteBuffer in) {
        byte[] bytes = new byte[in.remaining()];
        in.get(bytes);
        return bytes;
    }
}
