package dev.millrace.ingest;

import static dev.millrace.ingest.testing.StartAttempt.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.devstack.Durability;
import dev.millrace.devstack.EmbeddedPostgresServer;
import dev.millrace.devstack.testsupport.SharedStack;
import dev.millrace.ingest.testing.HistoryTables;
import dev.millrace.ingest.testing.StartAttempt;
import dev.millrace.ingest.testing.TestSource;
import dev.millrace.ingest.testing.Workload;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.settings.DatabaseSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log is read from a standby: the database itself keeps no slot and decodes nothing. */
class StandbyIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String NAME = "log_standby";

    @TempDir private static Path folder;
    private static EmbeddedPostgresServer standby;

    private TestSource source;

    @BeforeAll
    static void startStandby() {
        EmbeddedPostgresServer primary = SharedStack.get().postgres();
        standby =
                EmbeddedPostgresServer.startStandby(
                        Objects.requireNonNull(primary.adminPasswordFile().getParent()),
                        primary.port(),
                        folder,
                        NAME,
                        Durability.FAST);
    }

    @AfterAll
    static void endStandby() throws SQLException {
        standby.close();
        EmbeddedPostgresServer primary = SharedStack.get().postgres();
        try (Connection connection = primary.adminDataSource("postgres").getConnection();
                Statement statement = connection.createStatement()) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> flag(statement, "select not active from pg_replication_slots"));
            statement.execute("select pg_drop_replication_slot('" + NAME + "')");
        }
    }

    @BeforeEach
    void freshSource() throws SQLException {
        source = TestSource.fresh();
        String made = source.value("select pg_current_wal_insert_lsn()");
        try (Connection connection = standby.adminDataSource("postgres").getConnection();
                Statement statement = connection.createStatement()) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() ->
                            flag(statement, "select pg_last_wal_replay_lsn() >= '" + made + "'"));
        }
    }

    @AfterEach
    void dropSource() throws SQLException {
        onStandby(
                "select pg_terminate_backend(active_pid, 10000) from pg_replication_slots"
                        + " where active_pid is not null");
        onStandby("select pg_drop_replication_slot(slot_name) from pg_replication_slots");
        source.close();
    }

    @Test
    void everyChangeIsPublishedFromTheStandbyThoughItAndIngestEnd() throws Exception {
        HistoryTables tables = HistoryTables.create(source);
        IngestSettings settings = fromStandby();
        StartAttempt.accepted(settings);
        try (Workload workload = Workload.start(source, 21, 3)) {
            try (Ingest ingest = Ingest.start(StartAttempt.patient(settings))) {
                awaitCommits(workload, 200);
                StartAttempt.awaitStreaming(ingest);
                assertThat(source.query("select slot_name from pg_replication_slots"))
                        .containsExactly(NAME);

                standby.stop();
                awaitCommits(workload, workload.commits() + 100);
                standby.start();
                awaitCommits(workload, workload.commits() + 100);
                source.awaitPublished(ingest);
            }
            awaitCommits(workload, workload.commits() + 100);
            try (Ingest again = Ingest.start(StartAttempt.patient(settings))) {
                awaitCommits(workload, workload.commits() + 100);
                workload.stop();
                source.awaitPublished(again);
                Awaitility.await().atMost(PATIENCE).until(() -> again.capture().slot().isPresent());
                assertThat(again.capture().slot().orElseThrow().active()).isTrue();
            }
        }
        tables.assertPublished();
    }

    @Test
    void tablesThatAreWrittenAreCopiedFromTheDatabaseBesideTheStandbysLog() throws Exception {
        HistoryTables tables = HistoryTables.create(source);
        IngestSettings settings = fromStandby();
        try (Workload workload = Workload.start(source, 22, 3)) {
            awaitCommits(workload, 200);
            try (Ingest ingest = Ingest.start(settings)) {
                StartAttempt.awaitStreaming(ingest);
                awaitCommits(workload, workload.commits() + 100);
                workload.stop();
                source.awaitPublished(ingest);
            }
        }
        tables.assertEndsOfHistoriesPublished();
    }

    @Test
    void whatTheStandbyHasNotReplayedIsNotPublishedUntilItHas() throws Exception {
        source.sql("create table t.thing (id int primary key, name text)");
        source.capture("thing", "id");
        IngestSettings settings = fromStandby();
        try (Ingest ingest = Ingest.start(settings)) {
            source.awaitPublished(ingest);
            onStandby("select pg_wal_replay_pause()");
            source.sql("insert into t.thing values (1, 'one')");
            Lsn written = Lsn.parse(source.value("select pg_current_wal_insert_lsn()"));

            assertThat(ingest.awaitPosition(written, Duration.ofSeconds(1))).isFalse();

            onStandby("select pg_wal_replay_resume()");
            assertThat(ingest.awaitPosition(written, PATIENCE)).isTrue();
        }
    }

    @Test
    void slotThatTheDatabaseItselfKeepsIsNotLeftBehind() throws Exception {
        source.sql("create table t.thing (id int primary key, name text)");
        source.capture("thing", "id");
        IngestSettings settings = source.settings();
        StartAttempt.accepted(settings);

        refused(settings.withLogOf(capture(standby)), ErrorKind.SERVER_MISCONFIGURED)
                .hasMessageContaining("pg_drop_replication_slot('" + source.slot() + "')")
                .hasMessageContaining("ingest resnapshot");

        source.dropSlot();
        refused(settings.withLogOf(capture(standby)), ErrorKind.SLOT_LOST)
                .hasMessageContaining("does not exist");
        source.requestEverything();
        source.sql("insert into t.thing values (1, 'one')");
        try (Ingest ingest = Ingest.start(settings.withLogOf(capture(standby)))) {
            source.awaitPublished(ingest);
        }
    }

    @Test
    void serverThatIsNoStandbyOrWouldLoseTheSlotIsRefused() throws Exception {
        IngestSettings settings = fromStandby();
        DatabaseSettings itself = settings.capture();
        refused(
                        settings.withLogOf(
                                new DatabaseSettings(
                                        "localhost",
                                        itself.port(),
                                        itself.database(),
                                        itself.user(),
                                        itself.password())),
                        ErrorKind.SERVER_MISCONFIGURED)
                .hasMessageContaining("localhost:" + itself.port())
                .hasMessageContaining("expected a server in recovery");

        feedback("off");
        try {
            refused(settings, ErrorKind.SERVER_MISCONFIGURED)
                    .hasMessageContaining("hot_standby_feedback is off");
        } finally {
            feedback("on");
        }

        standby.stop();
        try {
            refused(settings, ErrorKind.SERVER_UNREACHABLE)
                    .hasMessageContaining("127.0.0.1:" + standby.port());
        } finally {
            standby.start();
        }
    }

    private IngestSettings fromStandby() {
        return source.settings().withLogOf(capture(standby));
    }

    private DatabaseSettings capture(EmbeddedPostgresServer server) {
        DatabaseSettings capture = source.capture();
        return new DatabaseSettings(
                server.host(),
                server.port(),
                capture.database(),
                capture.user(),
                capture.password());
    }

    private static void feedback(String value) throws SQLException {
        onStandby("alter system set hot_standby_feedback = " + value);
        onStandby("select pg_reload_conf()");
        try (Connection connection = standby.adminDataSource("postgres").getConnection();
                Statement statement = connection.createStatement()) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() ->
                            flag(
                                    statement,
                                    "select current_setting('hot_standby_feedback') = '"
                                            + value
                                            + "'"));
        }
    }

    private static void onStandby(String sql) throws SQLException {
        try (Connection connection = standby.adminDataSource("postgres").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static boolean flag(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private static void awaitCommits(Workload workload, int commits) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> workload.commits() >= commits);
    }
}
