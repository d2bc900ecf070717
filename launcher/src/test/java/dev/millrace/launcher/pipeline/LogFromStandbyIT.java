package dev.millrace.launcher.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.devstack.DevStack;
import dev.millrace.devstack.DevStackSettings;
import dev.millrace.devstack.Durability;
import dev.millrace.devstack.EmbeddedPostgresServer;
import dev.millrace.launcher.testing.MillraceProcess;
import dev.millrace.launcher.testing.OwnServers;
import dev.millrace.launcher.testing.TypedCommand;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole program on a database whose log is read from its standby. */
class LogFromStandbyIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String NAME = "log_standby";

    @TempDir private static Path folder;

    @Test
    void storesAreRightWhileTheDatabaseDecodesNothingAndWhenTheStandbyComesBack() throws Exception {
        try (DevStack stack =
                        DevStack.start(
                                DevStackSettings.in(folder.resolve("stack"))
                                        .withDurability(Durability.FAST));
                EmbeddedPostgresServer standby = standbyOf(stack)) {
            Path config =
                    OwnServers.config(
                            folder,
                            stack.postgres(),
                            stack.kafka(),
                            "app",
                            Map.of(
                                    "database.standby-host",
                                    standby.host(),
                                    "database.standby-port",
                                    Integer.toString(standby.port()),
                                    "streams.stores",
                                    "tag_usage"));
            try (MillraceProcess up =
                    MillraceProcess.start(folder, "up", "--config", config.toString())) {
                up.awaitLine("Millrace runs", PATIENCE);
                addTag(stack, "first");
                awaitTags(stack, 1);
                assertThat(
                                value(
                                        stack,
                                        "select string_agg(slot_name, ' ') from pg_replication_slots"))
                        .as("slots of the database itself")
                        .isEqualTo(NAME);
                TypedCommand.Ended status = run(config, "status");
                assertThat(status.output())
                        .contains(
                                "log from standby 127.0.0.1:" + standby.port(),
                                "ingest     connected");

                standby.stop();
                addTag(stack, "second");
                TypedCommand.Ended without = run(config, "status");
                assertThat(without.code()).isEqualTo(1);
                assertThat(without.output())
                        .contains(
                                "NOT CONNECTED: the server at ", ":" + standby.port(), "tag_usage");

                standby.start();
                awaitTags(stack, 2);
                TypedCommand.Ended verified = run(config, "verify", "tag_usage");
                assertThat(verified.code()).as(verified.output()).isZero();
            }
        }
    }

    private static EmbeddedPostgresServer standbyOf(DevStack stack) {
        return EmbeddedPostgresServer.startStandby(
                folder.resolve("stack").resolve("postgres"),
                stack.postgres().port(),
                folder.resolve("standby"),
                NAME,
                Durability.FAST);
    }

    private static TypedCommand.Ended run(Path config, String... words) {
        List<String> command = new ArrayList<>(List.of(words));
        command.addAll(List.of("--config", config.toString(), "--folder", folder.toString()));
        return TypedCommand.run(PATIENCE, command.toArray(String[]::new));
    }

    private static void addTag(DevStack stack, String name) throws SQLException {
        try (Connection connection = stack.postgres().adminDataSource("app").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "insert into learning.course_tags (name, slug) values ('%1$s', '%1$s')"
                            .formatted(name));
        }
    }

    private static void awaitTags(DevStack stack, int count) {
        await().atMost(PATIENCE)
                .until(() ->
                        value(stack, "select count(*) from derived.tag_usage")
                                .equals(Integer.toString(count)));
    }

    private static String value(DevStack stack, String sql) throws SQLException {
        try (Connection connection = stack.postgres().adminDataSource("app").getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }
}
