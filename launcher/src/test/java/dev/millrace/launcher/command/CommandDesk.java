package dev.millrace.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.devstack.EmbeddedPostgresServer;
import dev.millrace.launcher.testing.ApplicationDatabase;
import dev.millrace.launcher.testing.TypedCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A database of its own, and the command line in front of it. */
final class CommandDesk {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final ApplicationDatabase database;
    private final Path config;
    private final Path folder;

    private CommandDesk(ApplicationDatabase database, Path config, Path folder) {
        this.database = database;
        this.config = config;
        this.folder = folder;
    }

    /**
     * @param folder for settings, logs and whatever else the commands write
     * @param settings lines beside those of the database
     */
    static CommandDesk open(Path folder, String... settings) throws SQLException, IOException {
        ApplicationDatabase database = ApplicationDatabase.fresh();
        database.execute("alter role millrace_batch password 'of-batch'");
        EmbeddedPostgresServer server = ApplicationDatabase.server();
        Path config =
                Files.writeString(
                        folder.resolve("millrace.properties"),
                        """
                        database.host = %s
                        database.port = %d
                        database.name = %s
                        database.password.batch = of-batch
                        %s
                        """
                                .formatted(
                                        server.host(),
                                        server.port(),
                                        database.value("select current_database()"),
                                        String.join("\n", settings)));
        return new CommandDesk(database, config, folder);
    }

    ApplicationDatabase database() {
        return database;
    }

    void close() throws SQLException {
        database.close();
    }

    /** Types a command with the test's configuration; returns all that it prints. */
    String type(int expectedCode, String... words) {
        List<String> arguments = new ArrayList<>(List.of(words));
        if (words.length > 1) {
            arguments.addAll(List.of("--config", config.toString(), "--folder", folder.toString()));
        }
        TypedCommand.Ended ended = TypedCommand.run(PATIENCE, arguments.toArray(String[]::new));
        assertThat(ended.code()).as(ended.output()).isEqualTo(expectedCode);
        return ended.output();
    }
}
