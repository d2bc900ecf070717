package dev.millrace.launcher.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.devstack.DevStack;
import dev.millrace.devstack.DevStackSettings;
import dev.millrace.devstack.Durability;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A whole program on servers of its own, and what is asked of its health. */
public final class WatchedPipeline implements AutoCloseable {

    /** How long a start, or a return to health, may take. */
    public static final Duration START = Duration.ofSeconds(120);

    /** How long a fault may stay unnoticed. */
    public static final Duration NOTICE = Duration.ofSeconds(60);

    private final Path folder;
    private final AlertRules alerts;
    private final DevStack stack;
    private final MillraceProcess up;
    private final HealthClient health;
    private Scrape healthy;
    private long begin;

    private WatchedPipeline(
            Path folder,
            AlertRules alerts,
            DevStack stack,
            MillraceProcess up,
            HealthClient health) {
        this.folder = folder;
        this.alerts = alerts;
        this.stack = stack;
        this.up = up;
        this.health = health;
        this.healthy = awaitHealthy();
    }

    /** Starts the servers and the program, and waits until it is ready. */
    public static WatchedPipeline start(Path folder) throws IOException {
        DevStack stack =
                DevStack.start(
                        DevStackSettings.in(folder.resolve("stack"))
                                .withDurability(Durability.FAST));
        Path config =
                OwnServers.config(
                        folder,
                        stack.postgres(),
                        stack.kafka(),
                        "app",
                        Map.of(
                                "ingest.retained-wal-warning", "24MiB",
                                "ingest.retained-wal-critical", "64MiB",
                                "ingest.behind-warning", "3s",
                                "ingest.behind-critical", "10s",
                                "streams.stores", OwnServers.FEW_STORES));
        MillraceProcess up = MillraceProcess.start(folder, "up", "--config", config.toString());
        String line = up.awaitLine("Health ", START);
        return new WatchedPipeline(
                folder,
                AlertRules.read(Path.of("..", "docs", "operations", "alerts.yml")),
                stack,
                up,
                new HealthClient(line.replaceAll(".*(http://[^/ ]*)/.*", "$1")));
    }

    public DevStack stack() {
        return stack;
    }

    public MillraceProcess up() {
        return up;
    }

    public HealthClient health() {
        return health;
    }

    /** What follows is measured from here: everything is well, and a fault comes next. */
    public void beforeFault() {
        healthy = awaitHealthy();
        begin = System.nanoTime();
    }

    /** A fault begins now, while an earlier one may go on. */
    public void faultBegins() {
        begin = System.nanoTime();
    }

    // What was last seen before ingest streamed may be old for a moment.
    private Scrape awaitHealthy() {
        awaitReady();
        return await().atMost(NOTICE)
                .until(
                        health::scrapeAsPrometheus,
                        scrape -> alerts.holding(scrape, scrape).isEmpty());
    }

    /** Until every part is ready. */
    public void awaitReady() {
        await().atMost(START)
                .pollInterval(Duration.ofMillis(250))
                .untilAsserted(() -> {
                    HealthClient.Answer answer = health.ready();
                    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
                    assertThat(answer.state()).isEqualTo("ready");
                });
    }

    /** Until this part says why it is not ready; the process must live. */
    public void awaitNotReady(String part, String reason) {
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
    public void awaitAlert(String name) {
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
                .until(() -> alerts.holding(healthy, health.scrapeAsPrometheus()).contains(name));
        System.out.printf(
                "%s holds %d ms after the fault, and is sent %d s later%n",
                name, Duration.ofNanos(System.nanoTime() - begin).toMillis(), patience);
    }

    /** {@code millrace status}, as another process. */
    public MillraceProcess status() {
        return MillraceProcess.start(
                folder, "status", "--config", folder.resolve("millrace.properties").toString());
    }

    /** Runs a command of the program to its end, in the virtual machine of the test. */
    public TypedCommand.Ended run(String... command) {
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(
                List.of(
                        "--config",
                        folder.resolve("millrace.properties").toString(),
                        "--folder",
                        folder.toString(),
                        "--set",
                        "search.enabled=false"));
        return TypedCommand.run(START, words.toArray(String[]::new));
    }

    public long number(String sql) throws SQLException {
        try (Connection connection = stack.postgres().adminDataSource("app").getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    public void sql(String sql) throws SQLException {
        try (Connection connection = stack.postgres().adminDataSource("app").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /**
     * Takes every slot away from its reader, who takes it again at once: tried until it is gone.
     */
    public void dropSlots() {
        await("slots are dropped")
                .atMost(NOTICE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .ignoreExceptionsMatching(SQLException.class::isInstance)
                .until(() -> {
                    sql(
                            """
                            select pg_terminate_backend(active_pid) from pg_replication_slots;
                            select pg_drop_replication_slot(slot_name) from pg_replication_slots
                            """);
                    return number("select count(*) from pg_replication_slots") == 0;
                });
    }

    /**
     * Lets the server give the slot up, as it does with one that keeps more log than it may: the
     * slot's reader stands still while that log is written.
     */
    public void loseSlots() throws Exception {
        sql("alter system set max_slot_wal_keep_size = '1MB'");
        // Log that is kept in any case keeps the slot, too.
        sql("alter system set wal_keep_size = 0");
        sql("select pg_reload_conf()");
        List<ProcessHandle> sender = slotSender();
        CompletableFuture<Void> checkpoint;
        Signals.send("STOP", sender);
        try {
            sql(
                    "select pg_logical_emit_message(false, 'test', repeat('x', 1000000))"
                            + " from generate_series(1, 50)");
            checkpoint = CompletableFuture.runAsync(this::checkpoint);
            await("the checkpoint waits for the slot")
                    .atMost(NOTICE)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() ->
                            number(
                                            """
                                            select count(*) from pg_stat_activity
                                            where backend_type = 'checkpointer'
                                                and wait_event = 'ReplicationSlotDrop'
                                            """)
                                    == 1);
        } finally {
            Signals.send("CONT", sender);
        }
        checkpoint.join();
        sql("alter system reset max_slot_wal_keep_size");
        sql("alter system reset wal_keep_size");
        sql("select pg_reload_conf()");
    }

    /** The server's process that reads the log for ingest. */
    public List<ProcessHandle> slotSender() throws SQLException {
        return List.of(
                ProcessHandle.of(number("select active_pid from pg_replication_slots"))
                        .orElseThrow());
    }

    private void checkpoint() {
        try {
            sql("checkpoint");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        health.close();
        up.terminate();
        up.awaitExit(Duration.ofSeconds(30));
        up.close();
        stack.close();
    }
}
