package dev.millrace.streams;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.topics.Headers;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowFormat;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.TopicSpec;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.fanout.Hop;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** Runs one store's topology without a broker: rows of tables in, rows of the store out. */
public final class StoreTestDriver implements AutoCloseable {

    /** What the clock says first. */
    public static final Instant START = Instant.parse("2020-01-01T00:00:00Z");

    private final TopologyTestDriver driver;
    private final TestOutputTopic<RowKey, Row> output;
    private final Map<String, TestInputTopic<RowKey, Row>> inputs = new HashMap<>();
    private final Map<RowKey, Row> table = new LinkedHashMap<>();
    private long commitMicros = 1_000_000L;

    /** Runs a topology that re-keys through its own repartition topics. */
    public static StoreTestDriver of(
            DerivedStore store, BiConsumer<StreamsBuilder, Hop> topology, Path stateFolder) {
        return new StoreTestDriver(
                store, builder -> topology.accept(builder, Hop.repartition()), stateFolder);
    }

    public StoreTestDriver(
            DerivedStore store, Consumer<StreamsBuilder> topology, Path stateFolder) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test." + store.name());
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:9092");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, stateFolder.toString());
        settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        StreamsBuilder builder = new StreamsBuilder();
        topology.accept(builder);
        this.driver = new TopologyTestDriver(builder.build(settings), settings, START);
        TopicSpec<RowKey, Row> topic = Topics.derived(store);
        this.output =
                driver.createOutputTopic(
                        topic.name(),
                        topic.keySerde().deserializer(),
                        topic.valueSerde().deserializer());
    }

    /** A row of the table as it is now; null when it was deleted. Each call is a later commit. */
    public void change(String table, RowKey key, @Nullable Row row) {
        RecordHeaders headers = new RecordHeaders();
        headers.add(Headers.OPERATION, bytes(row == null ? "d" : "u"));
        headers.add(Headers.COMMIT_TIME, bytes(Long.toString(++commitMicros)));
        input(Topics.capture(table))
                .pipeInput(new TestRecord<>(key, row, headers, commitMicros / 1_000));
    }

    /** A row of another store as it is now; null when it is gone. */
    public void change(DerivedStore other, RowKey key, @Nullable Row row) {
        input(Topics.derived(other)).pipeInput(key, row);
    }

    /** Steps the clock, which stands still otherwise. */
    public void advanceClock(Duration duration) {
        driver.advanceWallClockTime(duration);
    }

    /** The next changes commit from this moment on, a microsecond apart. */
    public void commitFrom(Instant moment) {
        commitMicros = RowFormat.microsOf(moment) - 1;
    }

    /** Commit time of the latest change, in microseconds. */
    public long commitMicros() {
        return commitMicros;
    }

    /** What the store emitted since the last call, in order. */
    public List<TestRecord<RowKey, Row>> emitted() {
        List<TestRecord<RowKey, Row>> records = new ArrayList<>(output.readRecordsToList());
        for (TestRecord<RowKey, Row> emitted : records) {
            if (emitted.value() == null) {
                table.remove(emitted.key());
            } else {
                table.put(emitted.key(), emitted.value());
            }
        }
        return records;
    }

    /** The store's rows after everything emitted so far, by key. */
    public Map<RowKey, Row> rows() {
        emitted();
        return Map.copyOf(table);
    }

    @Override
    public void close() {
        driver.close();
    }

    private TestInputTopic<RowKey, Row> input(TopicSpec<RowKey, Row> topic) {
        return inputs.computeIfAbsent(
                topic.name(),
                name ->
                        driver.createInputTopic(
                                name,
                                topic.keySerde().serializer(),
                                topic.valueSerde().serializer()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
