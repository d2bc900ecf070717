package dev.millrace.streams.progress;

import dev.millrace.schema.settings.KafkaSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Looks whether the rest of a partition holds a record, or only markers of transactions, which take
 * offsets but are delivered to nobody. Not safe for several threads at once.
 */
public final class TailProbe implements AutoCloseable {

    private final Duration poll;
    private final int pollsMax;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Range> empty = new HashMap<>();

    /** Offsets of which it is known that no record lies in them. */
    private record Range(long from, long to) {

        boolean covers(Gap gap) {
            return from <= gap.position() && to >= gap.end();
        }

        Range joinedWith(Range later) {
            return later.from > to || later.to < from
                    ? later
                    : new Range(Math.min(from, later.from), Math.max(to, later.to));
        }
    }

    /**
     * @param clientId name in the broker's logs
     * @param poll longest wait for a look
     * @param pollsMax how many looks at most: a transaction that is still open holds readers up
     */
    public TailProbe(KafkaSettings kafka, String clientId, Duration poll, int pollsMax) {
        this.poll = poll;
        this.pollsMax = pollsMax;
        this.consumer =
                new KafkaConsumer<>(
                        Map.of(
                                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                kafka.bootstrapServers(),
                                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                                "read_committed",
                                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                                false,
                                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                                "earliest",
                                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                                1,
                                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                                64 << 10,
                                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                                16 << 10,
                                ConsumerConfig.CLIENT_ID_CONFIG,
                                clientId),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
    }

    /** Known from an earlier look, without asking the broker. */
    public boolean knownEmpty(Gap gap) {
        Range range = empty.get(gap.partition());
        return range != null && range.covers(gap);
    }

    /** Those of the given gaps that hold no record. */
    public Set<Gap> withoutRecords(Collection<Gap> candidates) {
        Set<Gap> drained = new HashSet<>();
        Deque<Gap> open = new ArrayDeque<>();
        for (Gap candidate : candidates) {
            if (knownEmpty(candidate)) {
                drained.add(candidate);
            } else {
                open.add(candidate);
            }
        }
        // A partition that several applications read is looked at once for each position.
        while (!open.isEmpty()) {
            Map<TopicPartition, Gap> round = new HashMap<>();
            open.forEach(gap -> round.putIfAbsent(gap.partition(), gap));
            open.removeAll(round.values());
            drained.addAll(look(round));
        }
        return drained;
    }

    /** Forgets what it saw: the topics are not those any more. */
    public void forget() {
        empty.clear();
    }

    @Override
    public void close() {
        consumer.close();
    }

    private Set<Gap> look(Map<TopicPartition, Gap> round) {
        Map<TopicPartition, Gap> open = new HashMap<>(round);
        Set<Gap> drained = new HashSet<>();
        consumer.assign(open.keySet());
        open.forEach((partition, gap) -> consumer.seek(partition, firstUnknown(gap)));
        for (int i = 0; i < pollsMax && !open.isEmpty(); i++) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(poll);
            for (TopicPartition partition : records.partitions()) {
                open.remove(partition);
            }
            open.values()
                    .removeIf(gap -> {
                        // However far: a long gap takes several looks, and none begins anew.
                        long seen = consumer.position(gap.partition());
                        remember(gap.partition(), new Range(gap.position(), seen));
                        boolean done = seen >= gap.end();
                        if (done) {
                            drained.add(gap);
                        }
                        return done;
                    });
            consumer.assign(open.keySet());
        }
        return drained;
    }

    /** Where a look has to begin, after what is known to be empty. */
    private long firstUnknown(Gap gap) {
        Range range = empty.get(gap.partition());
        return range != null && range.from() <= gap.position()
                ? Math.max(gap.position(), range.to())
                : gap.position();
    }

    private void remember(TopicPartition partition, Range seen) {
        empty.merge(partition, seen, Range::joinedWith);
    }
}
