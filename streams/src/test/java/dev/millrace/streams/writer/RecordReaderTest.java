package dev.millrace.streams.writer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.topics.Headers;
import dev.millrace.schema.topics.MalformedRowException;
import dev.millrace.schema.topics.RowKey;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordReaderTest {

    private static final DerivedStore STORE =
            new DerivedStore("scores", List.of("project", "person"), "computed_at");

    private final RecordReader reader =
            new RecordReader(STORE, List.of("project", "person", "score", "computed_at"));

    @Test
    void commitTimeOfTheChangeBecomesTheTimeOfTheRow() {
        ReadRecord read = reader.read(record(KEY, VALUE, Headers.COMMIT_TIME, "1767225600000001"));

        assertThat(read.commitMicros()).isEqualTo(1_767_225_600_000_001L);
        assertThat(read.change())
                .isInstanceOfSatisfying(
                        TableChange.Put.class,
                        put -> {
                            assertThat(put.key()).isEqualTo(RowKey.of("p", "u"));
                            assertThat(put.row().toString())
                                    .isEqualTo(
                                            "{\"project\":\"p\",\"person\":\"u\",\"score\":\"7.50\","
                                                    + "\"computed_at\":\"2026-01-01T00:00:00.000001Z\"}");
                        });
    }

    @Test
    void recordsOwnTimeServesWithoutACommitTime() {
        assertThat(reader.read(record(KEY, VALUE, "other", "")).commitMicros())
                .isEqualTo(5_000_000L);
    }

    @Test
    void tombstoneRemovesTheKey() {
        assertThat(reader.read(record(KEY, null, Headers.OPERATION, "d")).change())
                .isEqualTo(new TableChange.Remove(RowKey.of("p", "u")));
    }

    @Test
    void rowsOfASnapshotSayNothingAboutLatency() {
        assertThat(reader.read(record(KEY, VALUE, Headers.OPERATION, "r")).live()).isFalse();
        assertThat(reader.read(record(KEY, VALUE, Headers.OPERATION, "c")).live()).isTrue();
    }

    @Test
    void whatTheStoreDoesNotPromiseIsMalformed() {
        assertMalformed(record(null, VALUE, "other", ""), "no key");
        assertMalformed(record("[\"p\"]", VALUE, "other", ""), "key has 1 values");
        assertMalformed(record("p", VALUE, "other", ""), "not a JSON array");
        assertMalformed(record(KEY, "[]", "other", ""), "not a JSON object");
        assertMalformed(record(KEY, "{\"project\":", "other", ""), "not JSON");
        assertMalformed(
                record(KEY, "{\"project\":\"p\",\"person\":\"u\"}", "other", ""), "'score'");
        assertMalformed(record(KEY, VALUE, Headers.COMMIT_TIME, "soon"), "not a number");
    }

    private static final String KEY = "[\"p\",\"u\"]";
    private static final String VALUE = "{\"project\":\"p\",\"person\":\"u\",\"score\":\"7.50\"}";

    private void assertMalformed(ConsumerRecord<byte[], byte[]> record, String why) {
        assertThatThrownBy(() -> reader.read(record))
                .isInstanceOf(MalformedRowException.class)
                .hasMessageContaining(why);
    }

    @SuppressWarnings("NullAway") // A record may come without a key, whatever Kafka declares.
    private static ConsumerRecord<byte[], byte[]> record(
            @Nullable String key, @Nullable String value, String header, String text) {
        return new ConsumerRecord<>(
                "derived.scores",
                0,
                0,
                5_000,
                TimestampType.CREATE_TIME,
                0,
                0,
                key == null ? null : key.getBytes(UTF_8),
                value == null ? null : value.getBytes(UTF_8),
                new RecordHeaders().add(header, text.getBytes(UTF_8)),
                Optional.empty());
    }
}
