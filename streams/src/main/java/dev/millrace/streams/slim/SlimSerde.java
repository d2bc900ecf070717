package dev.millrace.streams.slim;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * A Java record as compact bytes, for state stores, changelogs and repartition topics.
 *
 * <p>The bytes begin with a mark and with a checksum of the record's shape: its components' names,
 * types and order. Bytes of another shape are refused, because state of another shape belongs to
 * another version of the store. State of earlier releases is JSON, and is read as such.
 *
 * @param <T> the record, a sealed interface of records, or an enum
 */
public final class SlimSerde<T> implements Serde<T> {

    // No JSON begins with this byte.
    private static final int BYTES = 1;

    private static final ObjectMapper JSON =
            new ObjectMapper()
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private final ObjectReader earlier;
    private final Class<T> type;
    private final Form form;
    private final int shape;

    /**
     * The serde of a record type.
     *
     * @throws IllegalArgumentException when the record holds what no slim record may hold
     */
    public SlimSerde(Class<T> type) {
        this.type = type;
        this.earlier = JSON.readerFor(type);
        this.form = Form.of(type);
        CRC32 checksum = new CRC32();
        checksum.update(form.shape().getBytes(StandardCharsets.UTF_8));
        this.shape = (int) checksum.getValue();
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
        SlimOutput out = new SlimOutput();
        out.oneByte(BYTES);
        out.fourBytes(shape);
        form.write(out, value);
        return out.toBytes();
    }

    private T fromBytes(byte[] bytes) {
        if (bytes.length == 0 || bytes[0] != BYTES) {
            return fromJson(bytes);
        }
        SlimInput in = new SlimInput(bytes);
        if (in.oneByte() != BYTES || in.fourBytes() != shape) {
            throw new SerializationException(
                    "state is not a %s of this release".formatted(type.getSimpleName()));
        }
        T value = type.cast(form.read(in));
        if (!in.isAtEnd()) {
            throw new SerializationException(
                    "state goes on behind a %s".formatted(type.getSimpleName()));
        }
        return value;
    }

    private T fromJson(byte[] bytes) {
        try {
            return earlier.readValue(bytes);
        } catch (IOException e) {
            // Without the cause: it quotes the contents, and this reaches the log.
            throw new SerializationException(
                    "state is not the JSON of a %s".formatted(type.getSimpleName()));
        }
    }
}
