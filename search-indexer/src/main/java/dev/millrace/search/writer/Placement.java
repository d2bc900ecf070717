package dev.millrace.search.writer;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import dev.millrace.schema.search.SearchIndex;
import dev.millrace.search.index.IndexCreation;
import dev.millrace.search.writer.WriterPlace.TopicIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The places of one writer's partitions in the index behind its alias, and what follows from them:
 * the epoch of new documents, and when left-overs may go. Confined to the writer's thread.
 */
final class Placement {

    private static final Logger LOG = LoggerFactory.getLogger(Placement.class);

    private static final Duration LOOK = Duration.ofSeconds(2);

    private final SearchIndex index;
    private final String topicName;
    private final ElasticsearchClient client;
    private final IndexCreation creation;
    private final int replicas;
    private final Supplier<TopicIdentity> topic;
    private final WriterTimes times;

    private final Map<TopicPartition, WriterPlace> places = new HashMap<>();
    private final Map<TopicPartition, Instant> placedAt = new HashMap<>();
    private @Nullable String concrete;
    private Instant storedAt = Instant.MIN;
    private Instant purgedAt = Instant.MIN;
    private Instant lookedAt = Instant.MIN;

    Placement(
            SearchIndex index,
            String topicName,
            ElasticsearchClient client,
            IndexCreation creation,
            int replicas,
            Supplier<TopicIdentity> topic,
            WriterTimes times) {
        this.index = index;
        this.topicName = topicName;
        this.client = client;
        this.creation = creation;
        this.replicas = replicas;
        this.topic = topic;
        this.times = times;
    }

    /** Finds out where the writing of these partitions goes on. */
    List<WriterPlace> place(
            Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions, Instant now) {
        concrete = creation.ensure(index);
        TopicIdentity identity = topic.get();
        PlaceRule.Known known = stored().read();
        Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
        List<WriterPlace> placed = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            WriterPlace place =
                    PlaceRule.decide(
                            known,
                            identity,
                            partition.partition(),
                            new PlaceRule.Range(
                                    first.getOrDefault(partition, 0L),
                                    end.getOrDefault(partition, 0L)),
                            now);
            places.put(partition, place);
            placedAt.put(partition, now);
            placed.add(place);
            LOG.atInfo()
                    .addKeyValue("index", concrete)
                    .addKeyValue("partition", partition.partition())
                    .addKeyValue("epoch", place.epoch())
                    .addKeyValue("offset", place.nextOffset())
                    .log("index writer placed");
        }
        return placed;
    }

    TopicPartition partitionOf(WriterPlace place) {
        return new TopicPartition(topicName, place.partition());
    }

    /** The epoch in which documents of this partition are written. */
    long epoch(TopicPartition partition) {
        return Objects.requireNonNull(places.get(partition), "partition is not placed").epoch();
    }

    BulkSender sender() {
        return new BulkSender(client, concrete());
    }

    /**
     * Whether the alias leads to another index now; for the sake of an idle writer every other
     * second.
     */
    boolean hasMoved(Instant now) {
        return concrete != null && !now.isBefore(lookedAt.plus(LOOK)) && hasMovedSince(now);
    }

    /** Whether the alias leads to another index now. */
    boolean hasMovedSince(Instant now) {
        lookedAt = now;
        return !creation.current(index).equals(Optional.of(concrete()));
    }

    boolean isStoreDue(Instant now) {
        return !now.isBefore(storedAt.plus(times.storePlace()));
    }

    /**
     * Stores how far these partitions are.
     *
     * @param reached everything before is settled; emptied
     */
    void store(Map<TopicPartition, Long> reached, Instant now) {
        Map<TopicPartition, WriterPlace> next = new HashMap<>();
        reached.forEach((partition, offset) -> {
            WriterPlace place = places.get(partition);
            if (place != null) {
                next.put(partition, place.at(offset, now));
            }
        });
        if (!next.isEmpty()) {
            stored().write(next.values());
            places.putAll(next);
        }
        reached.clear();
        storedAt = now;
    }

    /**
     * Removes left-overs that are due, and says of idle partitions that they are still written.
     *
     * @param lag records of a partition that wait
     */
    void clean(Instant now, ToLongFunction<TopicPartition> lag) {
        for (TopicPartition partition : List.copyOf(places.keySet())) {
            WriterPlace place = Objects.requireNonNull(places.get(partition));
            if (mayBeSwept(partition, place, now) && lag.applyAsLong(partition) == 0) {
                long removed = leftovers().ofEpochsBefore(place);
                WriterPlace swept = place.swept();
                stored().write(swept);
                places.put(partition, swept);
                LOG.atInfo()
                        .addKeyValue("index", concrete)
                        .addKeyValue("partition", place.partition())
                        .addKeyValue("documents", removed)
                        .log("documents that the topic does not have are gone");
            }
        }
        if (!places.isEmpty() && !now.isBefore(purgedAt.plus(times.purge()))) {
            purgedAt = now;
            Map<TopicPartition, Long> idle = new HashMap<>();
            places.forEach((partition, place) -> {
                leftovers().tombstonesBefore(place.partition(), now.minus(times.tombstoneAge()));
                if (place.time().isBefore(now.minus(times.purge()))) {
                    idle.put(partition, place.nextOffset());
                }
            });
            store(idle, now);
        }
    }

    void drop(TopicPartition partition) {
        places.remove(partition);
        placedAt.remove(partition);
    }

    void forget() {
        places.clear();
        placedAt.clear();
        concrete = null;
    }

    private boolean mayBeSwept(TopicPartition partition, WriterPlace place, Instant now) {
        return place.sweepAt().isPresent()
                && place.nextOffset() >= place.sweepAt().getAsLong()
                && !now.isBefore(
                        Objects.requireNonNull(placedAt.get(partition)).plus(times.sweepGrace()));
    }

    private WriterPlaces stored() {
        return new WriterPlaces(client, concrete(), replicas);
    }

    private Leftovers leftovers() {
        return new Leftovers(client, concrete());
    }

    /** The index behind the alias, once a partition is placed. */
    String concrete() {
        return Objects.requireNonNull(concrete, "no partition is placed yet");
    }
}
