package dev.millrace.schema.topics;

import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.capture.CapturedTables;
import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.search.SearchIndex;
import dev.millrace.schema.search.SearchIndexes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;

/** The topic catalogue: one compacted topic a captured table, one a derived store. */
public final class Topics {

    /** The largest record that a row may make, in bytes. */
    public static final int ROW_BYTES_MAX = 32 * 1024 * 1024;

    // A reader that comes back while Kafka remembers its place (a week by default, 30 days with the
    // embedded broker) must still find every delete; who is forgotten begins anew, by name.
    private static final Duration DELETES_KEPT = Duration.ofDays(31);

    private static final Map<String, String> COMPACTED =
            Map.of(
                    "cleanup.policy",
                    "compact",
                    "compression.type",
                    "producer",
                    "delete.retention.ms",
                    Long.toString(DELETES_KEPT.toMillis()),
                    "max.message.bytes",
                    Integer.toString(ROW_BYTES_MAX));

    // A record a batch: small segments, so that compaction keeps up and a start reads little.
    private static final Map<String, String> POSITIONS =
            Map.of(
                    "cleanup.policy",
                    "compact",
                    "segment.bytes",
                    Integer.toString(16 * 1024 * 1024),
                    "min.cleanable.dirty.ratio",
                    "0.1");

    // Dead letters wait for a person; a month is long enough to notice them.
    private static final Map<String, String> KEPT_A_MONTH =
            Map.of(
                    "cleanup.policy",
                    "delete",
                    "retention.ms",
                    "2592000000",
                    "max.message.bytes",
                    Integer.toString(ROW_BYTES_MAX));

    private static final String SEARCH = "search";

    private Topics() {}

    /** {@code app.<schema>.<table>}: the table's rows as they are now. */
    public static TopicSpec<RowKey, Row> capture(CapturedTable table) {
        return rows("app." + table.qualifiedName());
    }

    /**
     * The capture topic of the table of this qualified name.
     *
     * @throws IllegalArgumentException when the table is not captured
     */
    public static TopicSpec<RowKey, Row> capture(String qualifiedName) {
        return capture(CapturedTables.get(qualifiedName));
    }

    /** {@code derived.<store>}: the store's rows as they are now. */
    public static TopicSpec<RowKey, Row> derived(DerivedStore store) {
        return rows(store.qualifiedName());
    }

    /**
     * {@code search.<index>}: the index's documents as they are now, complete; the key holds one
     * value, the document's id.
     */
    public static TopicSpec<RowKey, Row> documents(SearchIndex index) {
        return new TopicSpec<>(
                "search." + index.name(), new RowKeySerde(), new RowSerde(), false, COMPACTED);
    }

    /** {@code dlq.<store>}, or {@code dlq.search} for all indexes: what it could not use. */
    public static TopicSpec<byte[], byte[]> deadLetters(DerivedStore store) {
        return deadLetters(store.isIndex() ? SEARCH : store.name());
    }

    /** Every topic that must exist before documents are indexed. */
    public static List<TopicSpec<?, ?>> search() {
        List<TopicSpec<?, ?>> topics = new ArrayList<>();
        SearchIndexes.all().forEach(index -> topics.add(documents(index)));
        topics.add(deadLetters(SEARCH));
        return topics;
    }

    /**
     * {@code dlq.<consumer>}: what the consumer could not use, each a {@link
     * dev.millrace.schema.deadletter.DeadLetter}.
     */
    public static TopicSpec<byte[], byte[]> deadLetters(String consumer) {
        return new TopicSpec<>(
                "dlq." + consumer, Serdes.ByteArray(), Serdes.ByteArray(), true, KEPT_A_MONTH);
    }

    /**
     * {@code millrace.ingest-positions}: the position of each slot, a {@link
     * dev.millrace.schema.position.SourcePosition}, committed with the changes that led to it.
     */
    public static TopicSpec<String, byte[]> ingestPositions() {
        return new TopicSpec<>(
                "millrace.ingest-positions", Serdes.String(), Serdes.ByteArray(), true, POSITIONS);
    }

    /**
     * {@code millrace.ingest-snapshots}: how far the copy of each table is, committed with its
     * rows; the key is the slot and the table.
     */
    public static TopicSpec<String, byte[]> ingestSnapshots() {
        return new TopicSpec<>(
                "millrace.ingest-snapshots", Serdes.String(), Serdes.ByteArray(), true, POSITIONS);
    }

    /** Every topic that must exist before the pipeline starts. */
    public static List<TopicSpec<?, ?>> all() {
        List<TopicSpec<?, ?>> topics = new ArrayList<>();
        CapturedTables.all().forEach(table -> topics.add(capture(table)));
        DerivedStores.all().forEach(store -> topics.add(derived(store)));
        DerivedStores.all().forEach(store -> topics.add(deadLetters(store.name())));
        topics.add(deadLetters("ingest"));
        topics.add(ingestPositions());
        topics.add(ingestSnapshots());
        return topics;
    }

    private static TopicSpec<RowKey, Row> rows(String name) {
        return new TopicSpec<>(name, new RowKeySerde(), new RowSerde(), false, COMPACTED);
    }
}
