package dev.millrace.ingest.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.IngestSettings;
import dev.millrace.ingest.LogReader;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.deadletter.DeadLetter;
import dev.millrace.schema.deadletter.DeadLetterReader;
import dev.millrace.schema.deadletter.DeadLetterReader.Kept;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.RowKeySerde;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The dead letters of ingest, and the rows that are in no letter. */
public final class Letters {

    /** Largest row of {@link #limited}. */
    public static final int ROW_BYTES_MAX = 20_000;

    public static final String TOPIC = "dlq.ingest";

    private final TestSource source;

    public Letters(TestSource source) {
        this.source = source;
    }

    /** Settings with small rows only. */
    public IngestSettings limited(LogReader reader) {
        return source.settings().withLogReader(reader).withBadRows(false, ROW_BYTES_MAX);
    }

    public List<Kept> all() {
        try (DeadLetterReader reader = new DeadLetterReader(source.topics())) {
            return reader.letters(List.of(TOPIC));
        }
    }

    public List<TestTopics.Published> records() {
        List<TestTopics.Published> records = new ArrayList<>();
        TestTopics.forEach(source.topics(), TOPIC, records::add);
        return records;
    }

    /** The topic holds exactly these rows of the table. */
    public void assertSameBut(CapturedTable table, String where) {
        List<String> published = new ArrayList<>(TestTopics.table(table).values());
        List<String> rows =
                source.query(
                        "select format('{\"id\":%%s,\"txt\":%%s}', id, to_json(txt)) from t.wide where %s"
                                .formatted(where));
        published.sort(null);
        rows.sort(null);
        assertThat(published.equals(rows))
                .as("topic and table differ: %d and %d rows", published.size(), rows.size())
                .isTrue();
    }

    public static List<String> keysOf(List<Kept> letters) {
        return letters.stream()
                .map(kept -> new String(kept.letter().key().orElseThrow().get(), UTF_8))
                .toList();
    }

    public static Optional<RowKey> keyOf(DeadLetter letter) {
        return letter.key().map(key -> RowKeySerde.fromBytes(key.get()));
    }

    public static String valueOf(DeadLetter letter) {
        return new String(letter.value().orElseThrow().get(), UTF_8);
    }
}
