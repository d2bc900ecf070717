package dev.millrace.streams.writer;

import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.topics.RowKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/**
 * Records in the order of their partitions: those that have come, and before them those that were
 * found to have to wait.
 *
 * <p>A record has to wait when it is told to, behind one of the same key that does, and, since no
 * transaction is cut in two, when another of its transaction does. What comes is judged by itself:
 * looking through all that waits each time costs a store that is behind more than its work.
 * Confined to the writer's thread.
 */
final class WaitingRecords {

    private static final class Queue {
        private List<ReadRecord> held = new ArrayList<>();
        private List<ReadRecord> arrived = new ArrayList<>();
        private long readUpTo;
    }

    private final Map<TopicPartition, Queue> queues = new LinkedHashMap<>();
    // Of the records that are held.
    private final Set<RowKey> keys = new HashSet<>();
    private final Set<Lsn> commits = new HashSet<>();
    private int held;
    private int arrived;

    void add(ReadRecord record) {
        queue(record.partition()).arrived.add(record);
        arrived++;
    }

    /** Where the reading goes on after the records that were added. */
    void readUpTo(TopicPartition partition, long next) {
        queue(partition).readUpTo = next;
    }

    /** Lets go of what is of the partition; what is held of others is to be judged again. */
    void forget(TopicPartition partition) {
        Queue gone = queues.remove(partition);
        if (gone != null) {
            held -= gone.held.size();
            arrived -= gone.arrived.size();
        }
        judgeAgain();
    }

    int count() {
        return held + arrived;
    }

    /** How many were found to have to wait. */
    int held() {
        return held;
    }

    /** All of them, partition by partition. */
    Stream<ReadRecord> all() {
        return queues.values().stream()
                .flatMap(queue -> Stream.concat(queue.held.stream(), queue.arrived.stream()));
    }

    /** What is held counts as just come, since it may have to wait no longer. */
    void judgeAgain() {
        for (Queue queue : queues.values()) {
            if (!queue.held.isEmpty()) {
                queue.held.addAll(queue.arrived);
                queue.arrived = queue.held;
                queue.held = new ArrayList<>();
            }
        }
        arrived += held;
        held = 0;
        keys.clear();
        commits.clear();
    }

    /**
     * Takes out what has come and need not wait.
     *
     * @param waits which records have to, whatever the others do
     */
    HeldBatch take(Predicate<ReadRecord> waits) {
        return arrived == 0 ? HeldBatch.NONE : take(blocked(waits));
    }

    /** Takes out everything. */
    HeldBatch takeAll() {
        judgeAgain();
        return take(Set.of());
    }

    private Set<ReadRecord> blocked(Predicate<ReadRecord> waits) {
        for (Queue queue : queues.values()) {
            for (ReadRecord record : queue.arrived) {
                if (waits.test(record)) {
                    record.together().ifPresent(commits::add);
                }
            }
        }
        Set<ReadRecord> blocked = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<RowKey> behind = new HashSet<>();
        int known;
        do {
            known = commits.size();
            blocked.clear();
            behind.clear();
            queues.values().forEach(queue -> block(queue.arrived, behind, blocked));
        } while (commits.size() > known);
        keys.addAll(behind);
        return blocked;
    }

    // The records of a key are all in one partition.
    private void block(List<ReadRecord> records, Set<RowKey> behind, Set<ReadRecord> blocked) {
        for (ReadRecord record : records) {
            Optional<RowKey> key = record.change().rowKey();
            if (record.together().filter(commits::contains).isPresent()
                    || key.filter(k -> keys.contains(k) || behind.contains(k)).isPresent()) {
                blocked.add(record);
                key.ifPresent(behind::add);
                record.together().ifPresent(commits::add);
            }
        }
    }

    private HeldBatch take(Set<ReadRecord> blocked) {
        List<ReadRecord> records = new ArrayList<>(arrived);
        Map<TopicPartition, Reach> reaches = new HashMap<>();
        queues.forEach((partition, queue) -> {
            int before = records.size();
            for (ReadRecord record : queue.arrived) {
                queue.readUpTo = Math.max(queue.readUpTo, record.origin().offset() + 1);
                (blocked.contains(record) ? queue.held : records).add(record);
            }
            queue.arrived = new ArrayList<>();
            if (records.size() > before) {
                List<Long> left =
                        queue.held.stream().map(record -> record.origin().offset()).toList();
                reaches.put(partition, Reach.to(queue.readUpTo, left));
            }
        });
        held += blocked.size();
        arrived = 0;
        return new HeldBatch(records, reaches);
    }

    private Queue queue(TopicPartition partition) {
        return queues.computeIfAbsent(partition, ignored -> new Queue());
    }
}
