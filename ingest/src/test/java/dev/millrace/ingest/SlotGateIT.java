package dev.millrace.ingest;

import static dev.millrace.ingest.testing.StartAttempt.accepted;
import static dev.millrace.ingest.testing.StartAttempt.awaitStreaming;
import static dev.millrace.ingest.testing.StartAttempt.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.testing.TestSource;
import dev.millrace.ingest.testing.TestTopics;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.topics.Topics;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is found out about the slot and our own position before the stream goes on. */
class SlotGateIT {

    private TestSource source;

    @BeforeEach
    void freshSource() {
        source = TestSource.fresh();
        source.sql(
                "create table t.thing (id int primary key, name text)",
                "insert into t.thing values (1, 'one')");
    }

    @AfterEach
    void dropSource() {
        source.close();
    }

    @Test
    void slotInUseNamesItsUser() throws InterruptedException {
        source.capture("thing", "id");
        IngestSettings settings = source.settings();

        try (Ingest first = Ingest.start(settings)) {
            awaitStreaming(first);
            String pid =
                    source.value(
                            "select active_pid from pg_replication_slots where slot_name = '"
                                    + source.slot()
                                    + "'");

            refused(settings, ErrorKind.SLOT_IN_USE)
                    .hasMessageContaining(source.slot())
                    .hasMessageContaining("process " + pid)
                    .hasMessageContaining("client 127.0.0.1,");
            source.sql("insert into t.thing values (2, 'two')");
            source.awaitPublished(first);
            assertThat(first.status().phase()).isEqualTo(IngestStatus.Phase.STREAMING);
        }
    }

    @Test
    void startingInstanceKeepsOthersWaiting() throws SQLException {
        source.capture("thing", "id");
        IngestSettings settings = source.settings();
        try (Connection other = source.connect();
                Statement statement = other.createStatement()) {
            // What a starting ingest holds.
            statement.execute(
                    "select pg_advisory_lock(hashtext('millrace ingest'), hashtext('%s'))"
                            .formatted(source.slot()));

            refused(settings, ErrorKind.SLOT_IN_USE).hasMessageContaining("that is starting");
        }
        accepted(settings);
    }

    @Test
    void droppedSlotIsLost() {
        source.capture("thing", "id");
        IngestSettings settings = source.settings();
        accepted(settings);
        source.sql("select pg_drop_replication_slot('" + source.slot() + "')");

        refused(settings, ErrorKind.SLOT_LOST)
                .hasMessageContaining(source.slot())
                .hasMessageContaining("does not exist");
    }

    @Test
    void emptiedPositionTopicIsNoticed() {
        source.capture("thing", "id");
        IngestSettings settings = source.settings();
        accepted(settings);
        TestTopics.delete(Topics.ingestPositions().name());

        refused(settings, ErrorKind.POSITION_BEHIND_SLOT)
                .hasMessageContaining("holds no position")
                .hasMessageContaining("./millrace ingest resnapshot");
    }

    @Test
    void slotAdvancedByOthersIsNoticed() {
        source.capture("thing", "id");
        IngestSettings settings = source.settings();
        accepted(settings);
        source.sql(
                "insert into t.thing values (3, 'never seen')",
                "select pg_replication_slot_advance('%s', pg_current_wal_lsn())"
                        .formatted(source.slot()));

        refused(settings, ErrorKind.POSITION_BEHIND_SLOT)
                .hasMessageContaining("what committed between is in neither");
    }

    @Test
    void slotMadeAnewIsNoticed() {
        source.capture("thing", "id");
        IngestSettings settings = source.settings();
        accepted(settings);
        source.sql(
                "select pg_drop_replication_slot('" + source.slot() + "')",
                "insert into t.thing values (3, 'never seen')",
                "select pg_create_logical_replication_slot('%s', 'pgoutput')"
                        .formatted(source.slot()));

        refused(settings, ErrorKind.POSITION_BEHIND_SLOT);
    }

    @Test
    void slotLeftByTheServerIsLost() {
        source.capture("thing", "id");
        IngestSettings settings = source.settings();
        accepted(settings);
        source.sql("alter system set max_slot_wal_keep_size = '1MB'", "select pg_reload_conf()");
        try {
            for (int i = 0; i < 4; i++) {
                source.sql(
                        "create table t.filler as select repeat('x', 1000) from generate_series(1, 20000)",
                        "drop table t.filler",
                        "select pg_switch_wal()");
            }
            source.sql("checkpoint");

            refused(settings, ErrorKind.SLOT_LOST).hasMessageContaining("invalidated");
            source.requestEverything();
            accepted(settings);
        } finally {
            source.sql("alter system reset max_slot_wal_keep_size", "select pg_reload_conf()");
        }
    }
}
