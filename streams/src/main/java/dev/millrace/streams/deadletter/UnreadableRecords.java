package dev.millrace.streams.deadletter;

import dev.millrace.schema.deadletter.DeadLetter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends records that a store application cannot read to the store's dead letters, inside the
 * application's transaction, and lets it go on. Each one is counted; its contents are not logged.
 */
public final class UnreadableRecords implements DeserializationExceptionHandler {

    /** Setting: the consumer part of {@code dlq.<consumer>}. */
    public static final String CONSUMER = "millrace.dead-letters.consumer";

    /** Setting: the {@link LongAdder} that counts. */
    public static final String COUNTER = "millrace.dead-letters.counter";

    private static final Logger LOG = LoggerFactory.getLogger(UnreadableRecords.class);

    private String consumer = "";
    private LongAdder counter = new LongAdder();

    @Override
    public void configure(Map<String, ?> settings) {
        consumer = (String) Objects.requireNonNull(settings.get(CONSUMER), CONSUMER);
        counter = (LongAdder) Objects.requireNonNull(settings.get(COUNTER), COUNTER);
    }

    @Override
    public Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception error) {
        counter.increment();
        LOG.atWarn()
                .addKeyValue("topic", record.topic())
                .addKeyValue("partition", record.partition())
                .addKeyValue("offset", record.offset())
                .addKeyValue("store", consumer)
                .log("unreadable record goes to the dead letters");
        String reason = Objects.requireNonNullElse(error.getMessage(), error.getClass().getName());
        return Response.resume(List.of(DeadLetter.of(consumer, record, reason)));
    }
}
