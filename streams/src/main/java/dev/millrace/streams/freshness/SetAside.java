package dev.millrace.streams.freshness;

import dev.millrace.schema.deadletter.DeadLetter;
import dev.millrace.schema.deadletter.LetterPlace;
import dev.millrace.schema.settings.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the dead letters: each is a change that some topic or table lacks until it is answered.
 */
final class SetAside implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SetAside.class);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final int POLLS_MAX = 10;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> seen = new HashMap<>();
    private final List<Letter> letters = new ArrayList<>();

    /** A dead letter and where it is kept. */
    record Letter(LetterPlace place, DeadLetter letter) {}

    SetAside(KafkaSettings kafka) {
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
                                ConsumerConfig.CLIENT_ID_CONFIG,
                                "millrace-freshness-letters"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
    }

    /**
     * Reads on.
     *
     * @param ends where the topics of dead letters end now
     * @return the topics of which not all is read, because a transaction in them is open still
     */
    Set<String> readUpTo(Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> unread = new HashMap<>();
        ends.forEach((partition, end) -> {
            if (seen.getOrDefault(partition, 0L) < end) {
                unread.put(partition, end);
            }
        });
        if (unread.isEmpty()) {
            return Set.of();
        }
        consumer.assign(unread.keySet());
        unread.keySet()
                .forEach(partition -> consumer.seek(partition, seen.getOrDefault(partition, 0L)));
        for (int i = 0; i < POLLS_MAX && !unread.isEmpty(); i++) {
            consumer.poll(POLL).forEach(this::keep);
            unread.entrySet()
                    .removeIf(open -> {
                        long position = consumer.position(open.getKey());
                        seen.put(open.getKey(), position);
                        return position >= open.getValue();
                    });
        }
        Set<String> topics = new HashSet<>();
        unread.keySet().forEach(partition -> topics.add(partition.topic()));
        return topics;
    }

    /** The letters that are not answered. */
    List<Letter> letters() {
        return List.copyOf(letters);
    }

    /** These need not be remembered any more. */
    void forget(Collection<Letter> answered) {
        letters.removeAll(answered);
    }

    /** The topics are not those any more: everything is read again. */
    void forgetAll() {
        seen.clear();
        letters.clear();
    }

    @Override
    public void close() {
        consumer.close();
    }

    private void keep(ConsumerRecord<byte[], byte[]> record) {
        try {
            DeadLetter letter = DeadLetter.from(record);
            // Only what tells where it belongs: contents may be large.
            letters.add(
                    new Letter(
                            new LetterPlace(record.topic(), record.partition(), record.offset()),
                            new DeadLetter(
                                    letter.origin(),
                                    letter.kind(),
                                    letter.reason(),
                                    letter.time(),
                                    Optional.empty(),
                                    Optional.empty())));
        } catch (IllegalArgumentException e) {
            // Not ours: it stands for no row.
            LOG.atDebug().setCause(e).log("no dead letter");
        }
    }
}
