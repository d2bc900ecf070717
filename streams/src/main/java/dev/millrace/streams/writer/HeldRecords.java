package dev.millrace.streams.writer;

import dev.millrace.schema.position.Lsn;
import java.time.Duration;
import java.util.Collection;
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
    private final WaitingRecords records = new WaitingRecords();
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
        records.add(record);
    }

    /** Where the reading goes on after the records that were added. */
    void readUpTo(TopicPartition partition, long next) {
        records.readUpTo(partition, next);
    }

    boolean isEmpty() {
        return records.count() == 0;
    }

    /** What was read of the partition is to be read again, or by others. */
    void forget(TopicPartition partition) {
        records.forget(partition);
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
        if (isEmpty()) {
            return HeldBatch.NONE;
        }
        if (records.held() == 0 && records.all().noneMatch(this::waits)) {
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
        boolean moved = advance(position.get(), partitions);
        if (moved) {
            records.judgeAgain();
        }
        if (moved || since == 0) {
            since = now;
        }
        if (records.held() > MOST || now - since > PATIENCE.toNanos()) {
            return giveUp();
        }
        HeldBatch batch = records.take(this::waits);
        if (batch.isEmpty() && records.held() > MOST) {
            return giveUp();
        }
        if (isEmpty()) {
            since = 0;
        }
        return batch;
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

    private HeldBatch giveUp() {
        inParts =
                records.all()
                        .flatMap(record -> record.together().stream())
                        .max(Lsn::compareTo)
                        .orElse(null);
        LOG.atInfo()
                .addKeyValue("records", records.count())
                .addKeyValue("complete", complete)
                .addKeyValue("commit", inParts)
                .log(
                        "a transaction may show in parts: it is too large, or the store too far behind");
        return everything();
    }

    private HeldBatch everything() {
        since = 0;
        return records.takeAll();
    }
}
