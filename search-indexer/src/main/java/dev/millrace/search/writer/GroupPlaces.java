package dev.millrace.search.writer;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells Kafka how far an index is, in the writer's consumer group: for those who watch, since the
 * writer itself goes by what is kept beside the index. An offset is committed when the server has
 * acknowledged everything before it.
 *
 * <p>Whoever concludes from these offsets as of which commit the index is must hear of it before
 * they go back, when the index lacks what it had, and when they are those of another index, which
 * may have what the former one had refused. So each names its index; when that changes or an offset
 * goes back they are marked, are told, and lose the mark; a writer that crashes in between finds
 * the mark and tells again.
 */
final class GroupPlaces {

    private static final Logger LOG = LoggerFactory.getLogger(GroupPlaces.class);
    private static final String BEGINS = "begins again";
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Consumer<byte[], byte[]> consumer;
    private final Runnable beginsAgain;
    private final Map<TopicPartition, Long> settled = new HashMap<>();
    private Instant sentAt = Instant.MIN;
    private String index = "";

    /**
     * @param beginsAgain tells that the index is as of no commit; throws a {@link
     *     PipelineException} when nobody could be told
     */
    GroupPlaces(Consumer<byte[], byte[]> consumer, Runnable beginsAgain) {
        this.consumer = consumer;
        this.beginsAgain = beginsAgain;
    }

    /**
     * Tells where the writing goes on, before it does.
     *
     * @param concrete the index that is written
     * @throws PipelineException when that could not be told
     */
    void placed(Map<TopicPartition, Long> places, String concrete) {
        index = concrete;
        if (places.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> before =
                consumer.committed(places.keySet(), PATIENCE);
        boolean again =
                places.entrySet().stream()
                        .anyMatch(place ->
                                Optional.ofNullable(before.get(place.getKey()))
                                        .map(known ->
                                                known.offset() > place.getValue()
                                                        || !concrete.equals(known.metadata()))
                                        .orElse(true));
        if (again) {
            commit(places, BEGINS);
            beginsAgain.run();
        }
        commit(places, concrete);
    }

    /**
     * Records between what was acknowledged and the end of the topic, as Kafka counts them.
     *
     * @throws RetriableException when Kafka does not tell
     */
    long behind() {
        Set<TopicPartition> mine = consumer.assignment();
        Map<TopicPartition, Long> first = consumer.beginningOffsets(mine, PATIENCE);
        Map<TopicPartition, Long> end = consumer.endOffsets(mine, PATIENCE);
        Map<TopicPartition, OffsetAndMetadata> known = consumer.committed(mine, PATIENCE);
        long behind = 0;
        for (TopicPartition partition : mine) {
            long from =
                    Optional.ofNullable(known.get(partition))
                            .map(OffsetAndMetadata::offset)
                            .orElseGet(() -> first.getOrDefault(partition, 0L));
            behind += Math.max(0, end.getOrDefault(partition, 0L) - from);
        }
        return behind;
    }

    /** Everything before these offsets is in the index, or among the dead letters. */
    void settled(Map<TopicPartition, Long> offsets) {
        settled.putAll(offsets);
    }

    /** These partitions are somebody else's now, or their places are in doubt. */
    void drop(Collection<TopicPartition> partitions) {
        partitions.forEach(settled::remove);
    }

    /** Sends what was settled, several times a second at most. */
    void send(Instant now) {
        if (settled.isEmpty() || now.isBefore(sentAt.plus(PAUSE))) {
            return;
        }
        sentAt = now;
        Map<TopicPartition, Long> sent = new HashMap<>(settled);
        settled.clear();
        consumer.commitAsync(
                withMetadata(sent, index),
                (offsets, fault) -> {
                    if (fault != null) {
                        LOG.atDebug().setCause(fault).log("offsets of an index are sent again");
                        sent.forEach(this::again);
                    }
                });
    }

    private void again(TopicPartition partition, Long offset) {
        if (consumer.assignment().contains(partition)) {
            settled.putIfAbsent(partition, offset);
        }
    }

    private void commit(Map<TopicPartition, Long> places, String metadata) {
        try {
            consumer.commitSync(withMetadata(places, metadata), PATIENCE);
        } catch (CommitFailedException e) {
            throw new PipelineException(
                    ErrorKind.TRANSIENT,
                    "the writer's group takes no offsets: " + e.getMessage(),
                    e);
        }
    }

    private static Map<TopicPartition, OffsetAndMetadata> withMetadata(
            Map<TopicPartition, Long> places, String metadata) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        places.forEach((partition, offset) ->
                offsets.put(partition, new OffsetAndMetadata(offset, metadata)));
        return offsets;
    }
}
