package dev.millrace.streams.fanout;

import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.RowKeySerde;
import dev.millrace.streams.state.CommittedStores;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;

/**
 * Passes on of each key what it brought last, when a transaction is about to be committed: what a
 * reader of committed records would have seen first and last in one moment is sent once.
 *
 * <p>Nothing is kept beyond the transaction. What there is no room for in the record cache of the
 * application is passed on earlier.
 */
public final class OncePerCommit {

    private OncePerCommit() {}

    /**
     * Passes on the values of a stream that is partitioned by its keys.
     *
     * @param stream no value is null
     * @param name prefix of the nodes {@code <name>-last} and {@code <name>-passed}, and name of
     *     the store that holds nothing
     */
    public static <V> KStream<RowKey, V> of(
            KStream<RowKey, V> stream, String name, Serde<V> values) {
        return stream.groupByKey(Grouped.with(new RowKeySerde(), values))
                .reduce(
                        (before, after) -> after,
                        Named.as(name + "-last"),
                        Materialized.<RowKey, V>as(CommittedStores.nothing(name))
                                .withKeySerde(new RowKeySerde())
                                .withValueSerde(values)
                                .withLoggingDisabled()
                                .withCachingEnabled())
                .toStream(Named.as(name + "-passed"));
    }
}
