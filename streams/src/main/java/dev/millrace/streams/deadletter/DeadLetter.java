package dev.millrace.streams.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.schema.topics.Topics;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The form of a dead letter: key, value and headers of the record as they came, and where it was
 * found and why it could not be used in further headers.
 */
public final class DeadLetter {

    /** Topic of the record that could not be read. */
    public static final String TOPIC = "dead-letter-topic";

    /** Its partition, in decimal. */
    public static final String PARTITION = "dead-letter-partition";

    /** Its offset, in decimal. */
    public static final String OFFSET = "dead-letter-offset";

    /** What was wrong with it, without its contents. */
    public static final String REASON = "dead-letter-reason";

    private DeadLetter() {}

    /** The dead letter for {@code dlq.<consumer>}. */
    public static ProducerRecord<byte[], byte[]> of(
            String consumer, ConsumerRecord<byte[], byte[]> origin, String reason) {
        ProducerRecord<byte[], byte[]> letter =
                new ProducerRecord<>(
                        Topics.deadLetters(consumer).name(),
                        null,
                        origin.key(),
                        origin.value(),
                        origin.headers());
        letter.headers()
                .add(TOPIC, origin.topic().getBytes(UTF_8))
                .add(PARTITION, Integer.toString(origin.partition()).getBytes(UTF_8))
                .add(OFFSET, Long.toString(origin.offset()).getBytes(UTF_8))
                .add(REASON, reason.getBytes(UTF_8));
        return letter;
    }
}
