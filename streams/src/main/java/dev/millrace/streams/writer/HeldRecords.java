package dev.millrace.streams.writer;

import dev.millrace.schema.position.Lsn;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records that were read and are not written, because other rows of the same source transaction may
 * still be on their way: readers of the table are to see all of them or none.
 *
 * <p>A record that belongs to others waits until the topic is known to hold everything up to its
 * commit, and until all that the topic held by then is read. Whatever follows it in its partition
 * waits behind it, since the table is the topic up to an offset.
 *
 * <p>Nothing waits for ever. When the position in the topic is not known, or nothing was written
 * for half a minute, or 10,000 records wait, everything is written, and what follows is not held
 * until the position has passed it: a transaction as large, or read by a store as far behind, may
 * show in parts. Confined to the writer's thread.
 */
final class HeldRecords {

    private static final Logger LOG = LoggerFactory.getLogger(HeldRecords.class);
    static final int MOST = 10_000;
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Supplier<Optional<Lsn>> processed;
    private final Places places;
    private final LongSupplier nanoTime;
    private final Map<TopicPartition, Deque<ReadRecord>> waiting = new LinkedHashMap<>();
    private final Map<TopicPartition, Long> readUpTo = new HashMap<>();
    private int count;
    private Lsn complete = Lsn.ZERO;
    private @Nullable Asked asked;
    private long since;
    // Written in parts up to this commit; until the position is there, nothing is held.
    private @Nullable Lsn inParts;

    /** Records that are to be written now. */
    record Batch(List<ReadRecord> records, Map<TopicPartition, Long> next) {}

    /** What is known of the partitions that are read. */
    interface Places {

        /** Where these partitions end, open transactions included. */
        Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions);

        /** Whether everything before this offset was read. */
        boolean hasRead(TopicPartition partition, long end);
    }

    /** A position, and what has to be read until all up to it is here. */
    private record Asked(Lsn position, Map<TopicPartition, Long> ends) {}

    HeldRecords(Supplier<Optional<Lsn>> processed, Places places) {
        this(processed, places, System::nanoTime);
    }

    HeldRecords(Supplier<Optional<Lsn>> processed, Places places, LongSupplier nanoTime) {
        this.processed = processed;
        this.places = places;
        this.nanoTime = nanoTime;
    }

    void add(ReadRecord record) {
        waiting.computeIfAbsent(record.partition(), ignored -> new ArrayDeque<>()).add(record);
        count++;
    }

    /** Where the reading goes on after the records that were added. */
    void readUpTo(TopicPartition partition, long next) {
        readUpTo.put(partition, next);
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** What was read of the partition is to be read again, or by others. */
    void forget(TopicPartition partition) {
        Deque<ReadRecord> gone = waiting.remove(partition);
        count -= gone == null ? 0 : gone.size();
        readUpTo.remove(partition);
        asked = null;
        // Known of the partitions that were read, and of no other.
        complete = Lsn.ZERO;
    }

    /**
     * Takes out what may be written.
     *
     * @param partitions that are read now
     * @throws dev.millrace.schema.failure.PipelineException when the position cannot be found out;
     *     everything is held still
     */
    Batch due(Set<TopicPartition> partitions) {
        if (count == 0) {
            return new Batch(List.of(), Map.of());
        }
        if (!anyWaits()) {
            return everything();
        }
        Optional<Lsn> position = processed.get();
        if (position.isEmpty()) {
            return everything();
        }
        if (inParts != null) {
            if (position.get().isBefore(inParts)) {
                return everything();
            }
            inParts = null;
            since = nanoTime.getAsLong();
        }
        advance(position.get(), partitions);
        Batch batch = complete();
        long now = nanoTime.getAsLong();
        if (count == 0 || !batch.records().isEmpty() || since == 0) {
            since = count == 0 ? 0 : now;
        }
        if (count > MOST || (count > 0 && now - since > PATIENCE.toNanos())) {
            return giveUp(batch);
        }
        return batch;
    }

    private boolean anyWaits() {
        return waiting.values().stream().flatMap(Collection::stream).anyMatch(this::waits);
    }

    private boolean waits(ReadRecord record) {
        return record.together().filter(end -> end.isAfter(complete)).isPresent();
    }

    /** Moves on to the position as soon as all that the topic held by then is read. */
    private void advance(Lsn position, Set<TopicPartition> partitions) {
        if (asked == null && position.isAfter(complete)) {
            asked = new Asked(position, places.ends(partitions));
        }
        if (asked != null
                && asked.ends().entrySet().stream()
                        .allMatch(end -> places.hasRead(end.getKey(), end.getValue()))) {
            complete = asked.position();
            asked = null;
        }
    }

    /** Of each partition what comes before the first transaction that has to wait. */
    private Batch complete() {
        List<ReadRecord> records = new ArrayList<>(count);
        Map<TopicPartition, Long> next = new HashMap<>();
        waiting.forEach((partition, queue) -> {
            int due = due(List.copyOf(queue));
            for (int i = 0; i < due; i++) {
                records.add(queue.removeFirst());
            }
            if (queue.isEmpty() && due > 0 && readUpTo.containsKey(partition)) {
                next.put(partition, readUpTo.get(partition));
            }
        });
        count -= records.size();
        return new Batch(records, next);
    }

    /**
     * How many records from the first one may be written. Transactions may be mixed with each other
     * where their rows came through several partitions: none is cut in two.
     */
    private int due(List<ReadRecord> queue) {
        int end = queue.size();
        Map<Lsn, Integer> behind = new HashMap<>();
        int cut = end;
        for (int i = 0; i < end; i++) {
            if (waits(queue.get(i))) {
                cut = i;
                break;
            }
        }
        for (int i = cut; i < end; i++) {
            int place = i;
            queue.get(i).together().ifPresent(commit -> behind.putIfAbsent(commit, place));
        }
        for (int i = 0; i < cut; i++) {
            ReadRecord record = queue.get(i);
            if (record.together().filter(behind::containsKey).isPresent()) {
                // What is between this record and the old cut is behind the new one, too.
                for (int j = i; j < cut; j++) {
                    queue.get(j).together().ifPresent(commit -> behind.putIfAbsent(commit, 0));
                }
                cut = i;
                i = -1;
            }
        }
        return cut;
    }

    private Batch giveUp(Batch first) {
        inParts =
                waiting.values().stream()
                        .flatMap(Collection::stream)
                        .flatMap(record -> record.together().stream())
                        .max(Lsn::compareTo)
                        .orElse(null);
        LOG.atInfo()
                .addKeyValue("records", count)
                .addKeyValue("complete", complete)
                .addKeyValue("commit", inParts)
                .log(
                        "a transaction may show in parts: it is too large, or the store too far behind");
        since = 0;
        List<ReadRecord> records = new ArrayList<>(first.records());
        Batch rest = everything();
        records.addAll(rest.records());
        Map<TopicPartition, Long> next = new HashMap<>(first.next());
        next.putAll(rest.next());
        return new Batch(records, next);
    }

    private Batch everything() {
        List<ReadRecord> records = new ArrayList<>(count);
        waiting.values().forEach(records::addAll);
        waiting.clear();
        count = 0;
        return new Batch(records, Map.copyOf(readUpTo));
    }
}
