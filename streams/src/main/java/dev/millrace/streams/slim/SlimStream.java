package dev.millrace.streams.slim;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.RowKeySerde;
import dev.millrace.schema.topics.TopicSpec;
import java.util.function.Function;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.jspecify.annotations.Nullable;

/** The changes of a topic of rows as slim records, for topologies that keep their own state. */
public final class SlimStream {

    private SlimStream() {}

    /**
     * Reads a topic of rows.
     *
     * @param name prefix of the node {@code <name>-source}
     * @param topic the rows
     * @param slim picks the columns; null for a row that counts for nothing, which then reads like
     *     a deleted one
     * @return the slim record at each change, null where the row is gone
     */
    public static <T> KStream<RowKey, T> of(
            StreamsBuilder builder,
            String name,
            TopicSpec<RowKey, Row> topic,
            Function<Row, @Nullable T> slim) {
        return builder.stream(topic.name(), reading(name, slim));
    }

    /**
     * How to read the rows of a topic as slim records, for other kinds of source.
     *
     * @param name prefix of the node {@code <name>-source}
     */
    public static <T> Consumed<RowKey, T> reading(String name, Function<Row, @Nullable T> slim) {
        return Consumed.with(new RowKeySerde(), new SlimRowSerde<>(slim))
                .withName(name + "-source");
    }
}
