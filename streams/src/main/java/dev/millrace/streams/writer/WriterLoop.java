package dev.millrace.streams.writer;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.topics.MalformedRowException;
import dev.millrace.streams.deadletter.DeadLetterSender;
import dev.millrace.streams.freshness.Epochs;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One round of a table writer after the other: read, write what is due, place. Confined to the
 * writer's thread.
 *
 * <p>A partition is placed when the writer knows how far the table reaches into it. An assigned
 * partition is paused until then; any doubt, such as a lost connection, unplaces it again.
 */
final class WriterLoop implements ConsumerRebalanceListener {

    private static final Logger LOG = LoggerFactory.getLogger(WriterLoop.class);
    private static final Duration POLL = Duration.ofMillis(500);
    // What is held may be due at any moment, whether more comes or not.
    private static final Duration HELD_POLL = Duration.ofMillis(20);
    private static final Comparator<TopicPartition> ORDER =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    private final DerivedStore store;
    private final AppliedOffsets offsets;
    private final WriteBack writeBack;
    private final Consumer<byte[], byte[]> consumer;
    private final DataSource database;
    private final DeadLetterSender deadLetters;
    private final WriterProgress progress;
    private final HeldRecords held;

    private final Map<TopicPartition, Optional<Reach>> placed = new HashMap<>();
    // Where reading began anew: what the table has beyond is not written again.
    private final Map<TopicPartition, Reach> applied = new HashMap<>();
    private final Set<TopicPartition> unplaced = new HashSet<>();
    private @Nullable StoreTable table;

    WriterLoop(
            DerivedStore store,
            AppliedOffsets offsets,
            WriteBack writeBack,
            Consumer<byte[], byte[]> consumer,
            DataSource database,
            DeadLetterSender deadLetters,
            WriterProgress progress,
            TopicProgress topics) {
        this.store = store;
        this.offsets = offsets;
        this.writeBack = writeBack;
        this.consumer = consumer;
        this.database = database;
        this.deadLetters = deadLetters;
        this.progress = progress;
        this.held =
                new HeldRecords(
                        () -> topics.processed(store), new ConsumerPlaces(consumer, topics));
    }

    /**
     * One round; waits for records for up to half a second.
     *
     * @return whether records were applied
     * @throws PipelineException when the database or the dead letters fail; the places are in doubt
     *     then
     */
    boolean step() {
        try {
            ConsumerRecords<byte[], byte[]> polled =
                    consumer.poll(held.isEmpty() ? POLL : HELD_POLL);
            polled.forEach(this::take);
            polled.nextOffsets()
                    .forEach((partition, next) -> held.readUpTo(partition, next.offset()));
        } catch (OffsetOutOfRangeException e) {
            unplace(e.partitions());
        }
        HeldBatch due = held.due(placed.keySet());
        if (!due.isEmpty()) {
            write(due);
        }
        if (!unplaced.isEmpty()) {
            place();
        }
        return !due.isEmpty();
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        Reach reach = applied.get(new TopicPartition(record.topic(), record.partition()));
        if (reach == null || !reach.contains(record.offset())) {
            held.add(read(record));
        }
    }

    /** Before the next round, asks the table again where it stands. */
    void forgetPlaces() {
        unplace(Set.copyOf(placed.keySet()));
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        unplace(partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        partitions.forEach(placed::remove);
        partitions.forEach(applied::remove);
        partitions.forEach(unplaced::remove);
        partitions.forEach(held::forget);
    }

    private void unplace(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            placed.remove(partition);
            applied.remove(partition);
            unplaced.add(partition);
            held.forget(partition);
            // Any position will do while it is paused; without one the consumer looks for Kafka's.
            consumer.seek(partition, 0);
        }
        consumer.pause(partitions);
    }

    private void place() {
        Map<Integer, Reach> stored;
        try (Connection connection = database.getConnection()) {
            if (table == null) {
                table = StoreTable.load(connection, store);
            }
            stored = offsets.read(connection);
            connection.rollback();
        } catch (SQLException e) {
            throw fault("offsets of " + store.qualifiedName() + " cannot be read", e);
        }
        Map<TopicPartition, Long> first = consumer.beginningOffsets(unplaced);
        Map<TopicPartition, Long> ends = consumer.endOffsets(unplaced);
        boolean again = false;
        for (TopicPartition partition : unplaced) {
            long earliest = first.getOrDefault(partition, 0L);
            long end = ends.getOrDefault(partition, 0L);
            Reach reach = stored.get(partition.partition());
            long start = reach == null ? earliest : reach.next();
            if (start > end) {
                throw lostTopic(partition, start, end);
            }
            if (start < earliest) {
                LOG.atWarn()
                        .addKeyValue("store", store.name())
                        .addKeyValue("partition", partition.partition())
                        .addKeyValue("offset", start)
                        .log("topic begins after the table's offset; reading it from its start");
                start = earliest;
            }
            boolean goesOn = reach != null && start == reach.next();
            again |= !goesOn && start < end;
            placed.put(partition, Optional.ofNullable(reach));
            if (goesOn) {
                applied.put(partition, reach);
            }
            consumer.seek(partition, start);
        }
        if (again) {
            beginAgain();
        }
        consumer.resume(unplaced);
        unplaced.clear();
        progress.is(WriterState.RUNNING);
    }

    /**
     * The topic was deleted and made again: what it had beyond the table's offset is lost, and the
     * application will not send it a second time.
     */
    private PipelineException lostTopic(TopicPartition partition, long offset, long end) {
        return new PipelineException(
                ErrorKind.SERVER_MISCONFIGURED,
                "%s ends at offset %d, and %s has its records up to %d: the topic is not the one that it was; ./millrace rebuild %s makes it anew"
                        .formatted(partition, end, store.qualifiedName(), offset, store.table()));
    }

    /**
     * Old rows are about to be written over newer ones: the table is as of no commit until then.
     */
    private void beginAgain() {
        try (Connection connection = database.getConnection()) {
            Epochs.begin(connection, List.of(store.name()));
            connection.commit();
        } catch (SQLException e) {
            throw fault("freshness of " + store.qualifiedName() + " cannot be reset", e);
        }
    }

    private ReadRecord read(ConsumerRecord<byte[], byte[]> record) {
        StoreTable known = Objects.requireNonNull(table, "no partition is placed yet");
        try {
            return new RecordReader(store, known.columns()).read(record);
        } catch (MalformedRowException e) {
            setAside(record, Objects.requireNonNullElse(e.getMessage(), "malformed"));
            return new ReadRecord(record, new TableChange.Skip(), 0, false, Optional.empty());
        }
    }

    private void write(HeldBatch batch) {
        try {
            apply(batch);
        } catch (SQLException e) {
            if (SqlFaults.kindOf(e) != ErrorKind.RECORD_MALFORMED) {
                throw fault("writing " + placeOf(batch.records()) + " failed", e);
            }
            if (batch.records().size() == 1) {
                setAside(
                        batch.records().getFirst().origin(),
                        "the table refuses it, SQLSTATE " + e.getSQLState());
                write(batch.skipped());
            } else {
                // One record spoils the batch: one by one, it is found and the others are written.
                for (int i = 0; i < batch.records().size(); i++) {
                    write(batch.only(i));
                }
            }
        }
    }

    private void apply(HeldBatch batch) throws SQLException {
        List<ReadRecord> current = new ArrayList<>(batch.records().size());
        SortedMap<TopicPartition, TableTransaction.Advance> advances = new TreeMap<>(ORDER);
        for (ReadRecord record : batch.records()) {
            Optional<Reach> stored = placed.get(record.partition());
            Reach reach = batch.reaches().get(record.partition());
            // A partition that was given up earlier in this round is not written.
            if (stored != null && reach != null) {
                current.add(record);
                Reach before = applied.getOrDefault(record.partition(), reach);
                advances.put(
                        record.partition(),
                        new TableTransaction.Advance(stored, reach.over(before)));
            }
        }
        if (advances.isEmpty()) {
            return;
        }
        try {
            TableTransaction.Applied done =
                    new TableTransaction(
                                    database,
                                    offsets,
                                    Objects.requireNonNull(table, "no partition is placed yet"),
                                    writeBack)
                            .apply(current, advances);
            advances.forEach(
                    (partition, advance) -> placed.put(partition, Optional.of(advance.reach())));
            progress.applied(current, done.put(), done.removed());
        } catch (OvertakenException e) {
            LOG.atWarn()
                    .addKeyValue("store", store.name())
                    .addKeyValue("partition", e.partition().partition())
                    .log("another writer has moved the table on; giving the batch up");
            unplace(Set.copyOf(advances.keySet()));
        }
    }

    private void setAside(ConsumerRecord<byte[], byte[]> record, String reason) {
        deadLetters.send(store.name(), record, reason);
        progress.deadLettered();
        LOG.atWarn()
                .addKeyValue("topic", record.topic())
                .addKeyValue("partition", record.partition())
                .addKeyValue("offset", record.offset())
                .addKeyValue("reason", reason)
                .log("unusable record goes to the dead letters");
    }

    private static PipelineException fault(String what, SQLException cause) {
        return new PipelineException(
                SqlFaults.kindOf(cause), what + ": " + cause.getMessage(), cause);
    }

    private static String placeOf(List<ReadRecord> records) {
        ConsumerRecord<byte[], byte[]> first = records.getFirst().origin();
        return "%s, partition %d, offset %d (%d records)"
                .formatted(first.topic(), first.partition(), first.offset(), records.size());
    }
}
