package dev.millrace.streams.slim;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * A Java record as compact JSON, for state stores, changelogs and repartition topics.
 *
 * <p>Components that are null are left out. Unknown fields are refused, because state of another
 * shape belongs to another version of the store.
 *
 * @param <T> the record
 */
public final class SlimSerde<T> implements Serde<T> {

    private static final ObjectMapper JSON =
            new ObjectMapper()
                    .setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private final ObjectReader reader;
    private final ObjectWriter writer;
    private final String name;

    public SlimSerde(Class<T> type) {
        this.reader = JSON.readerFor(type);
        this.writer = JSON.writerFor(type);
        this.name = type.getSimpleName();
    }

    @Override
    public Serializer<T> serializer() {
        return new Serializer<>() {
            @Override
            public byte @Nullable [] serialize(String topic, @Nullable T value) {
                return value == null ? null : toBytes(value);
            }
        };
    }

    @Override
    public Deserializer<T> deserializer() {
        return new Deserializer<>() {
            @Override
            public @Nullable T deserialize(String topic, byte @Nullable [] bytes) {
                return bytes == null ? null : fromBytes(bytes);
            }
        };
    }

    private byte[] toBytes(T value) {
        try {
            return writer.writeValueAsBytes(value);
        } catch (IOException e) {
            throw new SerializationException(name + " cannot be written as JSON", e);
        }
    }

    private T fromBytes(byte[] bytes) {
        try {
            return reader.readValue(bytes);
        } catch (IOException e) {
            // Without the cause: it quotes the contents, and this reaches the log.
            throw new SerializationException("state is not the JSON of a " + name);
        }
    }
}
