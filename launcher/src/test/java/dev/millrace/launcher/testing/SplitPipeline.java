package dev.millrace.launcher.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.devstack.DevStack;
import dev.millrace.devstack.DevStackSettings;
import dev.millrace.devstack.Durability;
import dev.millrace.devstack.EmbeddedKafkaBroker;
import dev.millrace.devstack.EmbeddedPostgresServer;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.settings.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Servers with roles and tables, on which each role of the program is a process of its own. */
public final class SplitPipeline implements AutoCloseable {

    /** How long a process may take to start, or a command to end. */
    public static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Path folder;
    private final DevStack stack;
    private final Path config;

    private SplitPipeline(Path folder, DevStack stack, Path config) {
        this.folder = folder;
        this.stack = stack;
        this.config = config;
    }

    /**
     * Starts the servers and migrates.
     *
     * @param changed settings of every process
     */
    public static SplitPipeline start(Path folder, Map<String, String> changed) throws IOException {
        DevStack stack =
                DevStack.start(
                        DevStackSettings.in(folder.resolve("stack"))
                                .withDurability(Durability.FAST));
        Path config = OwnServers.config(folder, stack.postgres(), stack.kafka(), "app", changed);
        SplitPipeline pipeline = new SplitPipeline(folder, stack, config);
        try (MillraceProcess migrate = pipeline.process("migrate")) {
            assertThat(migrate.awaitExit(PATIENCE)).as(migrate.output()).isZero();
        }
        return pipeline;
    }

    /** Starts a command in a process of its own. */
    public MillraceProcess process(String... command) {
        return process(folder, command);
    }

    /** Starts a command with its own files in another folder. */
    public MillraceProcess process(Path ownFolder, String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("--config", config.toString()));
        return MillraceProcess.start(ownFolder, arguments.toArray(String[]::new));
    }

    /** Runs a command to its end, in this virtual machine. */
    public TypedCommand.Ended run(String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("--config", config.toString(), "--folder", folder.toString()));
        if (arguments.stream().noneMatch(argument -> argument.startsWith("search.enabled="))) {
            arguments.addAll(List.of("--set", "search.enabled=false"));
        }
        return TypedCommand.run(PATIENCE, arguments.toArray(String[]::new));
    }

    public DatabaseSettings as(String role) {
        return new DatabaseSettings(
                stack.postgres().host(),
                stack.postgres().port(),
                "app",
                "millrace_" + role,
                new Secret("of-" + role));
    }

    public EmbeddedPostgresServer postgres() {
        return stack.postgres();
    }

    public EmbeddedKafkaBroker broker() {
        return stack.kafka();
    }

    public KafkaSettings kafka() {
        return new KafkaSettings(stack.kafka().bootstrapServers(), 2, (short) 1);
    }

    public Connection connect(String role) throws SQLException {
        DatabaseSettings settings = as(role);
        return DriverManager.getConnection(
                settings.jdbcUrl(), settings.user(), settings.password().reveal());
    }

    /** Runs statements as the superuser. */
    public void sql(String sql) throws SQLException {
        try (Connection connection = stack.postgres().adminDataSource("app").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The only value of a query, as text, for the superuser; empty for none and for null. */
    public String text(String sql) throws SQLException {
        try (Connection connection = stack.postgres().adminDataSource("app").getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() && row.getString(1) != null ? row.getString(1) : "";
        }
    }

    @Override
    public void close() {
        stack.close();
    }
}
