package dev.millrace.schema.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.millrace.schema.deadletter.DeadLetter.Kind;
import dev.millrace.schema.deadletter.DeadLetter.Origin;
import dev.millrace.schema.position.Lsn;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

class DeadLetterTest {

    private static final Instant NOW = Instant.parse("2026-01-31T10:00:00.123Z");
    private static final Origin.Source CHANGE =
            new Origin.Source(
                    "t.thing",
                    "u",
                    Lsn.parse("1/AB"),
                    OptionalLong.of(4_000_000_000L),
                    OptionalLong.of(3),
                    1_769_853_600_000_000L);

    @Test
    void aChangeOfTheSourceComesBackAsItWasWritten() {
        for (Kind kind : Kind.values()) {
            DeadLetter read =
                    DeadLetter.from(
                            kept(
                                    DeadLetter.of(
                                            "ingest",
                                            CHANGE,
                                            kind,
                                            "why, in words: ä",
                                            NOW,
                                            "[\"7\"]".getBytes(UTF_8),
                                            "{}".getBytes(UTF_8))));

            assertThat(read)
                    .isEqualTo(
                            new DeadLetter(
                                    CHANGE,
                                    kind,
                                    "why, in words: ä",
                                    NOW,
                                    bytes("[\"7\"]"),
                                    bytes("{}")));
        }
    }

    @Test
    void aCopiedRowHasNoTransactionAndPerhapsNoKey() {
        Origin.Source copied =
                new Origin.Source(
                        "t.thing",
                        "r",
                        Lsn.parse("0/10"),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        5);

        DeadLetter read =
                DeadLetter.from(
                        kept(
                                DeadLetter.of(
                                        "ingest",
                                        copied,
                                        Kind.KEY_MISSING,
                                        "why",
                                        NOW,
                                        null,
                                        "{}".getBytes(UTF_8))));

        assertThat(read.origin()).isEqualTo(copied);
        assertThat(read.key()).isEmpty();
    }

    @Test
    void aRecordIsKeptWithItsOwnHeaders() {
        ConsumerRecord<byte[], byte[]> origin =
                new ConsumerRecord<>("app.t.thing", 1, 15, "k".getBytes(UTF_8), null);
        origin.headers().add("op", "u".getBytes(UTF_8)).add("lsn", "0/1".getBytes(UTF_8));

        ProducerRecord<byte[], byte[]> letter = DeadLetter.of("store", origin, "not JSON");

        assertThat(letter.topic()).isEqualTo("dlq.store");
        assertThat(new String(letter.headers().lastHeader("lsn").value(), UTF_8)).isEqualTo("0/1");
        assertThat(DeadLetter.from(kept(letter)))
                .isEqualTo(
                        new DeadLetter(
                                new Origin.Record("app.t.thing", 1, 15),
                                Kind.UNREADABLE,
                                "not JSON",
                                NOW,
                                bytes("k"),
                                Optional.empty()));
    }

    @Test
    void anotherRecordIsRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        DeadLetter.from(
                                kept(new ProducerRecord<>("dlq.x", new byte[0], new byte[0]))))
                .withMessage(
                        "record dlq.ingest 0:9 has no header dead-letter-topic: it is no dead letter");
    }

    @Test
    void positionsAreReadAsTheyAreWritten() {
        LetterPlace place = LetterPlace.of("dlq.ingest", "0:15");

        assertThat(place).isEqualTo(new LetterPlace("dlq.ingest", 0, 15));
        assertThat(place).hasToString("dlq.ingest 0:15");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LetterPlace.of("dlq.ingest", "15"))
                .withMessage("'15' is no position, expected PARTITION:OFFSET such as 0:15");
    }

    private static Optional<Bytes> bytes(String text) {
        return Optional.of(Bytes.wrap(text.getBytes(UTF_8)));
    }

    /** As Kafka gives it back. */
    private static ConsumerRecord<byte[], byte[]> kept(ProducerRecord<byte[], byte[]> letter) {
        return new ConsumerRecord<>(
                "dlq.ingest",
                0,
                9,
                NOW.toEpochMilli(),
                TimestampType.CREATE_TIME,
                0,
                0,
                letter.key(),
                letter.value(),
                new RecordHeaders(letter.headers()),
                Optional.empty());
    }
}
