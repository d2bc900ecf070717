package dev.millrace.launcher.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.devstack.DevStack;
import dev.millrace.devstack.DevStackSettings;
import dev.millrace.devstack.Durability;
import dev.millrace.launcher.testing.HealthClient;
import dev.millrace.launcher.testing.MillraceProcess;
import dev.millrace.launcher.testing.OwnServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bad row and an unreadable record of a running pipeline, by command from first to last. */
class DlqIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String NOBODY = "00000000-0000-0000-0000-000000000001";

    @TempDir private Path folder;
    private DevStack stack;
    private Path config;

    @BeforeEach
    void startServers() throws IOException {
        stack =
                DevStack.start(
                        DevStackSettings.in(folder.resolve("stack"))
                                .withDurability(Durability.FAST));
        config =
                OwnServers.config(
                        folder,
                        stack.postgres(),
                        stack.kafka(),
                        "app",
                        Map.of(
                                "ingest.row-bytes-max",
                                "20kB",
                                "streams.stores",
                                OwnServers.FEW_STORES));
    }

    @AfterEach
    void stopServers() {
        stack.close();
    }

    @Test
    void lettersAreListedShownAndReplayed() throws Exception {
        try (MillraceProcess up =
                        MillraceProcess.start(folder, "up", "--config", config.toString());
                HealthClient health =
                        new HealthClient(
                                up.awaitLine("Health ", PATIENCE)
                                        .replaceAll(".*(http://[^/ ]*)/.*", "$1"))) {
            await().atMost(PATIENCE).until(() -> health.ready().status() == 200);
            assertThat(dlq(0, "list")).contains("no dead letters");
            assertThat(dlq(2, "list", "dlq.nobody"))
                    .contains("no dead-letter topic 'dlq.nobody', expected one of: ")
                    .contains("dlq.ingest");
            assertThat(dlq(2, "show", "dlq.ingest", "15")).contains("expected PARTITION:OFFSET");

            plant();
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> health.scrape().sum("millrace_dead_letters_total") == 2);
            assertThat(health.ready().status()).isEqualTo(200);
            assertThat(health.ready().toString()).contains("1 rows could not be published");

            String held =
                    "select held_by from derived.freshness where store = 'practitioner_stats'";
            await().atMost(PATIENCE)
                    .until(() ->
                            String.valueOf(query(held).getFirst())
                                    .contains("1 rows set aside in dlq.practitioner_stats"));
            assertThat(freshNow("practitioner_stats", "1 second")).isEqualTo("f");
            assertThat(freshNow("match_scores", "60 seconds")).isEqualTo("t");

            List<String> rows = query("select id::text from ops.feature_flags where name = 'wide'");
            String list = dlq(0, "list");
            assertThat(list)
                    .containsPattern("ops.feature_flags +\\[\"" + rows.getFirst() + "\"\\]")
                    .contains("the longest value is that of description, 40,000 characters")
                    .containsPattern("app.wellness.practitioners +\\[\"" + NOBODY + "\"\\]");
            String position = list.replaceAll("(?s).*dlq.ingest +(\\d+:\\d+).*", "$1");
            assertThat(dlq(0, "show", "dlq.ingest", position))
                    .contains(
                            "TOO_LARGE", "table ops.feature_flags, operation c at LSN", "\"wide\"");
            assertThat(status()).contains("1 in dlq.ingest, 1 in dlq.practitioner_stats");

            assertThat(dlq(1, "replay", "dlq.ingest")).contains("still cannot be published");
            sql("update ops.feature_flags set description = 'short' where name = 'wide'");
            assertThat(dlq(0, "replay", "dlq.ingest", position))
                    .contains("ops.feature_flags [\"" + rows.getFirst() + "\"]: done");
            assertThat(dlq(0, "replay", "dlq.ingest")).contains(": done");
            assertThat(dlq(0, "replay", "dlq.ingest")).contains("nothing to replay");
            assertThat(dlq(0, "replay", "dlq.practitioner_stats")).contains("gone, removed");
            assertThat(freshNow("practitioner_stats", "60 seconds")).isEqualTo("t");
            assertThat(dlq(1, "replay", "dlq.ingest", "0:999999")).contains("no such dead letter");
            assertThat(status()).doesNotContain("dlq.");
            assertThat(health.ready().toString()).doesNotContain("could not be published");
            up.terminate();
            assertThat(up.awaitExit(PATIENCE)).as(up.output()).isZero();
        }
        assertThat(Files.readString(folder.resolve("log").resolve("up.log")))
                .doesNotContain("secret-of-the-row");
    }

    private void plant() throws Exception {
        sql(
                "insert into ops.feature_flags (name, description) values ('narrow', 'x')",
                "insert into ops.feature_flags (name, description) values ('wide', rpad('secret-of-the-row', 40000, 'x'))",
                "insert into ops.feature_flags (name, description) values ('other', 'x')");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", stack.kafka().bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            producer.send(
                            new ProducerRecord<>(
                                    "app.wellness.practitioners",
                                    ("[\"" + NOBODY + "\"]").getBytes(UTF_8),
                                    "not JSON".getBytes(UTF_8)))
                    .get();
        }
    }

    private String status() {
        return run(0, "status");
    }

    private String dlq(int exit, String... arguments) {
        List<String> all = new ArrayList<>(List.of("dlq"));
        all.addAll(List.of(arguments));
        return run(exit, all.toArray(String[]::new));
    }

    private String run(int exit, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", config.toString()));
        try (MillraceProcess process = MillraceProcess.start(folder, all.toArray(String[]::new))) {
            assertThat(process.awaitExit(PATIENCE)).as(process.output()).isEqualTo(exit);
            return process.output();
        }
    }

    private String freshNow(String store, String patience) throws SQLException {
        return query(
                        "select derived.await('%s', pg_current_wal_lsn(), interval '%s')"
                                .formatted(store, patience))
                .getFirst();
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = stack.postgres().adminDataSource("app").getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private List<String> query(String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Connection connection = stack.postgres().adminDataSource("app").getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                texts.add(row.getString(1));
            }
            return texts;
        }
    }
}
