package dev.millrace.streams.people;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.slim.SlimStream;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.jspecify.annotations.Nullable;

/** Someone of whom nothing but the existence matters. */
public record Person(String id) {

    /**
     * The people who are not deleted, by id, null for one who goes.
     *
     * @param name prefix of the node {@code <name>-source}
     */
    public static KStream<RowKey, Person> stream(StreamsBuilder builder, String name) {
        return SlimStream.of(builder, name, Topics.capture("identity.users"), Person::of);
    }

    /** A row of {@code identity.users}, null when it is deleted in the soft way. */
    static @Nullable Person of(Row row) {
        return row.textOrNull("deleted_at") == null ? new Person(row.text("id")) : null;
    }
}
