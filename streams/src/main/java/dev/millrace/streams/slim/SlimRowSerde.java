package dev.millrace.streams.slim;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowSerde;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of a capture topic straight into slim records; it never writes.
 *
 * <p>Reading a row and picking its columns is one step, so a row that lacks a column, or holds
 * another form than its table promises, is a malformed record to Kafka Streams: it goes to the dead
 * letters with its position, and never fails the store half way.
 */
final class SlimRowSerde<T> implements Serde<T> {

    private final Function<Row, @Nullable T> slim;

    SlimRowSerde(Function<Row, @Nullable T> slim) {
        this.slim = slim;
    }

    @Override
    public Serializer<T> serializer() {
        throw new UnsupportedOperationException("capture topics are only read");
    }

    @Override
    public Deserializer<T> deserializer() {
        return new Deserializer<>() {
            @Override
            public @Nullable T deserialize(String topic, byte @Nullable [] bytes) {
                return bytes == null ? null : slim.apply(RowSerde.fromBytes(bytes));
            }
        };
    }
}
