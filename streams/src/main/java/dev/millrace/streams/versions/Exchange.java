package dev.millrace.streams.versions;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.RowSerde;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.derived.LastRecords;
import dev.millrace.streams.freshness.Epochs;
import dev.millrace.streams.progress.AppliedPositions;
import dev.millrace.streams.writer.WriteBack;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Lets the rows of the live version and of the one beside it change places, in topics and tables,
 * while nothing else writes to either.
 *
 * <p>Only rows that differ move: records in one transaction of Kafka, rows with offsets and sides
 * in one of the database. A crash between the two is mended by doing it again: the topics have
 * records then that the tables have not.
 */
final class Exchange {

    private static final int KEYS_A_SCAN = 200_000;
    private static final Duration TRANSACTION_LIMIT = Duration.ofMinutes(10);

    private static final String DIFFERING = "select ops.differing_keys(?, ?, ?)";
    private static final String EXCHANGE = "select ops.exchange_rows(?, ?, ?)";
    private static final String FORGET_OFFSETS =
            "delete from derived.applied_offsets where topic in (?, ?) and processor in (?, ?)";
    private static final String OFFSET =
            "insert into derived.applied_offsets"
                    + " (processor, topic, partition, next_offset, updated_at)"
                    + " values (?, ?, ?, ?, now())";

    private final KafkaSettings kafka;
    private final DerivedStore live;
    private final DerivedStore shadow;
    private final WriteBack writeBack;

    /**
     * @param live the store as readers see it
     */
    Exchange(KafkaSettings kafka, DerivedStore live, WriteBack writeBack) {
        this.kafka = kafka;
        this.live = live;
        this.shadow = live.shadow();
        this.writeBack = writeBack;
    }

    /**
     * Does it all but commit the transaction of the database.
     *
     * @param isPublished whether an earlier try has changed the topics already
     * @return how many keys differed
     */
    long perform(Connection connection, StoreVersions versions, boolean isPublished)
            throws SQLException {
        List<RowKey> keys = differing(connection);
        Map<TopicPartition, Long> ends;
        try (LastRecords topics = new LastRecords(kafka, "read_committed")) {
            boolean isLost = isLost(connection, topics, versions.live());
            List<WriteBack.Written> comingLive = exchangeRecords(topics, keys, isPublished, isLost);
            ends = endsOf(topics);
            exchangeRows(connection);
            writeBack.apply(connection, comingLive);
        }
        StoreVersions.Entry before = versions.live();
        StoreVersions.Entry after = versions.shadow().orElseThrow();
        writeOffsets(
                connection, ends, before.processor(live.table()), after.processor(live.table()));
        VersionTable.tradeSides(connection, live.table());
        // What was found out about one side says nothing about the other.
        Epochs.begin(connection, List.of(live.name(), shadow.name()));
        return keys.size();
    }

    /** Whether the live topic was deleted and made again after the table had been written. */
    private boolean isLost(Connection connection, LastRecords topics, StoreVersions.Entry before)
            throws SQLException {
        Map<TopicPartition, Long> applied =
                AppliedPositions.read(connection)
                        .getOrDefault(before.processor(live.table()), Map.of());
        return topics.endsOf(topics.partitionsOf(live.qualifiedName())).entrySet().stream()
                .anyMatch(end -> applied.getOrDefault(end.getKey(), 0L) > end.getValue());
    }

    private List<RowKey> differing(Connection connection) throws SQLException {
        List<RowKey> keys = new ArrayList<>();
        try (PreparedStatement query = prepared(connection, DIFFERING);
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                keys.add(new RowKey(Arrays.asList((String[]) row.getArray(1).getArray())));
            }
        }
        return keys;
    }

    private void exchangeRows(Connection connection) throws SQLException {
        try (PreparedStatement statement = prepared(connection, EXCHANGE)) {
            statement.execute();
        }
    }

    private PreparedStatement prepared(Connection connection, String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setString(1, live.table());
        statement.setArray(2, connection.createArrayOf("text", live.key().toArray()));
        statement.setString(3, live.timeColumn().orElse(null));
        return statement;
    }

    /** Returns the rows that come to the live side, if somebody needs them. */
    private List<WriteBack.Written> exchangeRecords(
            LastRecords topics, List<RowKey> keys, boolean isPublished, boolean isLost) {
        List<WriteBack.Written> comingLive = new ArrayList<>();
        if ((keys.isEmpty() && !isLost) || (isPublished && writeBack == WriteBack.NONE)) {
            return comingLive;
        }
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            producer.initTransactions();
            producer.beginTransaction();
            for (int from = 0; from < keys.size(); from += KEYS_A_SCAN) {
                List<RowKey> some = keys.subList(from, Math.min(from + KEYS_A_SCAN, keys.size()));
                var liveRecords = topics.of(live.qualifiedName(), some).records();
                var shadowRecords = topics.of(shadow.qualifiedName(), some).records();
                for (RowKey key : some) {
                    var old = Optional.ofNullable(liveRecords.get(key));
                    var fresh = Optional.ofNullable(shadowRecords.get(key));
                    if (!isPublished) {
                        send(producer, live.qualifiedName(), fresh, old);
                        send(producer, shadow.qualifiedName(), old, fresh);
                    }
                    if (writeBack != WriteBack.NONE) {
                        (isPublished ? old : fresh)
                                .map(ConsumerRecord::value)
                                .map(row -> RowSerde.fromBytes(row).json())
                                .ifPresent(row ->
                                        comingLive.add(
                                                new WriteBack.Written(row, Optional.empty())));
                    }
                }
            }
            if (isLost && !isPublished) {
                fillAgain(topics, producer, new HashSet<>(keys));
            }
            producer.commitTransaction();
        }
        return comingLive;
    }

    /** Sends the live topic what it lacks of the rows in which the two sides agree. */
    private void fillAgain(
            LastRecords topics, KafkaProducer<byte[], byte[]> producer, Set<RowKey> exchanged) {
        Map<TopicPartition, Long> start = new HashMap<>();
        topics.partitionsOf(shadow.qualifiedName()).forEach(place -> start.put(place, 0L));
        Map<TopicPartition, Long> _ =
                topics.read(
                        start,
                        record -> {
                            RowKey key = LastRecords.keyOf(record);
                            if (key != null && !exchanged.contains(key)) {
                                send(
                                        producer,
                                        live.qualifiedName(),
                                        Optional.of(record),
                                        Optional.empty());
                            }
                        });
    }

    /** Sends what the other side has; a tombstone where it has nothing. */
    private static void send(
            KafkaProducer<byte[], byte[]> producer,
            String topic,
            Optional<ConsumerRecord<byte[], byte[]>> coming,
            Optional<ConsumerRecord<byte[], byte[]>> going) {
        coming.or(() -> going)
                .ifPresent(place -> {
                    byte @Nullable [] value = coming.map(ConsumerRecord::value).orElse(null);
                    producer.send(
                            new ProducerRecord<>(
                                    topic,
                                    place.partition(),
                                    place.timestamp(),
                                    place.key(),
                                    value,
                                    place.headers()));
                });
    }

    private Map<TopicPartition, Long> endsOf(LastRecords topics) {
        List<TopicPartition> partitions =
                new ArrayList<>(topics.partitionsOf(live.qualifiedName()));
        partitions.addAll(topics.partitionsOf(shadow.qualifiedName()));
        return topics.endsOf(partitions);
    }

    private void writeOffsets(
            Connection connection,
            Map<TopicPartition, Long> ends,
            String processorBefore,
            String processorAfter)
            throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(FORGET_OFFSETS)) {
            delete.setString(1, live.qualifiedName());
            delete.setString(2, shadow.qualifiedName());
            delete.setString(3, processorBefore);
            delete.setString(4, processorAfter);
            delete.executeUpdate();
        }
        try (PreparedStatement insert = connection.prepareStatement(OFFSET)) {
            for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
                boolean isLive = end.getKey().topic().equals(live.qualifiedName());
                insert.setString(1, isLive ? processorAfter : processorBefore);
                insert.setString(2, end.getKey().topic());
                insert.setInt(3, end.getKey().partition());
                insert.setLong(4, end.getValue());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** Whoever tries again later ends what an earlier try has left open. */
    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        kafka.bootstrapServers(),
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        "millrace.exchange." + live.table(),
                        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                        (int) TRANSACTION_LIMIT.toMillis(),
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        Topics.ROW_BYTES_MAX,
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "lz4"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }
}
