package dev.millrace.streams.fanout;

import dev.millrace.schema.topics.RowKey;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Keys of state stores in a form whose prefixes are the bytes of shorter keys: every value ends in
 * a zero byte, which PostgreSQL's text cannot hold.
 */
public final class PathSerde implements Serde<RowKey> {

    private static final byte END = 0;

    @Override
    public Serializer<RowKey> serializer() {
        return (topic, path) -> toBytes(path);
    }

    @Override
    public Deserializer<RowKey> deserializer() {
        return (topic, bytes) -> fromBytes(bytes);
    }

    /** The path of a child below its parent, from the root. */
    public static RowKey join(RowKey parent, RowKey child) {
        List<String> values = new ArrayList<>(parent.values());
        values.addAll(child.values());
        return new RowKey(values);
    }

    /** The path below a parent whose key has this many values. */
    public static RowKey below(RowKey path, int parentValues) {
        return new RowKey(path.values().subList(parentValues, path.values().size()));
    }

    static byte[] toBytes(RowKey path) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(40 * path.values().size());
        for (String value : path.values()) {
            if (value.indexOf(END) >= 0) {
                throw new SerializationException("a key value holds a zero byte");
            }
            bytes.writeBytes(value.getBytes(StandardCharsets.UTF_8));
            bytes.write(END);
        }
        return bytes.toByteArray();
    }

    static RowKey fromBytes(byte[] bytes) {
        List<String> values = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == END) {
                values.add(new String(bytes, start, i - start, StandardCharsets.UTF_8));
                start = i + 1;
            }
        }
        if (start != bytes.length || values.isEmpty()) {
            throw new SerializationException("state key is not a path");
        }
        return new RowKey(values);
    }
}
