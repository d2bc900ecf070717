package dev.millrace.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.devstack.testsupport.SharedStack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.LogSequenceNumber;

class EmbeddedServersIT {

    private static final SharedStack STACK = SharedStack.get();

    @Test
    void loginsNeedTheRightPassword() throws Exception {
        EmbeddedPostgresServer postgres = STACK.postgres();

        for (String password : new String[] {"wrong", ""}) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() ->
                            DriverManager.getConnection(
                                    postgres.jdbcUrl("postgres"), "postgres", password))
                    .satisfies(e -> assertThat(e.getSQLState()).isIn("28P01", "08004"));
        }
        assertThat(Sql.value(postgres, "SELECT current_user")).isEqualTo("postgres");
        assertThat(Sql.value(postgres, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
        assertThat(Files.getPosixFilePermissions(postgres.adminPasswordFile()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void aReplicationRoleReadsChangesFromASlot() throws Exception {
        EmbeddedPostgresServer postgres = STACK.postgres();
        String suffix = STACK.freshSuffix();
        String database = STACK.freshDatabaseName();
        Sql.execute(postgres, "CREATE DATABASE " + database);
        Sql.execute(
                postgres, "CREATE ROLE r_" + suffix + " LOGIN REPLICATION PASSWORD 'for-tests'");
        Properties properties = new Properties();
        PGProperty.USER.set(properties, "r_" + suffix);
        PGProperty.PASSWORD.set(properties, "for-tests");
        PGProperty.REPLICATION.set(properties, "database");
        PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "15");

        try (Connection connection =
                DriverManager.getConnection(postgres.jdbcUrl(database), properties)) {
            LogSequenceNumber consistentPoint =
                    connection
                            .unwrap(PGConnection.class)
                            .getReplicationAPI()
                            .createReplicationSlot()
                            .logical()
                            .withSlotName("slot_" + suffix)
                            .withOutputPlugin("pgoutput")
                            .make()
                            .getConsistentPoint();

            assertThat(consistentPoint.asLong()).isPositive();
        }
        Sql.execute(postgres, "SELECT pg_drop_replication_slot('slot_" + suffix + "')");
    }

    @Test
    void committedTransactionsAreReadAndAbortedOnesAreNot() throws Exception {
        String bootstrapServers = STACK.kafka().bootstrapServers();
        String topic = "transactions-" + STACK.freshSuffix();
        Records.createTopic(bootstrapServers, topic);

        try (KafkaProducer<String, String> producer =
                Records.transactionalProducer(bootstrapServers, topic)) {
            Records.commit(producer, topic, "one");
            Records.write(producer, topic, "two");
            producer.abortTransaction();
            Records.commit(producer, topic, "three");
        }

        assertThat(Records.committed(bootstrapServers, topic)).containsExactly("one", "three");
    }

    @Test
    void aPostgresThatDiesByItselfIsReportedWithItsLastWords(@TempDir Path folder)
            throws Exception {
        try (EmbeddedPostgresServer postgres =
                EmbeddedPostgresServer.start(folder, OptionalInt.empty(), Durability.FAST)) {
            assertThat(postgres.failure()).isEmpty();

            ProcessHandle server = ProcessHandle.of(postgres.pid().orElseThrow()).orElseThrow();
            server.destroyForcibly();

            server.onExit().get(10, TimeUnit.SECONDS);
            assertThat(postgres.failure())
                    .hasValueSatisfying(failure ->
                            assertThat(failure)
                                    .hasMessageContaining(folder.toString())
                                    .hasMessageContaining("ready to accept connections"));
            postgres.stop();
            assertThat(postgres.failure()).isEmpty();
        }
    }

    @Test
    void eachServerStopsAndStartsAloneOnItsPortAndData(@TempDir Path folder) throws Exception {
        try (EmbeddedPostgresServer postgres =
                        EmbeddedPostgresServer.start(
                                folder.resolve("postgres"), OptionalInt.empty(), Durability.FAST);
                EmbeddedKafkaBroker kafka =
                        EmbeddedKafkaBroker.start(folder.resolve("kafka"), OptionalInt.empty())) {
            String jdbcUrl = postgres.jdbcUrl("postgres");
            String bootstrapServers = kafka.bootstrapServers();
            Sql.execute(postgres, "CREATE TABLE kept AS SELECT 7 AS n");
            Records.createTopic(bootstrapServers, "kept");

            postgres.stop();
            kafka.stop();
            assertThat(postgres.pid()).isEmpty();
            assertThat(Ports.isFree(postgres.port())).isTrue();
            assertThat(Ports.isFree(kafka.port())).isTrue();
            postgres.start();
            kafka.start();

            assertThat(postgres.jdbcUrl("postgres")).isEqualTo(jdbcUrl);
            assertThat(kafka.bootstrapServers()).isEqualTo(bootstrapServers);
            assertThat(Sql.value(postgres, "SELECT n FROM kept")).isEqualTo("7");
            assertThat(Records.committed(bootstrapServers, "kept")).isEmpty();
        }
    }
}
