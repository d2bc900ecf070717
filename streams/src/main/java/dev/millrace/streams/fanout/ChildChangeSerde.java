package dev.millrace.streams.fanout;

import dev.millrace.schema.topics.RowKey;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** The wire form of a {@link ChildChange} in a repartition topic; a leaving child has no value. */
final class ChildChangeSerde<T> implements Serde<ChildChange<T>> {

    private final Serde<T> values;

    ChildChangeSerde(Serde<T> values) {
        this.values = values;
    }

    @Override
    public Serializer<ChildChange<T>> serializer() {
        return new Serializer<>() {
            @Override
            public byte @Nullable [] serialize(String topic, @Nullable ChildChange<T> change) {
                if (change == null) {
                    return null;
                }
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                Framing.write(out, change.child());
                if (change.value() != null) {
                    out.writeBytes(values.serializer().serialize(topic, change.value()));
                }
                return out.toByteArray();
            }
        };
    }

    @Override
    public Deserializer<ChildChange<T>> deserializer() {
        return new Deserializer<>() {
            @Override
            public @Nullable ChildChange<T> deserialize(String topic, byte @Nullable [] bytes) {
                if (bytes == null) {
                    return null;
                }
                ByteBuffer in = ByteBuffer.wrap(bytes);
                RowKey child = Framing.readPath(in);
                return new ChildChange<>(
                        child,
                        in.hasRemaining()
                                ? values.deserializer().deserialize(topic, Framing.readRest(in))
                                : null);
            }
        };
    }
}
