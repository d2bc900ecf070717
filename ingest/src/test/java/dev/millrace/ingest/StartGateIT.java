package dev.millrace.ingest;

import static dev.millrace.ingest.testing.StartAttempt.accepted;
import static dev.millrace.ingest.testing.StartAttempt.refused;
import static dev.millrace.ingest.testing.StartAttempt.with;

import dev.millrace.devstack.Durability;
import dev.millrace.devstack.EmbeddedPostgresServer;
import dev.millrace.ingest.testing.TestSource;
import dev.millrace.schema.capture.CapturedTable.ReplicaIdentity;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.settings.Secret;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What must hold before anything is read or written; each refusal says what and what helps. */
class StartGateIT {

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
    void serverMustAnswer() {
        source.capture("thing", "id");
        IngestSettings settings = source.settings();
        DatabaseSettings nowhere =
                new DatabaseSettings(
                        "127.0.0.1", 1, "app", settings.capture().user(), new Secret("x"));

        refused(with(settings, nowhere), ErrorKind.SERVER_UNREACHABLE)
                .hasMessageContaining("127.0.0.1:1/app");
    }

    @Test
    void loginMustBeAccepted() {
        source.capture("thing", "id");
        IngestSettings settings = source.settings();
        DatabaseSettings wrong =
                settings.capture().as(settings.capture().user(), new Secret("wrong"));

        refused(with(settings, wrong), ErrorKind.LOGIN_REFUSED)
                .hasMessageContaining("millrace_capture");
    }

    @Test
    void databaseMustExist() {
        source.capture("thing", "id");
        IngestSettings settings = source.settings();
        DatabaseSettings missing =
                new DatabaseSettings(
                        settings.capture().host(),
                        settings.capture().port(),
                        "nowhere",
                        settings.capture().user(),
                        settings.capture().password());

        refused(with(settings, missing), ErrorKind.SERVER_MISCONFIGURED)
                .hasMessageContaining("nowhere");
    }

    @Test
    void kafkaMustAnswer() {
        source.capture("thing", "id");
        IngestSettings settings = source.settings();
        IngestSettings nowhere =
                new IngestSettings(
                        settings.capture(),
                        new KafkaSettings("127.0.0.1:1", 1, (short) 1),
                        settings.slotName(),
                        settings.publication(),
                        settings.tables(),
                        settings.heartbeatInterval(),
                        settings.slotPatience(),
                        settings.logReader());

        refused(nowhere, ErrorKind.SERVER_UNREACHABLE).hasMessageContaining("127.0.0.1:1");
    }

    @Test
    void roleMustBeAllowedToReplicate() {
        source.capture("thing", "id");
        IngestSettings settings = source.settings();
        source.sql("alter role millrace_capture noreplication");
        try {
            refused(settings, ErrorKind.SERVER_MISCONFIGURED)
                    .hasMessageContaining("ALTER ROLE millrace_capture REPLICATION");
        } finally {
            source.sql("alter role millrace_capture replication");
        }
    }

    @Test
    void logMustBeLogical(@TempDir Path folder) throws SQLException {
        source.capture("thing", "id");
        IngestSettings settings = source.settings();
        try (EmbeddedPostgresServer server =
                EmbeddedPostgresServer.start(folder, OptionalInt.empty(), Durability.FAST)) {
            try (Connection connection = server.adminDataSource("postgres").getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("alter system set wal_level = replica");
            }
            server.stop();
            server.start();
            DatabaseSettings replica =
                    new DatabaseSettings(
                            server.host(),
                            server.port(),
                            "postgres",
                            server.adminUser(),
                            new Secret(server.adminPassword()));

            refused(with(settings, replica), ErrorKind.SERVER_MISCONFIGURED)
                    .hasMessageContaining("wal_level is replica, expected logical");
        }
    }

    @Test
    void publicationMustExist() {
        source.capture("thing", "id");
        IngestSettings settings = source.settings();
        source.sql("drop publication p_test");

        refused(settings, ErrorKind.PUBLICATION_MISMATCH)
                .hasMessageContaining("p_test")
                .hasMessageContaining("does not exist");
    }

    @Test
    void publicationMustHoldTheCapturedTables() {
        source.capture("thing", "id");
        IngestSettings settings = source.settings();
        source.sql(
                "create table t.other (id int primary key)",
                "alter publication p_test drop table t.thing",
                "alter publication p_test add table t.other");

        refused(settings, ErrorKind.PUBLICATION_MISMATCH)
                .hasMessageContaining("it lacks t.thing")
                .hasMessageContaining("it holds t.other, which is not captured");
    }

    @Test
    void publicationMustNotLeaveOutRows() {
        source.capture("thing", "id");
        IngestSettings settings = source.settings();
        source.sql(
                "alter publication p_test set table t.thing where (id > 1), ops.capture_heartbeat");

        refused(settings, ErrorKind.PUBLICATION_MISMATCH)
                .hasMessageContaining("leaves out rows or columns of t.thing");
    }

    @Test
    void publicationMustPublishEveryChange() {
        source.capture("thing", "id");
        IngestSettings settings = source.settings();
        source.sql("alter publication p_test set (publish = 'insert, update')");

        refused(settings, ErrorKind.PUBLICATION_MISMATCH)
                .hasMessageContaining("does not publish insert, update and delete");
    }

    @Test
    void partitionsMustArriveAsTheirRoot() {
        source.capture("thing", "id");
        IngestSettings settings = source.settings();
        source.sql("alter publication p_test set (publish_via_partition_root = false)");

        refused(settings, ErrorKind.PUBLICATION_MISMATCH)
                .hasMessageContaining("publish_via_partition_root is false");
    }

    @Test
    void tableMustHaveTheExpectedKey() {
        source.sql("create table t.keyless (id int not null)");
        source.capture("keyless", "id");

        refused(source.settings(), ErrorKind.TABLE_UNCAPTURABLE)
                .hasMessageContaining("t.keyless")
                .hasMessageContaining("its primary key is missing, expected [id]");
    }

    @Test
    void tableMustKeepTheOldRow() {
        source.captured("thing", ReplicaIdentity.FULL, Set.of(), Optional.empty(), "id");

        refused(source.settings(), ErrorKind.TABLE_UNCAPTURABLE)
                .hasMessageContaining("ALTER TABLE t.thing REPLICA IDENTITY FULL");
    }

    @Test
    void everyPartitionMustKeepTheOldRow() {
        source.sql(
                "create table t.parted (id int primary key) partition by range (id)",
                "create table t.parted_1 partition of t.parted for values from (0) to (10)");
        source.capture("parted", "id");

        refused(source.settings(), ErrorKind.TABLE_UNCAPTURABLE)
                .hasMessageContaining("t.parted_1")
                .hasMessageContaining("REPLICA IDENTITY FULL");
    }

    @Test
    void columnsMustHaveAWrittenForm() {
        source.sql("create table t.odd (id int primary key, span interval, area point)");
        source.capture("odd", "id");

        refused(source.settings(), ErrorKind.TABLE_UNCAPTURABLE)
                .hasMessageContaining("t.odd")
                .hasMessageContaining("column span is of type interval");
    }

    @Test
    void columnsToLeaveOutMustExist() {
        source.sql("create table t.secret (id int primary key, phone text)");
        source.sql("alter table t.secret replica identity full");
        source.captured("secret", ReplicaIdentity.FULL, Set.of("phone"), Optional.empty(), "id");
        IngestSettings settings = source.settings();
        source.sql("alter table t.secret rename phone to phone_number");

        refused(settings, ErrorKind.TABLE_UNCAPTURABLE)
                .hasMessageContaining("no column phone, which must be left out");
    }

    @Test
    void roleMustBeAllowedToReadEveryCapturedColumn() {
        source.capture("thing", "id");
        IngestSettings settings = source.settings();
        source.sql("revoke select on t.thing from millrace_capture");

        refused(settings, ErrorKind.SERVER_MISCONFIGURED)
                .hasMessageContaining("may not read t.thing.id");
    }

    @Test
    void rowPoliciesMustNotHideRows() {
        source.capture("thing", "id");
        IngestSettings settings = source.settings();
        source.sql(
                "alter table t.thing enable row level security",
                "create policy part on t.thing for select to millrace_capture using (id > 1)");
        refused(settings, ErrorKind.TABLE_UNCAPTURABLE)
                .hasMessageContaining("t.thing")
                .hasMessageContaining("row level security");

        source.sql(
                "create policy every on t.thing for select to millrace_capture using (true)",
                "create policy narrow on t.thing as restrictive for all using (id > 1)");
        refused(settings, ErrorKind.TABLE_UNCAPTURABLE).hasMessageContaining("t.thing");

        source.sql("drop policy narrow on t.thing");
        accepted(settings);
    }
}
