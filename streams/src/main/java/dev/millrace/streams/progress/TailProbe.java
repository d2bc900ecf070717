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
final class TailProbe implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);
    // A transaction that is still open holds readers up: that is for the next look.
    private static final int POLLS_MAX = 5;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Range> empty = new HashMap<>();

    /** Offsets of which it is known that no record lies in them. */
    private record Range(long from, long to) {

        boolean covers(Consumption consumption) {
            return from <= consumption.position() && to >= consumption.end();
        }

        Range joinedWith(Range later) {
            return later.from > to || later.to < from
                    ? later
                    : new Range(Math.min(from, later.from), Math.max(to, later.to));
        }
    }

    TailProbe(KafkaSettings kafka) {
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
                                "millrace-drain-probe"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
    }

    /** Known from an earlier look, without asking the broker. */
    boolean knownEmpty(Consumption consumption) {
        Range range = empty.get(consumption.partition());
        return range != null && range.covers(consumption);
    }

    /** Those of the given consumptions that have nothing left to read. */
    Set<Consumption> withoutRecords(Collection<Consumption> candidates) {
        Set<Consumption> drained = new HashSet<>();
        Deque<Consumption> open = new ArrayDeque<>();
        for (Consumption candidate : candidates) {
            if (knownEmpty(candidate)) {
                drained.add(candidate);
            } else {
                open.add(candidate);
            }
        }
        // A partition that several applications read is looked at once for each position.
        while (!open.isEmpty()) {
            Map<TopicPartition, Consumption> round = new HashMap<>();
            open.forEach(consumption -> round.putIfAbsent(consumption.partition(), consumption));
            open.removeAll(round.values());
            drained.addAll(look(round));
        }
        return drained;
    }

    @Override
    public void close() {
        consumer.close();
    }

    private Set<Consumption> look(Map<TopicPartition, Consumption> round) {
        Map<TopicPartition, Consumption> open = new HashMap<>(round);
        Set<Consumption> drained = new HashSet<>();
        consumer.assign(open.keySet());
        open.forEach((partition, consumption) -> consumer.seek(partition, consumption.position()));
        for (int i = 0; i < POLLS_MAX && !open.isEmpty(); i++) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            for (TopicPartition partition : records.partitions()) {
                open.remove(partition);
            }
            open.values()
                    .removeIf(consumption -> {
                        boolean done =
                                consumer.position(consumption.partition()) >= consumption.end();
                        if (done) {
                            drained.add(consumption);
                            remember(consumption);
                        }
                        return done;
                    });
            consumer.assign(open.keySet());
        }
        return drained;
    }

    private void remember(Consumption consumption) {
        empty.merge(
                consumption.partition(),
                new Range(consumption.position(), consumption.end()),
                Range::joinedWith);
    }
}
