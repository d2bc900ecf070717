package dev.millrace.streams.derived;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.TopicSpec;
import dev.millrace.schema.topics.Topics;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;

/** Where a topology ends: the store's rows leave for its derived topic. */
public final class DerivedTopic {

    private DerivedTopic() {}

    /**
     * Publishes every change of the table; a row that goes becomes a tombstone.
     *
     * <p>The nodes are named {@code <store>-changes} and {@code <store>-sink}.
     */
    public static void publish(KTable<RowKey, Row> rows, DerivedStore store) {
        publish(rows.toStream(Named.as(store.name() + "-changes")), store);
    }

    /**
     * Publishes changes of rows, null for a row that goes.
     *
     * <p>The node is named {@code <store>-sink}.
     */
    public static void publish(KStream<RowKey, Row> changes, DerivedStore store) {
        changes.to(Topics.derived(store).name(), produced(store));
    }

    /**
     * Publishes changes of rows into the partition of one column of their key, so that whoever
     * reads the topic by that column, from a topic with as many partitions, needs no re-keying.
     */
    public static void publishBy(String column, KStream<RowKey, Row> changes, DerivedStore store) {
        changes.to(
                Topics.derived(store).name(),
                produced(store).withStreamPartitioner(new ColumnPartitioner(store, column)));
    }

    private static Produced<RowKey, Row> produced(DerivedStore store) {
        TopicSpec<RowKey, Row> topic = Topics.derived(store);
        return Produced.with(topic.keySerde(), topic.valueSerde()).withName(store.name() + "-sink");
    }
}
