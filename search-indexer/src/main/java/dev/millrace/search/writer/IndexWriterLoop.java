package dev.millrace.search.writer;

import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.topics.MalformedRowException;
import dev.millrace.search.writer.BulkSender.Outcome;
import dev.millrace.streams.deadletter.DeadLetterSender;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One step of an index writer after the other: place, read, send, store the place. Confined to the
 * writer's thread.
 *
 * <p>It holds the records of one poll at most, and reads no more until each of them is settled or
 * among the dead letters; only then does a place move on. A partition is placed when the writer
 * knows how far the index is; any doubt, such as a failed request, unplaces it again.
 */
final class IndexWriterLoop implements ConsumerRebalanceListener {

    private static final Logger LOG = LoggerFactory.getLogger(IndexWriterLoop.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int BULK_BYTES_MAX = 5 << 20;
    private static final String DEAD_LETTERS = "search";

    private final Consumer<byte[], byte[]> consumer;
    private final Placement placement;
    private final DeadLetterSender deadLetters;
    private final Clock clock;
    private final WriterTimes times;
    private final IndexWriterProgress progress;
    private final GroupPlaces group;

    private final Set<TopicPartition> unplaced = new HashSet<>();
    private final Map<TopicPartition, Long> reached = new HashMap<>();
    private final Map<TopicPartition, Long> behindPending = new HashMap<>();
    private List<DocumentChange> pending = new ArrayList<>();
    private Instant sendAgainAt = Instant.MIN;
    private boolean knowsItsPartitions;
    private boolean hasSent;
    private Duration pause;

    IndexWriterLoop(
            Consumer<byte[], byte[]> consumer,
            Placement placement,
            DeadLetterSender deadLetters,
            Clock clock,
            WriterTimes times,
            IndexWriterProgress progress,
            GroupPlaces group) {
        this.consumer = consumer;
        this.placement = placement;
        this.deadLetters = deadLetters;
        this.clock = clock;
        this.times = times;
        this.progress = progress;
        this.group = group;
        this.pause = times.firstPause();
    }

    /**
     * One step; waits for records for up to a fifth of a second.
     *
     * @throws PipelineException when a whole request fails; the places are in doubt then
     */
    void step() {
        hasSent = false;
        if (placement.hasMoved(clock.instant())) {
            followTheAlias();
        }
        if (!unplaced.isEmpty()) {
            place();
        }
        if (pending.isEmpty()) {
            take();
        } else {
            rest(POLL);
        }
        if (!pending.isEmpty() && !clock.instant().isBefore(sendAgainAt)) {
            send();
        }
        if (!reached.isEmpty()
                && (progress.isInTrouble() || placement.isStoreDue(clock.instant()))) {
            placement.store(reached, clock.instant());
        }
        group.send(clock.instant());
        placement.clean(clock.instant(), this::lag);
        if (pending.isEmpty()) {
            progress.lagIs(consumer.assignment().stream().mapToLong(this::lag).sum());
        }
        if (knowsItsPartitions && consumer.assignment().isEmpty()) {
            progress.hasNoPartition();
        } else if (progress.isInTrouble() && isWell()) {
            progress.runs();
        }
    }

    /**
     * Whether the index takes what there is. To know where the writing goes on says nothing of
     * that: a server whose disk is full answers every question.
     */
    private boolean isWell() {
        return unplaced.isEmpty()
                && pending.isEmpty()
                && !consumer.assignment().isEmpty()
                && (hasSent
                        || consumer.assignment().stream()
                                .allMatch(p -> consumer.currentLag(p).orElse(1) == 0));
    }

    /**
     * Counts what waits in Kafka while nothing is read from there, for the status.
     *
     * @throws RetriableException when Kafka does not tell
     */
    void count() {
        progress.lagIs(group.behind());
    }

    /** Stays in the group without reading, until a partition comes or goes or the time is over. */
    void rest(Duration time) {
        Set<TopicPartition> reading = new HashSet<>(consumer.assignment());
        reading.removeAll(consumer.paused());
        consumer.pause(reading);
        try {
            consumer.poll(time);
        } finally {
            reading.retainAll(consumer.assignment());
            reading.removeAll(unplaced);
            consumer.resume(reading);
        }
    }

    /** Gives up what is in hand and asks, before the next step, how far the index is. */
    void forget() {
        unplace(Set.copyOf(consumer.assignment()));
        placement.forget();
    }

    /** Stores how far the index is, for an orderly end. */
    void storePlaces() {
        placement.store(reached, clock.instant());
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        knowsItsPartitions = true;
        unplace(partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        // What comes next is told by the assignment that follows.
        knowsItsPartitions = false;
        drop(partitions);
        partitions.forEach(unplaced::remove);
    }

    private void unplace(Collection<TopicPartition> partitions) {
        drop(partitions);
        unplaced.addAll(partitions);
        // Any position will do while it is paused; without one the consumer looks for Kafka's.
        partitions.forEach(partition -> consumer.seek(partition, 0));
        consumer.pause(partitions);
    }

    private void drop(Collection<TopicPartition> partitions) {
        partitions.forEach(reached::remove);
        partitions.forEach(behindPending::remove);
        partitions.forEach(placement::drop);
        group.drop(partitions);
        pending.removeIf(change -> partitions.contains(change.partition()));
    }

    private void place() {
        Map<TopicPartition, Long> places = new HashMap<>();
        for (WriterPlace place : placement.place(consumer, unplaced, clock.instant())) {
            TopicPartition partition = placement.partitionOf(place);
            consumer.seek(partition, place.nextOffset());
            places.put(partition, place.nextOffset());
        }
        group.placed(places, placement.concrete());
        reached.putAll(places);
        consumer.resume(unplaced);
        unplaced.clear();
        progress.fills(placement.concrete());
        progress.placed();
    }

    private void take() {
        try {
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
            // The last change of a document is all that the index needs of a batch.
            Map<String, DocumentChange> changes = new LinkedHashMap<>();
            for (ConsumerRecord<byte[], byte[]> record : polled) {
                read(record, changes);
            }
            polled.nextOffsets()
                    .forEach((partition, next) -> behindPending.put(partition, next.offset()));
            pending = new ArrayList<>(changes.values());
            settleWhenDone();
        } catch (OffsetOutOfRangeException e) {
            unplace(e.partitions());
        }
    }

    private void read(ConsumerRecord<byte[], byte[]> record, Map<String, DocumentChange> changes) {
        long epoch = placement.epoch(new TopicPartition(record.topic(), record.partition()));
        try {
            DocumentChange change = DocumentChange.of(record, epoch, clock.instant());
            changes.remove(change.id());
            changes.put(change.id(), change);
        } catch (MalformedRowException e) {
            setAside(record, Objects.requireNonNullElse(e.getMessage(), "malformed"));
            progress.deadLettered();
        }
    }

    private void send() {
        List<DocumentChange> again = new ArrayList<>();
        String reason = "";
        for (List<DocumentChange> bulk : Bulks.of(pending, BULK_BYTES_MAX)) {
            List<Outcome> outcomes = placement.sender().send(bulk);
            for (int i = 0; i < bulk.size(); i++) {
                DocumentChange change = bulk.get(i);
                switch (outcomes.get(i)) {
                    case Outcome.Settled(boolean superseded) ->
                            progress.settled(change, superseded);
                    case Outcome.Refused(String why) -> {
                        setAside(change.origin(), why);
                        progress.refused();
                    }
                    case Outcome.Again(String why) -> {
                        again.add(change);
                        reason = why;
                    }
                }
            }
        }
        if (again.isEmpty()) {
            pause = times.firstPause();
            hasSent = true;
        } else {
            pause = again.size() < pending.size() ? times.firstPause() : times.afterAnother(pause);
            sendAgainAt = clock.instant().plus(pause);
            progress.waits("%d documents are tried again: %s".formatted(again.size(), reason));
            count();
        }
        pending = again;
        if (placement.hasMovedSince(clock.instant())) {
            // What the former index took says nothing of the one that readers see now.
            followTheAlias();
        } else {
            settleWhenDone();
        }
    }

    /** Goes on in the index that is live now, from the places that it has. */
    private void followTheAlias() {
        storePlaces();
        forget();
    }

    private void settleWhenDone() {
        if (pending.isEmpty()) {
            reached.putAll(behindPending);
            group.settled(behindPending);
            behindPending.clear();
        }
    }

    private long lag(TopicPartition partition) {
        return unplaced.contains(partition) ? 0 : consumer.currentLag(partition).orElse(0);
    }

    private void setAside(ConsumerRecord<byte[], byte[]> record, String reason) {
        deadLetters.send(DEAD_LETTERS, record, reason);
        LOG.atWarn()
                .addKeyValue("topic", record.topic())
                .addKeyValue("partition", record.partition())
                .addKeyValue("offset", record.offset())
                .addKeyValue("reason", reason)
                .log("unusable document goes to the dead letters");
    }
}
