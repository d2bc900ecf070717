package dev.millrace.streams.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.devstack.testsupport.SharedStack;
import dev.millrace.schema.settings.KafkaSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tails that hold more than one look can read. */
class TailProbeIT {

    private static final byte[] LARGE = new byte[12 << 10];
    private static final int RECORDS = 40;

    private TopicPartition partition;
    private KafkaProducer<byte[], byte[]> producer;
    private TailProbe probe;

    @BeforeEach
    void open() throws Exception {
        KafkaSettings kafka =
                new KafkaSettings(SharedStack.get().kafka().bootstrapServers(), 1, (short) 1);
        String name = "tail." + SharedStack.get().freshSuffix();
        partition = new TopicPartition(name, 0);
        try (Admin admin =
                Admin.create(
                        Map.of(
                                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                                kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
        }
        producer =
                new KafkaProducer<>(
                        Map.of(
                                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                kafka.bootstrapServers(),
                                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                                name,
                                ProducerConfig.BATCH_SIZE_CONFIG,
                                1),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        producer.initTransactions();
        probe = new TailProbe(kafka, name, Duration.ofMillis(50), 1);
    }

    @AfterEach
    void close() {
        probe.close();
        producer.close();
    }

    @Test
    void aLongTailOfAbortedRecordsIsReadByAndBy() {
        long end = append(false);

        assertThat(isEmpty(0, end)).as("more than a look can read").isFalse();
        await().atMost(Duration.ofSeconds(30)).until(() -> isEmpty(0, end));
    }

    @Test
    void aRecordBehindALongTailIsNeverPassed() {
        long aborted = append(false);
        long end = append(true);

        await().atMost(Duration.ofSeconds(30)).until(() -> isEmpty(0, aborted));
        for (int look = 0; look < RECORDS; look++) {
            assertThat(isEmpty(0, end)).as("look %d", look).isFalse();
            assertThat(isEmpty(aborted, end)).as("look %d", look).isFalse();
        }
    }

    /** The offset behind the transaction and its marker. */
    private long append(boolean commit) {
        producer.beginTransaction();
        for (int i = 0; i < RECORDS; i++) {
            producer.send(new ProducerRecord<>(partition.topic(), 0, LARGE, LARGE));
        }
        producer.flush();
        if (commit) {
            producer.commitTransaction();
        } else {
            producer.abortTransaction();
        }
        return commit ? 2 * (RECORDS + 1) : RECORDS + 1;
    }

    private boolean isEmpty(long from, long to) {
        return !probe.withoutRecords(List.of(new Gap(partition, from, to))).isEmpty();
    }
}
