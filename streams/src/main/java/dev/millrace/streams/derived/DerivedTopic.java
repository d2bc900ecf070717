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

    // Not a parameter of every topology: none of them has to know that there are versions.
    private static final ScopedValue<DerivedStore> OUTPUT = ScopedValue.newInstance();

    private DerivedTopic() {}

    /**
     * Builds a topology whose rows leave for the topic of this store, be it the live one or the one
     * beside it. All other names in the topology are the same for both.
     */
    public static void buildFor(DerivedStore store, Runnable build) {
        ScopedValue.where(OUTPUT, store).run(build);
    }

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
        changes.to(topicOf(store), produced(store));
    }

    /**
     * Publishes changes of rows into the partition of one column of their key, so that whoever
     * reads the topic by that column, from a topic with as many partitions, needs no re-keying.
     */
    public static void publishBy(String column, KStream<RowKey, Row> changes, DerivedStore store) {
        changes.to(
                topicOf(store),
                produced(store).withStreamPartitioner(new ColumnPartitioner(store, column)));
    }

    private static String topicOf(DerivedStore store) {
        boolean isBeside = OUTPUT.isBound() && OUTPUT.get().live().equals(store);
        return Topics.derived(isBeside ? OUTPUT.get() : store).name();
    }

    private static Produced<RowKey, Row> produced(DerivedStore store) {
        TopicSpec<RowKey, Row> topic = Topics.derived(store);
        return Produced.with(topic.keySerde(), topic.valueSerde()).withName(store.name() + "-sink");
    }
}
