package dev.millrace.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.devstack.testsupport.SharedStack;
import dev.millrace.launcher.testing.MillraceProcess;
import dev.millrace.launcher.testing.OwnServers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a stranger reads when something around the program is wrong. */
class StartFailuresIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir private Path folder;

    private final SharedStack stack = SharedStack.get();

    @Test
    void wrongPasswordNamesTheRoleAndTheSetting() throws IOException {
        Path config = config(Map.of("database.admin-password", "wrong"));

        assertFailure(
                MillraceProcess.start(folder, "up", "--config", config.toString()),
                "LOGIN_REFUSED",
                "postgres");
    }

    @Test
    void unreachableDatabaseNamesTheAddress() throws IOException {
        Path config = config(Map.of("database.port", "1"));

        assertFailure(
                MillraceProcess.start(folder, "up", "--config", config.toString()),
                "SERVER_UNREACHABLE",
                "127.0.0.1:1");
    }

    @Test
    void jobsOfAnUnreachableDatabaseNameTheAddressAndTheRole() throws IOException {
        Path config = config(Map.of("database.port", "1"));

        assertFailure(
                MillraceProcess.start(folder, "jobs", "list", "--config", config.toString()),
                "SERVER_UNREACHABLE",
                "127.0.0.1:1",
                "millrace_batch");
    }

    @Test
    void jobsWithAWrongPasswordNameTheRole() throws IOException {
        Path config = config(Map.of("database.password.batch", "wrong"));

        assertFailure(
                MillraceProcess.start(folder, "jobs", "list", "--config", config.toString()),
                "LOGIN_REFUSED",
                "millrace_batch");
    }

    @Test
    void unreachableKafkaNamesTheAddress() throws IOException {
        Path config = config(Map.of("kafka.bootstrap-servers", "127.0.0.1:1"));

        assertFailure(
                MillraceProcess.start(folder, "up", "--config", config.toString()),
                "SERVER_UNREACHABLE",
                "Kafka does not answer at 127.0.0.1:1");
    }

    @Test
    void portInUseNamesThePort() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());

            assertFailure(
                    MillraceProcess.start(folder, "up", "--set", "embedded.postgres-port=" + port),
                    "PORT_IN_USE",
                    port);
        }
    }

    @Test
    void healthPortInUseNamesPortAndSettingBeforeAnythingStarts() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            MillraceProcess process =
                    MillraceProcess.start(folder, "up", "--set", "http.port=" + port);

            assertFailure(process, "PORT_IN_USE", "port " + port + " on 127.0.0.1", "http.port");
            assertThat(process.output()).doesNotContain("starting PostgreSQL");
        }
    }

    @Test
    void aHealthHostThatIsNotOfThisMachineNamesTheSetting() {
        assertFailure(
                MillraceProcess.start(folder, "up", "--set", "http.host=no.such.host.invalid"),
                "SETTING_INVALID",
                "http.host is 'no.such.host.invalid'");
    }

    @Test
    void aMigrationThatFailsNamesItsStatementAndLeavesNothingBehind()
            throws IOException, SQLException {
        String database = stack.freshDatabaseName();
        Path config = config(Map.of("database.name", database));
        try (MillraceProcess first =
                MillraceProcess.start(folder, "migrate", "--config", config.toString())) {
            assertThat(first.awaitExit(PATIENCE)).as(first.output()).isZero();
        }
        // A database that somebody else has changed: the next migration meets a table of its name.
        execute(
                database,
                "delete from ops.schema_history where version::int >= 300",
                "set role millrace_owner");

        MillraceProcess second =
                MillraceProcess.start(folder, "migrate", "--config", config.toString());

        assertFailure(second, "MIGRATION_FAILED", "V300__oracles.sql");
    }

    @Test
    void anUnknownSettingIsNamedWithTheNearestKnownOne() {
        assertFailure(
                MillraceProcess.start(folder, "up", "--set", "kafka.partition=3"),
                "SETTING_INVALID",
                "did you mean 'kafka.partitions'");
    }

    @Test
    void aValueThatAPartCannotUseIsNamedWithWhatWasExpected() {
        assertFailure(
                MillraceProcess.start(folder, "up", "--set", "streams.commit-interval=0ms"),
                "SETTING_INVALID",
                "streams.commit-interval (ms) is 0, expected at least 1");
    }

    @Test
    void verifyWithoutAServerOfOnesOwnNamesWhatItTried() throws IOException {
        Path config = config(Map.of("database.port", "1"));

        assertFailure(
                MillraceProcess.start(folder, "verify", "--config", config.toString()),
                "SERVER_UNREACHABLE",
                "127.0.0.1:1");
    }

    private void assertFailure(MillraceProcess process, String... words) {
        try (process) {
            int exit = process.awaitExit(PATIENCE);

            assertThat(process.output()).contains(words).doesNotContain("\tat ");
            assertThat(exit).as(process.output()).isEqualTo(Failures.FAILED);
        }
    }

    /** Settings of the shared servers, with some of them changed. */
    private Path config(Map<String, String> changed) throws IOException {
        return OwnServers.config(
                folder, stack.postgres(), stack.kafka(), stack.freshDatabaseName(), changed);
    }

    private void execute(String database, String... statements) throws SQLException {
        try (Connection connection = stack.postgres().adminDataSource(database).getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
