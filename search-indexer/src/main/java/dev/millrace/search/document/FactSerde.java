package dev.millrace.search.document;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowSerde;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Facts as JSON objects, numbers exact. */
final class FactSerde implements Serde<Fact> {

    @Override
    public Serializer<Fact> serializer() {
        return new Serializer<>() {
            @Override
            public byte @Nullable [] serialize(String topic, @Nullable Fact fact) {
                return fact == null ? null : RowSerde.toBytes(new Row(fact.columns()));
            }
        };
    }

    @Override
    public Deserializer<Fact> deserializer() {
        return new Deserializer<>() {
            @Override
            public @Nullable Fact deserialize(String topic, byte @Nullable [] bytes) {
                return bytes == null ? null : new Fact(RowSerde.fromBytes(bytes).json());
            }
        };
    }
}
