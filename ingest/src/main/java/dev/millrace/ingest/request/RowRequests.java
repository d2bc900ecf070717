package dev.millrace.ingest.request;

import dev.millrace.ingest.source.SourceConnections;
import dev.millrace.ingest.source.SourceFailures;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.deadletter.LetterPlace;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.topics.RowKey;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * An operator's side of {@code ops.table_snapshots}: asks ingest to bring single rows into their
 * topics as they are now, which answers their dead letters. An older value never overwrites a newer
 * one: ingest reads the row when it is asked, in step with the log.
 */
public final class RowRequests implements AutoCloseable {

    private static final long LOOK_MILLIS = 200;

    // format() quotes whatever names and values come.
    private static final String REQUEST =
            """
            insert into ops.table_snapshots
                (slot_name, table_name, row_filter, row_key, dead_letters, reason)
            select ?, ?, string_agg(format('%I = %L', k.name, k.value), ' and '), ?, ?,
                'replay of dead letters'
            from unnest(?::text[], ?::text[]) as k (name, value)
            returning id
            """;

    private static final String ANSWERS =
            """
            select id, dead_letters, state, rows_copied, rows_removed, rows_set_aside, reason,
                finished_at
            from ops.table_snapshots
            where dead_letters is not null
            order by requested_at
            """;

    private final DatabaseSettings operator;
    private final Connection connection;

    private RowRequests(DatabaseSettings operator, Connection connection) {
        this.operator = operator;
        this.connection = connection;
    }

    /**
     * What became of a request.
     *
     * @param state as the table says it: requested, copying, done, failed or cancelled
     * @param rowsCopied one, when the table has the row
     * @param rowsRemoved one, when it has not: its key got a tombstone
     * @param rowsSetAside one, when the row still cannot be published
     * @param reason why it failed, or was made; empty text when nothing is said
     * @param finished when it ended; empty before
     */
    public record Answer(
            String state,
            long rowsCopied,
            long rowsRemoved,
            long rowsSetAside,
            String reason,
            Optional<Instant> finished) {

        public boolean isEnded() {
            return !state.equals("requested") && !state.equals("copying");
        }

        /** Whether the topic holds now what the table does. */
        public boolean isRight() {
            return state.equals("done") && rowsSetAside == 0;
        }

        /** What became of it, in a few words. */
        public String inWords() {
            return switch (state) {
                case "done" ->
                        rowsSetAside > 0
                                ? "still cannot be published"
                                : rowsRemoved > 0 ? "gone, removed" : "done";
                case "failed" -> "failed: " + reason;
                default -> state;
            };
        }
    }

    /**
     * Connects.
     *
     * @param operator a login that may ask for copies
     * @throws dev.millrace.schema.failure.PipelineException when that is refused
     */
    public static RowRequests open(DatabaseSettings operator) {
        try {
            return new RowRequests(operator, SourceConnections.open(operator, "requests"));
        } catch (SQLException e) {
            throw SourceFailures.of(e, operator, "asking for copies of rows");
        }
    }

    /**
     * Asks for a row.
     *
     * @param slot of the ingest that is to bring it
     * @param key the row's key
     * @param answered the dead letters that this answers
     */
    public UUID request(
            String slot, CapturedTable table, RowKey key, Collection<LetterPlace> answered) {
        if (key.values().size() != table.key().size()) {
            throw new IllegalArgumentException(
                    "a key of %d values, expected those of %s"
                            .formatted(key.values().size(), table.key()));
        }
        try (PreparedStatement insert = connection.prepareStatement(REQUEST)) {
            Array values = texts(key.values());
            insert.setString(1, slot);
            insert.setString(2, table.qualifiedName());
            insert.setArray(3, values);
            insert.setArray(4, texts(answered.stream().map(LetterPlace::toString).toList()));
            insert.setArray(5, texts(table.key()));
            insert.setArray(6, values);
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                return Objects.requireNonNull(row.getObject(1, UUID.class));
            }
        } catch (SQLException e) {
            throw SourceFailures.of(e, operator, "asking for a copy of a row");
        }
    }

    /**
     * Waits until all these requests have ended.
     *
     * @return what became of each so far; not all have ended when the time was over first
     * @throws InterruptedException when interrupted while waiting
     */
    public Map<UUID, Answer> await(Collection<UUID> requests, Duration patience)
            throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            Map<UUID, Answer> answers = new HashMap<>();
            read((id, letters, answer) -> answers.put(id, answer));
            answers.keySet().retainAll(requests);
            if (answers.values().stream().allMatch(Answer::isEnded)
                    || System.nanoTime() > deadline) {
                return answers;
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /** The last answer of each dead letter that was ever replayed; by its place as text. */
    public Map<String, Answer> answers() {
        Map<String, Answer> answers = new HashMap<>();
        read((id, letters, answer) -> letters.forEach(letter -> answers.put(letter, answer)));
        return answers;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw SourceFailures.of(e, operator, "asking for copies of rows");
        }
    }

    private interface Reader {
        void read(UUID id, List<String> letters, Answer answer);
    }

    private void read(Reader reader) {
        try (PreparedStatement query = connection.prepareStatement(ANSWERS);
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                OffsetDateTime finished = row.getObject("finished_at", OffsetDateTime.class);
                reader.read(
                        Objects.requireNonNull(row.getObject("id", UUID.class)),
                        new ArrayList<>(
                                List.of((String[]) row.getArray("dead_letters").getArray())),
                        new Answer(
                                row.getString("state"),
                                row.getLong("rows_copied"),
                                row.getLong("rows_removed"),
                                row.getLong("rows_set_aside"),
                                Objects.requireNonNullElse(row.getString("reason"), ""),
                                Optional.ofNullable(finished).map(OffsetDateTime::toInstant)));
            }
        } catch (SQLException e) {
            throw SourceFailures.of(e, operator, "looking what became of copies of rows");
        }
    }

    private Array texts(List<String> values) throws SQLException {
        return connection.createArrayOf("text", values.toArray());
    }
}
