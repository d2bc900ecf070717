package dev.millrace.launcher.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.millrace.launcher.testing.MillraceProcess;
import dev.millrace.launcher.testing.Signals;
import dev.millrace.launcher.testing.TypedCommand;
import dev.millrace.launcher.testing.WatchedPipeline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each part is stopped in turn; readiness must say which within a minute, liveness must stay. */
class ReadinessIT {

    private static final String RETAINED =
            "select pg_current_wal_lsn() - restart_lsn from pg_replication_slots";

    @TempDir private static Path folder;
    private static WatchedPipeline pipeline;

    @BeforeAll
    static void startEverything() throws IOException {
        pipeline = WatchedPipeline.start(folder);
    }

    @AfterAll
    static void stopEverything() {
        pipeline.close();
    }

    @BeforeEach
    void awaitHealth() {
        pipeline.beforeFault();
    }

    @Test
    void aFrozenPostgresIsNoticedAndItsReturnToo() throws Exception {
        List<ProcessHandle> processes = postgresProcesses();

        Signals.send("STOP", processes);
        try {
            pipeline.awaitNotReady("postgresql", "has not answered for");
            await().atMost(WatchedPipeline.NOTICE)
                    .untilAsserted(() ->
                            assertThat(pipeline.health().ready().part("ingest"))
                                    .contains("the source has not answered"));
            assertThat(pipeline.health().scrape().sum("millrace_ingest_source_silence_seconds"))
                    .isGreaterThan(10);
            assertThat(pipeline.health().scrape().sum("millrace_ingest_heartbeat_age_seconds"))
                    .isGreaterThan(10);
            pipeline.awaitAlert("MillracePostgresUnreachable");
            pipeline.awaitAlert("MillraceIngestNotStreaming");
        } finally {
            Signals.send("CONT", processes);
        }

        pipeline.awaitReady();
    }

    @Test
    void aStoppedPostgresIsNoticedAndItsReturnToo() {
        pipeline.stack().postgres().stop();
        try {
            pipeline.awaitNotReady("postgresql", "has not answered for");
            pipeline.awaitAlert("MillracePostgresUnreachable");
            await().atMost(WatchedPipeline.NOTICE)
                    .untilAsserted(() ->
                            assertThat(
                                            pipeline.health()
                                                    .scrape()
                                                    .sum(
                                                            "millrace_ingest_restarts_total",
                                                            "kind",
                                                            "server_unreachable"))
                                    .isPositive());
        } finally {
            pipeline.stack().postgres().start();
        }

        pipeline.awaitReady();
    }

    @Test
    void aStoppedBrokerIsNoticedAndItsReturnToo() {
        pipeline.stack().kafka().stop();
        try {
            pipeline.awaitNotReady("kafka", "has not answered for");
            pipeline.awaitAlert("MillraceKafkaUnreachable");
            await().atMost(WatchedPipeline.NOTICE)
                    .untilAsserted(() ->
                            assertThat(pipeline.health().ready().part("ingest"))
                                    .startsWith("not ready"));
        } finally {
            pipeline.stack().kafka().start();
        }

        pipeline.awaitReady();
    }

    @Test
    void aStuckCaptureIsNoticedThoughBothServersAnswer() throws Exception {
        // The server's own sender stands still: nothing flows, and nobody has failed.
        List<ProcessHandle> sender = pipeline.slotSender();

        Signals.send("STOP", sender);
        try {
            pipeline.awaitNotReady("ingest", "the newest published commit is");
            pipeline.awaitAlert("MillraceCaptureBehind");
            assertThat(pipeline.health().ready().part("postgresql")).startsWith("ready");
            assertThat(pipeline.health().ready().part("kafka")).startsWith("ready");
            assertThat(pipeline.health().scrape().sum("millrace_ingest_behind_seconds"))
                    .isGreaterThan(10);

            pipeline.faultBegins();
            pipeline.sql(
                    "select pg_logical_emit_message(false, 'test', repeat('x', 1000000))"
                            + " from generate_series(1, 80)");

            pipeline.awaitNotReady("ingest", "the slot keeps");
            await().atMost(WatchedPipeline.NOTICE)
                    .untilAsserted(() ->
                            assertThat(
                                            pipeline.health()
                                                    .scrape()
                                                    .sum("millrace_ingest_slot_retained_bytes"))
                                    .isGreaterThan(80_000_000)
                                    .isCloseTo(
                                            (double) pipeline.number(RETAINED), within(100_000.0)));
            pipeline.awaitAlert("MillraceRetainedWalWarning");
            pipeline.awaitAlert("MillraceRetainedWalCritical");
            try (MillraceProcess status = pipeline.status()) {
                assertThat(status.awaitExit(WatchedPipeline.START)).isEqualTo(1);
                assertThat(status.output()).contains("CRITICAL");
            }
        } finally {
            Signals.send("CONT", sender);
        }

        pipeline.sql("checkpoint");
        pipeline.awaitReady();
        try (MillraceProcess status = pipeline.status()) {
            assertThat(status.awaitExit(WatchedPipeline.START)).as(status.output()).isZero();
            assertThat(status.output()).contains("health     up: http://127.0.0.1:");
        }
    }

    @Test
    void aBlockedHeartbeatAndAStoreThatBeginsAgainAndAgainRaiseAlerts() throws Exception {
        // As a server does that breaks every transaction of the writer off.
        pipeline.sql(
                """
                create function public.break_off() returns trigger language plpgsql as
                $$ begin raise exception 'broken off' using errcode = '40001'; end $$
                """);
        pipeline.sql(
                """
                create trigger break_off before insert or update on derived.course_statistics
                for each row execute function public.break_off()
                """);
        try (Connection connection =
                        pipeline.stack().postgres().adminDataSource("app").getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table ops.capture_heartbeat in share mode");
            pipeline.faultBegins();
            pipeline.sql(
                    """
                    insert into learning.courses (id, source_system, title, slug, instructor_name)
                    values (gen_random_uuid(), 'edu7p', 'Again', 'again', 'Teacher')
                    """);

            pipeline.awaitNotReady("ingest", "the newest published commit is");
            pipeline.awaitAlert("MillraceHeartbeatOld");
            assertThat(pipeline.health().scrape().sum("millrace_ingest_source_silence_seconds"))
                    .isLessThan(10);
            pipeline.awaitAlert("MillraceStoreRestarts");
        } finally {
            pipeline.sql("drop trigger break_off on derived.course_statistics");
            pipeline.sql("drop function public.break_off()");
        }

        pipeline.awaitReady();
    }

    @Test
    void aSlotThatTheServerGaveUpRaisesAnAlertAndANewCopyEndsIt() throws Exception {
        pipeline.loseSlots();

        pipeline.awaitNotReady("ingest", "the log that the slot needs is lost");
        pipeline.awaitAlert("MillraceSlotLost");
        pipeline.awaitNotReady("ingest", "failed: slot_lost");
        TypedCommand.Ended resnapshot = pipeline.run("ingest", "resnapshot");

        assertThat(resnapshot.code()).as(resnapshot.output()).isZero();
        pipeline.awaitReady();
    }

    @Test
    void anUnreadableRecordIsCountedAndRaisesAnAlert() throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", pipeline.stack().kafka().bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            byte[] garbage = "no row".getBytes(StandardCharsets.UTF_8);
            producer.send(new ProducerRecord<>("app.wellness.reviews", garbage, garbage)).get();
        }

        pipeline.awaitAlert("MillraceDeadLetters");
        assertThat(
                        pipeline.health()
                                .scrape()
                                .sum(
                                        "millrace_dead_letters_total",
                                        "topic",
                                        "dlq.practitioner_stats"))
                .isEqualTo(1);
        assertThat(pipeline.health().ready().status()).isEqualTo(200);
    }

    @Test
    void onlyTheThreeQuestionsAreAnswered() {
        assertThat(pipeline.health().get("/health/livex").status()).isEqualTo(404);
        assertThat(pipeline.health().get("/").status()).isEqualTo(404);
        assertThat(pipeline.health().post("/health/ready").status()).isEqualTo(405);
    }

    private static List<ProcessHandle> postgresProcesses() {
        ProcessHandle server =
                ProcessHandle.of(pipeline.stack().postgres().pid().orElseThrow()).orElseThrow();
        return Stream.concat(Stream.of(server), server.descendants()).toList();
    }
}
