package dev.millrace.streams.slim;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.RowKeySerde;
import dev.millrace.schema.topics.TopicSpec;
import dev.millrace.streams.state.CommittedStores;
import java.util.function.Function;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a topic as a keyed table of slim records: where a topology begins.
 *
 * <p>The table forwards every change together with the slim record before, so aggregates downstream
 * can subtract exactly what they added.
 */
public final class SlimTable {

    private SlimTable() {}

    /**
     * Reads a topic of rows into a table.
     *
     * @param name prefix of the nodes {@code <name>-source}, {@code <name>-table} and of the state
     *     store {@code <name>-rows}; renaming it is a migration
     * @param topic the rows
     * @param type the slim record, as the store keeps it
     * @param slim picks the columns; null for a row that counts for nothing, which is then absent
     *     from the table
     */
    public static <T> KTable<RowKey, T> of(
            StreamsBuilder builder,
            String name,
            TopicSpec<RowKey, Row> topic,
            Class<T> type,
            Function<Row, @Nullable T> slim) {
        return builder.stream(
                        topic.name(),
                        Consumed.with(new RowKeySerde(), new SlimRowSerde<>(slim))
                                .withName(name + "-source"))
                .toTable(
                        Named.as(name + "-table"),
                        Materialized.<RowKey, T>as(CommittedStores.table(name + "-rows"))
                                .withKeySerde(new RowKeySerde())
                                .withValueSerde(new SlimSerde<>(type))
                                .withCachingDisabled());
    }
}
