package dev.millrace.streams.fanout;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** The form of a {@link Placement} in a state store. */
final class PlacementSerde<T> implements Serde<Placement<T>> {

    private final Serde<T> values;

    PlacementSerde(Serde<T> values) {
        this.values = values;
    }

    @Override
    public Serializer<Placement<T>> serializer() {
        return new Serializer<>() {
            @Override
            public byte @Nullable [] serialize(String topic, @Nullable Placement<T> placement) {
                if (placement == null) {
                    return null;
                }
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                Framing.write(out, placement.parent());
                Framing.write(out, placement.child());
                out.writeBytes(values.serializer().serialize(topic, placement.value()));
                return out.toByteArray();
            }
        };
    }

    @Override
    public Deserializer<Placement<T>> deserializer() {
        return new Deserializer<>() {
            @Override
            public @Nullable Placement<T> deserialize(String topic, byte @Nullable [] bytes) {
                if (bytes == null) {
                    return null;
                }
                ByteBuffer in = ByteBuffer.wrap(bytes);
                return new Placement<>(
                        Framing.readPath(in),
                        Framing.readPath(in),
                        values.deserializer().deserialize(topic, Framing.readRest(in)));
            }
        };
    }
}
