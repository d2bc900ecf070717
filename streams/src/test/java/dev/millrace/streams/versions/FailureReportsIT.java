package dev.millrace.streams.versions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.streams.fixture.StreamsDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever asks the database finds what each process cannot run, and nothing that is mended. */
class FailureReportsIT {

    private static final DerivedStore STORE = DerivedStores.TAG_USAGE;

    private StreamsDatabase database;

    @BeforeEach
    void migrate() throws SQLException {
        database = StreamsDatabase.migrated();
    }

    @Test
    void aFailureIsSaidOnceAndTakenBackWhenItIsMended() throws SQLException {
        try (Connection connection = connect()) {
            FailureReports reports = new FailureReports("one");

            assertThat(reports.areNews(Map.of())).isFalse();
            assertThat(reports.areNews(Map.of(STORE, "no room"))).isTrue();
            reports.say(connection, Map.of(STORE, "no room\nsecond line", STORE.shadow(), "old"));
            assertThat(said())
                    .containsExactlyInAnyOrder(
                            "tag_usage|live|one|no room", "tag_usage|shadow|one|old");

            reports.say(connection, Map.of(STORE.shadow(), "old"));
            assertThat(said()).containsExactly("tag_usage|shadow|one|old");
        }
    }

    @Test
    void whatARestartTookBackIsSaidAgainWhenItComesAgain() throws SQLException {
        try (Connection connection = connect()) {
            FailureReports reports = new FailureReports("one");
            reports.say(connection, Map.of(STORE, "does not fit"));

            assertThat(reports.areNews(Map.of(STORE, "does not fit"))).isFalse();
            reports.forget(STORE);

            assertThat(reports.areNews(Map.of(STORE, "does not fit"))).isTrue();
        }
    }

    @Test
    void aProcessThatBeginsTakesBackWhatItSaidBeforeAndNothingElse() throws SQLException {
        try (Connection connection = connect()) {
            new FailureReports("one").say(connection, Map.of(STORE, "killed"));
            new FailureReports("two").say(connection, Map.of(STORE, "no room"));

            new FailureReports("one").begin(connection);

            assertThat(said()).containsExactly("tag_usage|live|two|no room");
        }
    }

    private List<String> said() throws SQLException {
        return database.rows(
                "select concat_ws('|', store, side, instance, reason) from ops.store_failures");
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                database.writer().jdbcUrl(),
                database.writer().user(),
                database.writer().password().reveal());
    }
}
