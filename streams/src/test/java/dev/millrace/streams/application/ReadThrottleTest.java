package dev.millrace.streams.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Records pass no faster than they may, and as they are. */
class ReadThrottleTest {

    private static final TopicPartition PARTITION = new TopicPartition("topic", 0);

    @Test
    void batchesTakeAsLongAsTheRateSays() {
        try (ReadThrottle throttle = new ReadThrottle()) {
            throttle.configure(Map.of("millrace.rows-per-second", 1_000));
            long began = System.nanoTime();
            for (int i = 0; i < 4; i++) {
                ConsumerRecords<Object, Object> batch = batch(50);
                assertThat(throttle.onConsume(batch)).isSameAs(batch);
            }

            // A lower bound only: a busy machine may take longer.
            assertThat((System.nanoTime() - began) / 1e9).isGreaterThanOrEqualTo(0.19);
        }
    }

    @Test
    void noBatchIsLargerThanASecondsWorth() {
        Properties properties = new Properties();
        ReadThrottle.limit(properties, 20);

        assertThat(properties)
                .containsEntry("main.consumer.max.poll.records", 20)
                .containsEntry("main.consumer.millrace.rows-per-second", 20)
                .containsEntry("main.consumer.interceptor.classes", ReadThrottle.class.getName());
    }

    private static ConsumerRecords<Object, Object> batch(int size) {
        List<ConsumerRecord<Object, Object>> records =
                IntStream.range(0, size)
                        .mapToObj(i -> new ConsumerRecord<Object, Object>("topic", 0, i, "k", "v"))
                        .toList();
        return new ConsumerRecords<>(Map.of(PARTITION, records), Map.of());
    }
}
