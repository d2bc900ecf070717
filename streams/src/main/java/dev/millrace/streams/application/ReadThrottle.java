package dev.millrace.streams.application;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Lets a store application read only so many records a second, so that a version that is built
 * beside the live one leaves room to the others. What it has read it hands on late; its thread
 * waits meanwhile, never longer than about a second.
 */
public final class ReadThrottle implements ConsumerInterceptor<Object, Object> {

    private static final String RATE = "millrace.rows-per-second";
    // Kafka Streams' own default.
    private static final int BATCH_RECORDS_MAX = 1_000;

    private double nanosARecord;
    private long freeAt = System.nanoTime();

    /** Sets the limit for each thread of an application. */
    static void limit(Properties properties, int rowsPerSecond) {
        properties.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG),
                ReadThrottle.class.getName());
        properties.put(StreamsConfig.mainConsumerPrefix(RATE), rowsPerSecond);
        // No batch may hold the thread up so long that its transaction is given up.
        properties.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG),
                Math.min(BATCH_RECORDS_MAX, rowsPerSecond));
    }

    @Override
    public void configure(Map<String, ?> settings) {
        Object rate = settings.get(RATE);
        nanosARecord = Duration.ofSeconds(1).toNanos() / Double.parseDouble(String.valueOf(rate));
    }

    @Override
    public ConsumerRecords<Object, Object> onConsume(ConsumerRecords<Object, Object> records) {
        long now = System.nanoTime();
        // What was not read before is not made up for.
        freeAt = Math.max(freeAt, now) + (long) (records.count() * nanosARecord);
        LockSupport.parkNanos(freeAt - now);
        return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        // Nothing to do.
    }

    @Override
    public void close() {
        // Nothing to close.
    }
}
