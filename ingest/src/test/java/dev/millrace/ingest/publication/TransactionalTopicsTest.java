package dev.millrace.ingest.publication;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.position.SourcePosition;
import dev.millrace.schema.settings.KafkaSettings;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A batch whose publishing fails leaves nothing behind, and the failure keeps its own name. */
class TransactionalTopicsTest {

    private static final KafkaSettings KAFKA = new KafkaSettings("kafka:9092", 2, (short) 1);
    private static final SourcePosition POSITION =
            new SourcePosition(
                    "slot",
                    "7",
                    1,
                    SourcePosition.Phase.STREAMING,
                    Lsn.parse("0/10"),
                    0,
                    Optional.empty());

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final TransactionalTopics topics = new TransactionalTopics(KAFKA, producer);

    @BeforeEach
    void takeOver() {
        producer.initTransactions();
    }

    @Test
    void batchAndPositionAreOneTransaction() throws InterruptedException {
        topics.write(rows(), POSITION);

        assertThat(producer.commitCount()).isEqualTo(1);
        assertThat(producer.history())
                .extracting(ProducerRecord::topic)
                .containsExactly("app.t.thing", "app.t.thing", "millrace.ingest-positions");
    }

    @Test
    void refusedSendIsTakenBack() {
        producer.sendException = new NotEnoughReplicasException("once");
        assertThat(failure()).isEqualTo(ErrorKind.TRANSIENT);
        assertNothingIsLeft();

        producer.sendException = new TimeoutException("no metadata");
        assertThat(failure()).isEqualTo(ErrorKind.SERVER_UNREACHABLE);
        assertNothingIsLeft();
    }

    @Test
    void refusedCommitIsTakenBack() {
        producer.commitTransactionException = new KafkaException("refused");

        assertThat(failure()).isEqualTo(ErrorKind.TRANSIENT);
        assertNothingIsLeft();
    }

    @Test
    void commitThatTimedOutKeepsItsNameThoughItCannotBeAborted() {
        producer.commitTransactionException = new TimeoutException("no answer");
        // What Kafka's producer says then: only the commit may be tried again.
        producer.abortTransactionException =
                new IllegalStateException(
                        "Cannot attempt operation `abortTransaction` because the previous call to `commitTransaction` timed out and must be retried");

        assertThat(failure()).isEqualTo(ErrorKind.SERVER_UNREACHABLE);
    }

    @Test
    void fencedProducerKeepsItsNameThoughItMayNotAbort() {
        producer.commitTransactionException = new ProducerFencedException("another");
        producer.abortTransactionException = new ProducerFencedException("another");

        assertThat(failure()).isEqualTo(ErrorKind.FENCED);
    }

    @Test
    void batchThatFailedOnceIsPublishedWholeTheNextTime() throws InterruptedException {
        producer.commitTransactionException = new KafkaException("once");
        assertThat(failure()).isEqualTo(ErrorKind.TRANSIENT);
        producer.commitTransactionException = null;

        topics.write(rows(), POSITION);

        assertThat(producer.history()).hasSize(3);
    }

    private ErrorKind failure() {
        PipelineException failure =
                catchThrowableOfType(PipelineException.class, () -> topics.write(rows(), POSITION));
        assertThat(failure).isNotNull();
        return failure.kind();
    }

    private void assertNothingIsLeft() {
        assertThat(producer.transactionInFlight()).isFalse();
        assertThat(producer.history()).isEmpty();
        assertThat(producer.commitCount()).isZero();
    }

    private static List<ProducerRecord<byte[], byte[]>> rows() {
        return List.of(row("1"), row("2"));
    }

    private static ProducerRecord<byte[], byte[]> row(String key) {
        return new ProducerRecord<>("app.t.thing", key.getBytes(UTF_8), "{}".getBytes(UTF_8));
    }
}
