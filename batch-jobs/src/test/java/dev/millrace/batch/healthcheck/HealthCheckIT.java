package dev.millrace.batch.healthcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.millrace.batch.fixture.BatchDatabase;
import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.launch.Outcome;
import dev.millrace.batch.launch.RunReport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** B19 on a real server: acceptance rows N25, E28 and K32. */
class HealthCheckIT {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private BatchDatabase database;
    private JdbcClient sql;
    private BatchOperations operations;

    @BeforeEach
    void open() {
        database = BatchDatabase.migrated();
        sql = database.sql();
        operations =
                database.operations(
                        List.of(new HealthCheck(database.operator(), registry)),
                        new SimpleMeterRegistry());
    }

    @AfterEach
    void close() {
        operations.close();
    }

    @Test
    void figuresAreThoseThatTheServerSays() throws SQLException {
        sql.sql(
                        "insert into identity.users (email, display_name) select g || '@example.org', 'N' from generate_series(1, 500) g")
                .update();
        sql.sql("select pg_stat_force_next_flush()").query().singleRow();
        sql.sql("select count(*) from identity.users where email = 'x'").query().singleRow();

        run(Map.of("cache-hit-percent", "0"));

        assertThat(gauge("size.bytes"))
                .isCloseTo(
                        sql.sql("select pg_database_size(current_database())")
                                .query(Double.class)
                                .single(),
                        within(16e6));
        assertThat(
                        registry.get("millrace.database.table.bytes")
                                .tags("table", "identity.users", "part", "heap")
                                .gauge()
                                .value())
                .isEqualTo(
                        sql.sql("select pg_relation_size('identity.users')")
                                .query(Double.class)
                                .single());
        assertThat(registry.get("millrace.database.index.scans").gauges()).isNotEmpty();
        assertThat(gauge("sessions")).isPositive();
        assertThat(gauge("warnings")).isZero();
        assertThat(warnings()).isEmpty();
        assertThat(operations.dryRun("health-check", Map.of()))
                .anyMatch(line -> line.startsWith("database: "))
                .anyMatch(line -> line.startsWith("table identity.users: "))
                .anyMatch(line -> line.matches("index .* scans, .*"))
                .anyMatch(line -> line.startsWith("statement"));
    }

    @Test
    void whatLeavesItsBoundsIsWarnedOfOnceAnHour() throws Exception {
        try (Connection connection = database.connect();
                Statement sleeper = connection.createStatement()) {
            CompletableFuture<Void> statement =
                    CompletableFuture.runAsync(() -> execute(sleeper, "select pg_sleep(600)"));
            await().atMost(Duration.ofSeconds(20))
                    .until(() ->
                            sql.sql(
                                                    "select count(*) from pg_stat_activity where query like '%pg_sleep(600)%' and state = 'active' and pid <> pg_backend_pid() and clock_timestamp() - query_start > interval '1 second'")
                                            .query(Long.class)
                                            .single()
                                    == 1);
            Map<String, String> bounds =
                    Map.of("connections", "1", "long-seconds", "1", "cache-hit-percent", "0");

            RunReport first = run(bounds);
            RunReport second = run(bounds);

            assertThat(first.rowsDone()).isEqualTo(2);
            assertThat(second.rowsDone()).isEqualTo(2);
            assertThat(gauge("warnings")).isEqualTo(2);
            assertThat(gauge("statements.long")).isEqualTo(1);
            assertThat(warnings()).hasSize(2);
            assertThat(warnings())
                    .anyMatch(line ->
                            line.matches("warn: \\d+ sessions are active, expected fewer than 1"))
                    .contains("warn: 1 statements have run for more than 1 s, expected none");
            sleeper.cancel();
            assertThat(statement).completesExceptionallyWithin(Duration.ofSeconds(20));
        }
    }

    @Test
    void aSlotThatNobodyReadsIsWarnedOf() {
        sql.sql("select pg_create_logical_replication_slot('health', 'pgoutput')")
                .query()
                .singleRow();
        try {
            run(Map.of("cache-hit-percent", "0"));

            assertThat(warnings())
                    .singleElement()
                    .asString()
                    .startsWith("warn: nobody reads slot health");
            assertThat(registry.get("millrace.database.slot.retained.bytes").gauge().getId())
                    .hasToString(
                            registry.get("millrace.database.slot.retained.bytes")
                                    .tag("slot", "health")
                                    .gauge()
                                    .getId()
                                    .toString());
        } finally {
            sql.sql("select pg_drop_replication_slot('health')").query().singleRow();
        }
    }

    /** A21: one that follows the log as a standby does, and says itself how far it is. */
    @Test
    void howFarAReplicaIsBehindIsToldAndWarnedOf() throws Exception {
        LogSequenceNumber begin = logEnd();
        try (Connection connection = replica();
                PGReplicationStream stream =
                        connection
                                .unwrap(PGConnection.class)
                                .getReplicationAPI()
                                .replicationStream()
                                .physical()
                                .withStartPosition(begin)
                                .start()) {
            report(stream, begin);
            sql.sql("select pg_logical_emit_message(false, 'test', repeat('x', 3000000))")
                    .query()
                    .singleRow();
            awaitReport(begin);

            run(Map.of("cache-hit-percent", "0", "replica-mib", "2"));

            assertThat(behind()).isBetween(3e6, 30e6);
            assertThat(warnings())
                    .singleElement()
                    .asString()
                    .matches(
                            "warn: replica test-replica at 127.0.0.1 is \\d+ MiB of log behind, expected less than 2");
            assertThat(operations.dryRun("health-check", Map.of()))
                    .anyMatch(line ->
                            line.matches(
                                    "replica test-replica at 127.0.0.1: (catchup|streaming), \\d+ bytes behind, .*"));

            LogSequenceNumber end = logEnd();
            report(stream, end);
            awaitReport(end);

            run(Map.of("cache-hit-percent", "0", "replica-mib", "2"));

            // Runs and other tests write, too.
            assertThat(behind()).isLessThan(2e6);
            assertThat(warnings()).hasSize(1);
        }
        run(Map.of("cache-hit-percent", "0"));

        assertThat(registry.find("millrace.database.replica.behind.bytes").gauges()).isEmpty();
    }

    private Connection replica() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", database.admin().user());
        properties.setProperty("password", database.admin().password().reveal());
        properties.setProperty("replication", "database");
        properties.setProperty("preferQueryMode", "simple");
        properties.setProperty("assumeMinServerVersion", "9.4");
        properties.setProperty("ApplicationName", "test-replica");
        return DriverManager.getConnection(database.admin().jdbcUrl(), properties);
    }

    private LogSequenceNumber logEnd() {
        return LogSequenceNumber.valueOf(
                sql.sql("select pg_current_wal_lsn()::text").query(String.class).single());
    }

    private static void report(PGReplicationStream stream, LogSequenceNumber position)
            throws SQLException {
        stream.setFlushedLSN(position);
        stream.setAppliedLSN(position);
        stream.forceUpdateStatus();
    }

    private void awaitReport(LogSequenceNumber position) {
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        sql.sql(
                                                "select count(*) from pg_stat_replication where application_name = 'test-replica' and replay_lsn = ?::pg_lsn")
                                        .param(position.asString())
                                        .query(Long.class)
                                        .single()
                                == 1);
    }

    private double behind() {
        return registry.get("millrace.database.replica.behind.bytes")
                .tag("replica", "test-replica")
                .gauge()
                .value();
    }

    @Test
    void completedRunsOfAWeekAgoAreForgottenAndNoOthers() {
        long old = run(Map.of("cache-hit-percent", "0")).execution();
        long young = run(Map.of("cache-hit-percent", "0")).execution();
        sql.sql(
                        "update batch.runs set ended_at = now() - interval '8 days' where job_execution_id = ?")
                .param(old)
                .update();

        run(Map.of("cache-hit-percent", "0"));

        assertThat(
                        sql.sql(
                                        "select job_execution_id from batch.job_execution order by 1 limit 1")
                                .query(Long.class)
                                .single())
                .isEqualTo(young);
        assertThat(sql.sql("select count(*) from batch.job_instance").query(Long.class).single())
                .isEqualTo(2);
        assertThat(
                        sql.sql("select count(*) from ops.maintenance_log where batch_run_id = ?")
                                .param(old)
                                .query(Long.class)
                                .single())
                .isZero();
    }

    private RunReport run(Map<String, String> parameters) {
        RunReport report = operations.run("health-check", parameters, "test");
        assertThat(report.outcome()).as(report.toString()).contains(Outcome.COMPLETED);
        return report;
    }

    private double gauge(String name) {
        return registry.get("millrace.database." + name).gauge().value();
    }

    private List<String> warnings() {
        return sql.sql(
                        "select level || ': ' || message from ops.system_logs where operation = 'health-check' order by message")
                .query(String.class)
                .list();
    }

    private static void execute(Statement statement, String sql) {
        try {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
