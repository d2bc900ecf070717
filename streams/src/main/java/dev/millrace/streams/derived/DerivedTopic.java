package dev.millrace.streams.derived;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.TopicSpec;
import dev.millrace.schema.topics.Topics;
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
        TopicSpec<RowKey, Row> topic = Topics.derived(store);
        rows.toStream(Named.as(store.name() + "-changes"))
                .to(
                        topic.name(),
                        Produced.with(topic.keySerde(), topic.valueSerde())
                                .withName(store.name() + "-sink"));
    }
}
