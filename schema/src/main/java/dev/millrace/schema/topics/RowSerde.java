package dev.millrace.schema.topics;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Rows as JSON objects; numbers keep every digit. A tombstone stays null in both directions. */
public final class RowSerde implements Serde<Row> {

    // PostgreSQL holds longer numbers and texts, and deeper trees, than Jackson's limits allow.
    private static final StreamReadConstraints AS_POSTGRESQL_ALLOWS =
            StreamReadConstraints.builder()
                    .maxNumberLength(150_000)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNestingDepth(10_000)
                    .build();

    private static final ObjectMapper JSON =
            new ObjectMapper(
                            JsonFactory.builder()
                                    .streamReadConstraints(AS_POSTGRESQL_ALLOWS)
                                    .streamWriteConstraints(
                                            StreamWriteConstraints.builder()
                                                    .maxNestingDepth(10_000)
                                                    .build())
                                    .build())
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));

    @Override
    public Serializer<Row> serializer() {
        return new Serializer<>() {
            @Override
            public byte @Nullable [] serialize(String topic, @Nullable Row row) {
                return row == null ? null : toBytes(row);
            }
        };
    }

    @Override
    public Deserializer<Row> deserializer() {
        return new Deserializer<>() {
            @Override
            public @Nullable Row deserialize(String topic, byte @Nullable [] bytes) {
                return bytes == null ? null : fromBytes(bytes);
            }
        };
    }

    /** The wire form of a row. */
    public static byte[] toBytes(Row row) {
        try {
            return JSON.writeValueAsBytes(row.json());
        } catch (JsonProcessingException e) {
            throw new SerializationException("row cannot be written", e);
        }
    }

    /**
     * Reads the wire form.
     *
     * @throws SerializationException when the bytes are not one JSON object
     */
    public static Row fromBytes(byte[] bytes) {
        try {
            JsonNode node = JSON.readTree(bytes);
            if (node instanceof ObjectNode object) {
                return new Row(object);
            }
        } catch (IOException e) {
            // Without the cause: it quotes the contents, and this reaches the log.
            throw new SerializationException("row is not JSON");
        }
        throw new SerializationException("row is not a JSON object");
    }

    /** An empty object to fill with columns. */
    public static ObjectNode newObject() {
        return JSON.createObjectNode();
    }
}
