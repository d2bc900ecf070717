package dev.millrace.streams.fanout;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.topics.Headers;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.RowKeySerde;
import dev.millrace.schema.topics.RowSerde;
import dev.millrace.schema.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/**
 * Runs a store's topology as one task a partition and delivers what travels between them in a
 * random order, as partitions of a broker may: only what one partition sends to another through one
 * topic stays in order. The time of each record of a table is up to a day off the clock.
 */
public final class ShuffledTasks implements AutoCloseable {

    private static final long DAY_SECONDS = Duration.ofDays(1).toSeconds();

    private final DerivedStore store;
    private final Random random;
    private final Random recordTimes = new Random(19);
    private final List<TopologyTestDriver> tasks = new ArrayList<>();
    private final Map<Route, Queue<TestRecord<byte[], byte[]>>> underway = new LinkedHashMap<>();
    private final Map<RowKey, Row> rows = new LinkedHashMap<>();
    private final Map<RowKey, Integer> writers = new HashMap<>();
    private List<String> cuts = List.of();
    private List<String> cutsToAll = List.of();
    private Predicate<Route> held = route -> false;
    private Instant clock = Instant.parse("2020-01-01T00:00:00Z");
    private long commitMicros;
    private final List<Row> emitted = new ArrayList<>();

    /** One topic between two partitions; the tables themselves are partition -1. */
    public record Route(String topic, int from, int to) {}

    /** The seeds of random runs: a few every day, many in the long profile. */
    public static LongStream seeds() {
        return LongStream.rangeClosed(1, Boolean.getBoolean("millrace.test.long") ? 40 : 4);
    }

    public ShuffledTasks(
            DerivedStore store,
            BiConsumer<StreamsBuilder, Hop> topology,
            int partitions,
            Random random,
            Path folder) {
        this.store = store;
        this.random = random;
        for (int partition = 0; partition < partitions; partition++) {
            Properties settings = new Properties();
            settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "shuffled." + store.name());
            settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:9092");
            settings.put(
                    StreamsConfig.STATE_DIR_CONFIG, folder.resolve("task" + partition).toString());
            StreamsBuilder builder = new StreamsBuilder();
            CutHop hop = new CutHop(builder);
            topology.accept(builder, hop);
            cuts = List.copyOf(hop.names());
            cutsToAll = List.copyOf(hop.toAll());
            tasks.add(new TopologyTestDriver(builder.build(settings), settings, clock));
        }
    }

    /** A row of a captured table as it is now, null when it was deleted; not delivered yet. */
    public void change(String table, RowKey key, @Nullable Row row) {
        changeIn(Topics.capture(table).name(), partition(RowKeySerde.toBytes(key)), key, row);
    }

    /** A row in a partition of any topic. */
    public void changeIn(String topic, int partition, RowKey key, @Nullable Row row) {
        send(new Route(topic, -1, partition), record(key, row));
    }

    /** A row that every task sees at once, as a global table does. */
    public void changeEverywhere(String table, RowKey key, @Nullable Row row) {
        for (int task = 0; task < tasks.size(); task++) {
            deliver(task, Topics.capture(table).name(), record(key, row));
        }
    }

    /** The partition of a key. */
    public int partition(RowKey key) {
        return partition(RowKeySerde.toBytes(key));
    }

    /** An id with this prefix whose row key lies in the partition. */
    public String idIn(int partition, String prefix) {
        return Stream.iterate(1, i -> i + 1)
                .map(i -> prefix + i)
                .filter(id -> partition(RowKey.of(id)) == partition)
                .findFirst()
                .orElseThrow();
    }

    /** Holds back what travels on these routes until they are released. */
    public void hold(Predicate<Route> routes) {
        held = routes;
    }

    public void release() {
        held = route -> false;
    }

    /** Delivers this many records, or fewer when no more are under way. */
    public void deliver(int count) {
        for (int i = 0; i < count; i++) {
            List<Route> ready =
                    underway.entrySet().stream()
                            .filter(entry -> !entry.getValue().isEmpty())
                            .map(Map.Entry::getKey)
                            .filter(held.negate())
                            .toList();
            if (ready.isEmpty()) {
                return;
            }
            Route route = ready.get(random.nextInt(ready.size()));
            deliver(route.to(), route.topic(), queue(route).remove());
        }
    }

    /** Delivers everything that is not held. */
    public void drain() {
        deliver(Integer.MAX_VALUE);
    }

    /** What the clock of every task says; it stands still until it is stepped. */
    public Instant clock() {
        return clock;
    }

    /** Steps the clock of every task. */
    public void advanceClockTo(Instant time) {
        for (int task = 0; task < tasks.size(); task++) {
            tasks.get(task).advanceWallClockTime(Duration.between(clock, time));
            collect(task);
        }
        clock = time;
    }

    /** The store's rows by key, as of what was delivered. */
    public Map<RowKey, Row> rows() {
        return Map.copyOf(rows);
    }

    /** Every row that was ever emitted, in order. */
    public List<Row> emitted() {
        return List.copyOf(emitted);
    }

    @Override
    public void close() {
        tasks.forEach(TopologyTestDriver::close);
    }

    private void deliver(int task, String topic, TestRecord<byte[], byte[]> record) {
        TopologyTestDriver driver = tasks.get(task);
        driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(record);
        collect(task);
    }

    /** Takes what a task sent. */
    private void collect(int task) {
        TopologyTestDriver driver = tasks.get(task);
        for (String cut : cuts) {
            for (TestRecord<byte[], byte[]> sent : output(driver, CutHop.leaving(cut))) {
                send(new Route(CutHop.arriving(cut), task, partition(sent.key())), sent);
            }
        }
        for (String cut : cutsToAll) {
            for (TestRecord<byte[], byte[]> sent : output(driver, CutHop.leaving(cut))) {
                for (int other = 0; other < tasks.size(); other++) {
                    send(new Route(CutHop.arriving(cut), task, other), sent);
                }
            }
        }
        for (TestRecord<byte[], byte[]> sent : output(driver, Topics.derived(store).name())) {
            emit(task, sent);
        }
    }

    private void emit(int task, TestRecord<byte[], byte[]> sent) {
        RowKey key = RowKeySerde.fromBytes(sent.key());
        Integer writer = writers.putIfAbsent(key, task);
        if (writer != null && writer != task) {
            throw new AssertionError(key + " was written by partitions " + writer + " and " + task);
        }
        if (sent.value() == null) {
            rows.remove(key);
        } else {
            Row row = RowSerde.fromBytes(sent.value());
            rows.put(key, row);
            emitted.add(row);
        }
    }

    private void send(Route route, TestRecord<byte[], byte[]> record) {
        queue(route).add(record);
    }

    private Queue<TestRecord<byte[], byte[]>> queue(Route route) {
        return underway.computeIfAbsent(route, ignored -> new ArrayDeque<>());
    }

    private TestRecord<byte[], byte[]> record(RowKey key, @Nullable Row row) {
        RecordHeaders headers = new RecordHeaders();
        headers.add(
                Headers.COMMIT_TIME,
                Long.toString(++commitMicros).getBytes(StandardCharsets.UTF_8));
        return new TestRecord<>(
                RowKeySerde.toBytes(key),
                row == null ? null : RowSerde.toBytes(row),
                headers,
                clock.plusSeconds(recordTimes.nextLong(-DAY_SECONDS, DAY_SECONDS)));
    }

    private int partition(byte[] key) {
        return Utils.toPositive(Utils.murmur2(key)) % tasks.size();
    }

    private static List<TestRecord<byte[], byte[]>> output(
            TopologyTestDriver driver, String topic) {
        return driver.createOutputTopic(
                        topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }
}
