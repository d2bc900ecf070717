package dev.millrace.launcher.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.millrace.devstack.DevStack;
import dev.millrace.devstack.DevStackSettings;
import dev.millrace.devstack.Durability;
import dev.millrace.launcher.testing.AlertRules;
import dev.millrace.launcher.testing.HealthClient;
import dev.millrace.launcher.testing.MillraceProcess;
import dev.millrace.launcher.testing.OwnServers;
import dev.millrace.launcher.testing.Scrape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each part is stopped in turn; readiness must say which within a minute, liveness must stay. */
class ReadinessIT {

    private static final Duration START = Duration.ofSeconds(120);
    private static final Duration NOTICE = Duration.ofSeconds(60);

    @TempDir private static Path servers;
    @TempDir private Path folder;
    private static final String RETAINED =
            "select pg_current_wal_lsn() - restart_lsn from pg_replication_slots";

    private static DevStack stack;
    private static AlertRules alerts;

    // One a test: a slot that a test has lost is no hindrance to the next.
    private static int slots;
    private String slot = "";
    private MillraceProcess up;
    private HealthClient health;
    private Scrape healthy;
    private long begin;

    @BeforeAll
    static void startServers() throws IOException {
        alerts = AlertRules.read(Path.of("..", "docs", "operations", "alerts.yml"));
        stack =
                DevStack.start(
                        DevStackSettings.in(servers.resolve("stack"))
                                .withDurability(Durability.FAST));
    }

    @AfterAll
    static void stopServers() {
        stack.close();
    }

    @BeforeEach
    void startEverything() throws IOException {
        slot = "readiness_" + ++slots;
        Path config =
                OwnServers.config(
                        folder,
                        stack.postgres(),
                        stack.kafka(),
                        "app",
                        Map.of(
                                "ingest.slot-name", slot,
                                "ingest.retained-wal-warning", "24MiB",
                                "ingest.retained-wal-critical", "64MiB",
                                "ingest.behind-warning", "3s",
                                "ingest.behind-critical", "10s"));
        up = MillraceProcess.start(folder, "up", "--config", config.toString());
        String line = up.awaitLine("Health ", START);
        health = new HealthClient(line.replaceAll(".*(http://[^/ ]*)/.*", "$1"));
        awaitReady();
        // What was last seen before ingest streamed may be old for a moment.
        healthy =
                await().atMost(NOTICE)
                        .until(health::scrape, scrape -> alerts.holding(scrape, scrape).isEmpty());
        begin = System.nanoTime();
    }

    @AfterEach
    void stopEverything() throws SQLException {
        health.close();
        up.terminate();
        up.awaitExit(Duration.ofSeconds(30));
        up.close();
        sql("select pg_drop_replication_slot(slot_name) from pg_replication_slots");
    }

    @Test
    void aFrozenPostgresIsNoticedAndItsReturnToo() throws Exception {
        List<ProcessHandle> processes = postgresProcesses();

        signal("STOP", processes);
        try {
            awaitNotReady("postgresql", "has not answered for");
            await().atMost(NOTICE)
                    .untilAsserted(() ->
                            assertThat(health.ready().part("ingest"))
                                    .contains("the source has not answered"));
            assertThat(health.scrape().sum("millrace_ingest_source_silence_seconds"))
                    .isGreaterThan(10);
            assertThat(health.scrape().sum("millrace_ingest_heartbeat_age_seconds"))
                    .isGreaterThan(10);
            awaitAlert("MillracePostgresUnreachable");
            awaitAlert("MillraceIngestNotStreaming");
        } finally {
            signal("CONT", processes);
        }

        awaitReady();
    }

    @Test
    void aStoppedPostgresIsNoticedAndItsReturnToo() {
        stack.postgres().stop();
        try {
            awaitNotReady("postgresql", "has not answered for");
            awaitAlert("MillracePostgresUnreachable");
            await().atMost(NOTICE)
                    .untilAsserted(() ->
                            assertThat(
                                            health.scrape()
                                                    .sum(
                                                            "millrace_ingest_restarts_total",
                                                            "kind",
                                                            "server_unreachable"))
                                    .isPositive());
        } finally {
            stack.postgres().start();
        }

        awaitReady();
    }

    @Test
    void aStoppedBrokerIsNoticedAndItsReturnToo() {
        stack.kafka().stop();
        try {
            awaitNotReady("kafka", "has not answered for");
            awaitAlert("MillraceKafkaUnreachable");
            await().atMost(NOTICE)
                    .untilAsserted(() ->
                            assertThat(health.ready().part("ingest")).startsWith("not ready"));
        } finally {
            stack.kafka().start();
        }

        awaitReady();
    }

    @Test
    void aStuckCaptureIsNoticedThoughBothServersAnswer() throws Exception {
        // The server's own sender stands still: nothing flows, and nobody has failed.
        List<ProcessHandle> sender =
                List.of(
                        ProcessHandle.of(number("select active_pid from pg_replication_slots"))
                                .orElseThrow());

        signal("STOP", sender);
        try {
            awaitNotReady("ingest", "the newest published commit is");
            awaitAlert("MillraceCaptureBehind");
            assertThat(health.ready().part("postgresql")).startsWith("ready");
            assertThat(health.ready().part("kafka")).startsWith("ready");
            assertThat(health.scrape().sum("millrace_ingest_behind_seconds")).isGreaterThan(10);

            begin = System.nanoTime();
            sql(
                    "select pg_logical_emit_message(false, 'test', repeat('x', 1000000))"
                            + " from generate_series(1, 80)");

            awaitNotReady("ingest", "the slot keeps");
            await().atMost(NOTICE)
                    .untilAsserted(() ->
                            assertThat(health.scrape().sum("millrace_ingest_slot_retained_bytes"))
                                    .isGreaterThan(80_000_000)
                                    .isCloseTo((double) number(RETAINED), within(100_000.0)));
            awaitAlert("MillraceRetainedWalCritical");
            try (MillraceProcess status = status()) {
                assertThat(status.awaitExit(START)).isEqualTo(1);
                assertThat(status.output()).contains("CRITICAL");
            }
        } finally {
            signal("CONT", sender);
        }

        sql("checkpoint");
        awaitReady();
        try (MillraceProcess status = status()) {
            assertThat(status.awaitExit(START)).as(status.output()).isZero();
            assertThat(status.output()).contains("health     up: http://127.0.0.1:");
        }
    }

    @Test
    void aFailedStoreAndAFailedIngestAreNamedWhileTheRestGoesOn() throws Exception {
        sql("revoke insert, update on derived.course_statistics from millrace_writer");
        try {
            sql(
                    """
                    insert into learning.courses (id, source_system, title, slug, instructor_name)
                    values (gen_random_uuid(), 'edu7p', 'Course', 'course', 'Teacher')
                    """);

            awaitNotReady("store.course_statistics", "its table writer is failed");
            awaitAlert("MillraceStoreNotReady");
            assertThat(health.ready().part("store.match_scores")).startsWith("ready");
            assertThat(health.ready().part("ingest")).startsWith("ready");
        } finally {
            sql("grant insert, update on derived.course_statistics to millrace_writer");
        }

        begin = System.nanoTime();
        sql(
                """
                do $$ begin
                    for i in 1..200 loop
                        begin
                            perform pg_terminate_backend(active_pid) from pg_replication_slots;
                            perform pg_drop_replication_slot(slot_name) from pg_replication_slots;
                            exit;
                        exception when object_in_use then perform pg_sleep(0.01);
                        end;
                    end loop;
                end $$
                """);

        awaitNotReady("ingest", "failed: slot_lost");
        awaitAlert("MillraceIngestFailed");
        assertThat(health.scrape().sum("millrace_store_state", "state", "failed")).isEqualTo(1);
        assertThat(up.awaitLine("SLOT_LOST", NOTICE)).contains("millrace:");
    }

    @Test
    void anUnreadableRecordIsCountedAndRaisesAnAlert() throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", stack.kafka().bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            byte[] garbage = "no row".getBytes(StandardCharsets.UTF_8);
            producer.send(new ProducerRecord<>("app.wellness.reviews", garbage, garbage)).get();
        }

        awaitAlert("MillraceDeadLetters");
        assertThat(
                        health.scrape()
                                .sum(
                                        "millrace_dead_letters_total",
                                        "topic",
                                        "dlq.practitioner_stats"))
                .isEqualTo(1);
        assertThat(health.ready().status()).isEqualTo(200);
    }

    @Test
    void onlyTheThreeQuestionsAreAnswered() {
        assertThat(health.get("/health/livex").status()).isEqualTo(404);
        assertThat(health.get("/").status()).isEqualTo(404);
        assertThat(health.post("/health/ready").status()).isEqualTo(405);
    }

    private void awaitReady() {
        await().atMost(START)
                .pollInterval(Duration.ofMillis(250))
                .untilAsserted(() -> {
                    HealthClient.Answer answer = health.ready();
                    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
                    assertThat(answer.state()).isEqualTo("ready");
                });
    }

    private void awaitNotReady(String part, String reason) {
        await().atMost(NOTICE)
                .pollInterval(Duration.ofMillis(250))
                .untilAsserted(() -> {
                    HealthClient.Answer answer = health.ready();
                    assertThat(answer.part(part)).startsWith("not ready").contains(reason);
                    assertThat(answer.status()).isEqualTo(503);
                });
        assertThat(health.live().status()).isEqualTo(200);
    }

    /** From the fault to the alert, its own patience included, at most a minute may pass. */
    private void awaitAlert(String name) {
        int patience =
                alerts.rules().stream()
                        .filter(rule -> rule.name().equals(name))
                        .findFirst()
                        .orElseThrow()
                        .forSeconds();
        Duration left =
                NOTICE.minusSeconds(patience).minus(Duration.ofNanos(System.nanoTime() - begin));
        await("alert " + name)
                .atMost(left.isPositive() ? left : Duration.ofMillis(1))
                .pollInterval(Duration.ofMillis(250))
                .pollDelay(Duration.ZERO)
                .until(() -> alerts.holding(healthy, health.scrape()).contains(name));
    }

    private MillraceProcess status() {
        return MillraceProcess.start(
                folder, "status", "--config", folder.resolve("millrace.properties").toString());
    }

    private static List<ProcessHandle> postgresProcesses() {
        ProcessHandle server = ProcessHandle.of(stack.postgres().pid().orElseThrow()).orElseThrow();
        return Stream.concat(Stream.of(server), server.descendants()).toList();
    }

    private static void signal(String name, List<ProcessHandle> processes) throws Exception {
        for (ProcessHandle process : processes) {
            int ignoredWhenGone =
                    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                            .redirectErrorStream(true)
                            .start()
                            .waitFor();
            assertThat(ignoredWhenGone == 0 || !process.isAlive()).isTrue();
        }
    }

    private static long number(String sql) throws SQLException {
        try (Connection connection = stack.postgres().adminDataSource("app").getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void sql(String sql) throws SQLException {
        try (Connection connection = stack.postgres().adminDataSource("app").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
