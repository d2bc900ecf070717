package dev.millrace.streams.freshness;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/** Partitions with records of transactions that commit, abort, or stay open, and their markers. */
final class SimulatedKafka {

    private final Map<TopicPartition, List<Entry>> logs = new HashMap<>();
    private final Map<String, Map<TopicPartition, Long>> committed = new HashMap<>();

    /** What lies at an offset: a record that follows from a source transaction, or a marker. */
    record Entry(boolean isRecord, long cause, Transaction transaction) {}

    /** A transaction of a producer. */
    static final class Transaction {

        private final Map<TopicPartition, Long> offsets = new HashMap<>();
        private final Set<TopicPartition> written = new HashSet<>();
        private final Set<TopicPartition> marked = new HashSet<>();
        private boolean decided;
        private boolean aborted;

        boolean isMarkedEverywhere() {
            return decided && marked.containsAll(written);
        }
    }

    void create(TopicPartition partition) {
        logs.put(partition, new ArrayList<>());
    }

    void append(Transaction transaction, TopicPartition partition, long cause) {
        log(partition).add(new Entry(true, cause, transaction));
        transaction.written.add(partition);
    }

    void read(Transaction transaction, TopicPartition partition, long next) {
        transaction.offsets.put(partition, next);
    }

    /** Committed or aborted for good; the markers come later, one partition after the other. */
    void decide(String group, Transaction transaction, boolean commit) {
        transaction.decided = true;
        transaction.aborted = !commit;
        if (commit) {
            transaction.offsets.forEach((partition, next) ->
                    committed
                            .computeIfAbsent(group, name -> new HashMap<>())
                            .merge(partition, next, Math::max));
        }
    }

    void mark(Transaction transaction, TopicPartition partition) {
        if (transaction.written.contains(partition) && transaction.marked.add(partition)) {
            log(partition).add(new Entry(false, 0, transaction));
        }
    }

    Set<TopicPartition> unmarked(Transaction transaction) {
        Set<TopicPartition> left = new HashSet<>(transaction.written);
        left.removeAll(transaction.marked);
        return left;
    }

    Map<TopicPartition, Long> committed(String group) {
        return new HashMap<>(committed.getOrDefault(group, Map.of()));
    }

    void commitOutside(String group, TopicPartition partition, long next) {
        committed.computeIfAbsent(group, name -> new HashMap<>()).put(partition, next);
    }

    /** Where the reading of a transaction in a partition goes on; empty when it has not begun. */
    Optional<Long> position(Transaction transaction, TopicPartition partition) {
        return Optional.ofNullable(transaction.offsets.get(partition));
    }

    /** The causes of the records that a transaction wrote into a partition. */
    List<Long> causesOf(TopicPartition partition, Transaction transaction) {
        return log(partition).stream()
                .filter(entry -> entry.isRecord() && entry.transaction() == transaction)
                .map(Entry::cause)
                .toList();
    }

    /** Up to where a reader of committed records gets. */
    long readableEnd(TopicPartition partition) {
        List<Entry> log = log(partition);
        for (int offset = 0; offset < log.size(); offset++) {
            Entry entry = log.get(offset);
            if (entry.isRecord() && !entry.transaction().marked.contains(partition)) {
                return offset;
            }
        }
        return log.size();
    }

    long end(TopicPartition partition) {
        return log(partition).size();
    }

    /** What a reader of committed records gets from there on, by offset. */
    TreeMap<Long, Long> readable(TopicPartition partition, long from) {
        TreeMap<Long, Long> causes = new TreeMap<>();
        List<Entry> log = log(partition);
        for (int offset = 0; offset < log.size(); offset++) {
            Entry entry = log.get(offset);
            if (entry.isRecord() && !entry.transaction().marked.contains(partition)) {
                break;
            }
            if (offset >= from && entry.isRecord() && !entry.transaction().aborted) {
                causes.put((long) offset, entry.cause());
            }
        }
        return causes;
    }

    /** The causes of all records from there on that are committed, readable yet or not. */
    List<Long> pending(TopicPartition partition, long from) {
        return log(partition).stream()
                .skip(from)
                .filter(entry ->
                        entry.isRecord()
                                && entry.transaction().decided
                                && !entry.transaction().aborted)
                .map(Entry::cause)
                .toList();
    }

    /** Whether nobody will ever read a record there. */
    boolean isEmpty(TopicPartition partition, long from, long to) {
        return log(partition).subList((int) from, (int) to).stream()
                .noneMatch(entry ->
                        entry.isRecord()
                                && !(entry.transaction().decided && entry.transaction().aborted));
    }

    private List<Entry> log(TopicPartition partition) {
        List<Entry> log = logs.get(partition);
        if (log == null) {
            throw new IllegalArgumentException("no partition " + partition);
        }
        return log;
    }
}
