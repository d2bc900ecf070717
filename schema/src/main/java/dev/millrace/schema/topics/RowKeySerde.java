package dev.millrace.schema.topics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** Row keys as compact JSON arrays of strings. */
public final class RowKeySerde implements Serde<RowKey> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public Serializer<RowKey> serializer() {
        return (topic, key) -> toBytes(key);
    }

    @Override
    public Deserializer<RowKey> deserializer() {
        return (topic, bytes) -> fromBytes(bytes);
    }

    /** The wire form of a key. */
    public static byte[] toBytes(RowKey key) {
        byte[] plain = PlainRowKey.toBytes(key.values());
        if (plain != null) {
            return plain;
        }
        try {
            return JSON.writeValueAsBytes(key.values());
        } catch (JsonProcessingException e) {
            throw new SerializationException("row key cannot be written", e);
        }
    }

    /**
     * Reads the wire form.
     *
     * @throws SerializationException when the bytes are not a JSON array of strings
     */
    public static RowKey fromBytes(byte[] bytes) {
        List<String> plain = PlainRowKey.fromBytes(bytes);
        if (plain != null) {
            return new RowKey(plain);
        }
        try {
            return new RowKey(Arrays.asList(JSON.readValue(bytes, String[].class)));
        } catch (IOException | RuntimeException e) {
            // Without the cause: it quotes the contents, and this reaches the log.
            throw new SerializationException("row key is not a JSON array of strings");
        }
    }
}
