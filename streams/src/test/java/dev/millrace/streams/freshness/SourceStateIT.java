package dev.millrace.streams.freshness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.deadletter.DeadLetter;
import dev.millrace.schema.deadletter.DeadLetter.Origin;
import dev.millrace.schema.deadletter.LetterPlace;
import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.position.Lsn;
import dev.millrace.streams.fixture.StreamsDatabase;
import dev.millrace.streams.freshness.FreshnessTable.Entry;
import dev.millrace.streams.freshness.FreshnessTracker.Standing;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the watch reads from the database and writes to it, as the role that it has. */
class SourceStateIT {

    private static final Set<String> LESSONS = Set.of("learning.lessons");

    private static StreamsDatabase database;
    private static Connection connection;
    private static SourceState source;
    private static FreshnessTable table;

    @BeforeAll
    static void migrate() throws SQLException {
        database = StreamsDatabase.migrated();
        connection = WatchConnection.open(database.writer());
        source = new SourceState(connection);
        table = new FreshnessTable(connection);
    }

    @AfterAll
    static void close() throws SQLException {
        connection.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        database.execute("delete from ops.table_snapshots; delete from derived.store_freshness");
    }

    @Test
    void aTableIsIncompleteUntilAWholeCopyIsDone() throws SQLException {
        assertThat(incomplete()).containsValue("learning.lessons was never copied");

        copy("requested", null, 0);
        assertThat(incomplete()).containsValue("a copy of learning.lessons is under way");

        database.execute("update ops.table_snapshots set state = 'done'");
        assertThat(incomplete()).isEmpty();

        copy("copying", "id is not null", 1);
        assertThat(incomplete()).containsValue("a copy of learning.lessons is under way");
    }

    @Test
    void aFailedCopyCountsUntilALaterOneIsDone() throws SQLException {
        copy("done", null, 0);
        copy("failed", null, 1);
        assertThat(incomplete()).containsValue("a copy of learning.lessons failed");

        copy("done", null, 2);
        assertThat(incomplete()).isEmpty();
    }

    @Test
    void aRequestForEverythingIsOneForEachTable() throws SQLException {
        copy("done", null, 0);
        database.execute("insert into ops.table_snapshots (table_name) values (null)");

        assertThat(incomplete()).containsValue("a copy of every table was asked for");
    }

    @Test
    void aLetterIsAnsweredByACopyOfItsRowOrALaterOneOfItsTable() throws SQLException {
        SetAside.Letter letter = letter(Instant.now());
        copy("done", null, -60);
        assertThat(answered(letter)).isEmpty();

        database.execute(
                """
                insert into ops.table_snapshots
                    (table_name, row_filter, row_key, dead_letters, state, rows_set_aside)
                values ('learning.lessons', 'true', '{x}', '{"dlq.ingest 0:3"}', 'done', 1)
                """);
        assertThat(answered(letter)).as("set aside again").isEmpty();

        database.execute("update ops.table_snapshots set rows_set_aside = 0");
        assertThat(answered(letter)).containsExactly(letter);

        SetAside.Letter before = letter(Instant.now().minusSeconds(600));
        database.execute("update ops.table_snapshots set dead_letters = null");
        assertThat(answered(before)).containsExactly(before);
    }

    @Test
    void thisClusterIsKnownByName() throws SQLException {
        SourceState.Here here = source.here();

        assertThat(here.systemIdentifier())
                .isEqualTo(
                        database.rows("select system_identifier from pg_control_system()")
                                .getFirst());
        assertThat(here.timeline()).isPositive();
        assertThat(here.flushed()).isGreaterThan(Lsn.ZERO);
        assertThat(here.waited()).isFalse();
    }

    @Test
    void whatWasFoundOutInAnEarlierEpochIsNotWritten() throws SQLException {
        table.register(Map.of(DerivedStores.COURSE_PROGRESS, Set.of("a.b")));
        long epoch = epoch();
        write(epoch, 100);
        assertThat(asOf()).isEqualTo("0/64");

        write(epoch, 90);
        assertThat(asOf()).as("never back").isEqualTo("0/64");

        Epochs.begin(connection, List.of("course_progress"));
        write(epoch, 110);
        assertThat(asOf()).isEmpty();

        write(epoch + 1, 50);
        assertThat(asOf()).isEqualTo("0/32");
    }

    @Test
    void anotherTimelineTakesThePlaceOfTheFormer() throws SQLException {
        table.register(Map.of(DerivedStores.COURSE_PROGRESS, Set.of()));
        long epoch = epoch();
        write(epoch, 100);

        AsOf captured = new AsOf("c", 2, new Lsn(10), 0, 0);
        table.write(
                List.of(
                        new Entry(
                                DerivedStores.COURSE_PROGRESS,
                                epoch,
                                captured,
                                new Standing(Optional.empty(), Optional.empty()),
                                Optional.empty())));
        connection.commit();

        assertThat(asOf()).isEmpty();
    }

    @Test
    void oneLeadsAtATime() throws SQLException {
        try (Connection other = WatchConnection.open(database.writer())) {
            assertThat(new FreshnessTable(other).lead()).isTrue();
            assertThat(table.lead()).isFalse();
        }
    }

    private static void write(long epoch, long lsn) throws SQLException {
        AsOf asOf = new AsOf("c", 1, new Lsn(lsn), lsn, lsn);
        table.write(
                List.of(
                        new Entry(
                                DerivedStores.COURSE_PROGRESS,
                                epoch,
                                asOf,
                                new Standing(Optional.of(asOf), Optional.of(asOf)),
                                Optional.of("reason"))));
        connection.commit();
    }

    private static long epoch() throws SQLException {
        return table.rows().entrySet().stream()
                .filter(row -> row.getKey().equals("course_progress"))
                .mapToLong(row -> row.getValue().epoch())
                .sum();
    }

    private static String asOf() throws SQLException {
        return database.rows("select as_of_lsn from derived.store_freshness").getFirst();
    }

    private static Map<String, String> incomplete() throws SQLException {
        connection.commit();
        return source.copies("millrace", LESSONS).incomplete();
    }

    private static Set<SetAside.Letter> answered(SetAside.Letter letter) throws SQLException {
        return source.answered(List.of(letter), source.copies("millrace", LESSONS));
    }

    private static void copy(String state, @Nullable String filter, int seconds)
            throws SQLException {
        database.execute(
                """
                insert into ops.table_snapshots (table_name, row_filter, state, requested_at)
                values ('learning.lessons', %s, '%s', clock_timestamp() + interval '%d seconds')
                """
                        .formatted(filter == null ? "null" : "'" + filter + "'", state, seconds));
    }

    private static SetAside.Letter letter(Instant time) {
        return new SetAside.Letter(
                new LetterPlace("dlq.ingest", 0, 3),
                new DeadLetter(
                        new Origin.Source(
                                "learning.lessons",
                                "u",
                                new Lsn(1),
                                OptionalLong.empty(),
                                OptionalLong.empty(),
                                0),
                        DeadLetter.Kind.TOO_LARGE,
                        "too large",
                        time,
                        Optional.empty(),
                        Optional.empty()));
    }
}
