package dev.millrace.streams.writer;

import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.topics.RowKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records that were read and are not written, because other rows of the same source transaction may
 * still be on their way: readers of the table are to see all of them or none.
 *
 * <p>A record that belongs to others waits until the topic is known to hold everything up to its
 * commit, and until all that the topic held by then is read. Behind it only records of the same key
 * wait, and those that belong to such a record; everything else is written past it.
 *
 * <p>Nothing waits for ever. When the position in the topic is not known, or did not move for half
 * a minute, or 10,000 records wait, everything is written, and what follows is not held until the
 * position has passed it: a transaction as large, or read by a store as far behind, may show in
 * parts. Confined to the writer's thread.
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
    HeldBatch due(Set<TopicPartition> partitions) {
        if (count == 0) {
            return HeldBatch.NONE;
        }
        if (records().noneMatch(this::waits)) {
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
            since = 0;
        }
        long now = nanoTime.getAsLong();
        if (advance(position.get(), partitions) || since == 0) {
            since = now;
        }
        Set<ReadRecord> blocked = blocked();
        if (blocked.size() > MOST || now - since > PATIENCE.toNanos()) {
            return giveUp();
        }
        HeldBatch batch = take(blocked);
        if (count == 0) {
            since = 0;
        }
        return batch;
    }

    private Stream<ReadRecord> records() {
        return waiting.values().stream().flatMap(Collection::stream);
    }

    private boolean waits(ReadRecord record) {
        return record.together().filter(end -> end.isAfter(complete)).isPresent();
    }

    /**
     * Moves on to the position as soon as all that the topic held by then is read.
     *
     * @return whether it moved
     */
    private boolean advance(Lsn position, Set<TopicPartition> partitions) {
        if (asked == null && position.isAfter(complete)) {
            asked = new Asked(position, places.ends(partitions));
        }
        if (asked != null
                && asked.ends().entrySet().stream()
                        .allMatch(end -> places.hasRead(end.getKey(), end.getValue()))) {
            complete = asked.position();
            asked = null;
            return true;
        }
        return false;
    }

    /**
     * The records that have to wait: those of incomplete transactions, those behind one of the same
     * key, and, since none is cut in two, all of a transaction of which one does.
     */
    private Set<ReadRecord> blocked() {
        Set<Lsn> commits = new HashSet<>();
        records()
                .filter(this::waits)
                .forEach(record -> commits.add(record.together().orElseThrow()));
        Set<ReadRecord> blocked = Collections.newSetFromMap(new IdentityHashMap<>());
        int known;
        do {
            known = commits.size();
            blocked.clear();
            waiting.values().forEach(queue -> block(queue, commits, blocked));
        } while (commits.size() > known);
        return blocked;
    }

    private static void block(
            Collection<ReadRecord> queue, Set<Lsn> commits, Set<ReadRecord> blocked) {
        Set<RowKey> keys = new HashSet<>();
        for (ReadRecord record : queue) {
            Optional<RowKey> key = record.change().rowKey();
            if (record.together().filter(commits::contains).isPresent()
                    || key.filter(keys::contains).isPresent()) {
                blocked.add(record);
                key.ifPresent(keys::add);
                record.together().ifPresent(commits::add);
            }
        }
    }

    /** Takes out all records but these. */
    private HeldBatch take(Set<ReadRecord> blocked) {
        List<ReadRecord> records = new ArrayList<>(count);
        Map<TopicPartition, Reach> reaches = new HashMap<>();
        waiting.forEach((partition, queue) -> {
            List<Long> left = new ArrayList<>();
            long end = readUpTo.getOrDefault(partition, 0L);
            int before = records.size();
            for (ReadRecord record : queue) {
                end = Math.max(end, record.origin().offset() + 1);
                if (blocked.contains(record)) {
                    left.add(record.origin().offset());
                } else {
                    records.add(record);
                }
            }
            if (records.size() > before) {
                reaches.put(partition, Reach.to(end, left));
                queue.removeIf(record -> !blocked.contains(record));
            }
        });
        count -= records.size();
        return new HeldBatch(records, reaches);
    }

    private HeldBatch giveUp() {
        inParts =
                records()
                        .flatMap(record -> record.together().stream())
                        .max(Lsn::compareTo)
                        .orElse(null);
        LOG.atInfo()
                .addKeyValue("records", count)
                .addKeyValue("complete", complete)
                .addKeyValue("commit", inParts)
                .log(
                        "a transaction may show in parts: it is too large, or the store too far behind");
        return everything();
    }

    private HeldBatch everything() {
        since = 0;
        return take(Set.of());
    }
}
