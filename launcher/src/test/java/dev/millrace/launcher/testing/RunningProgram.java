package dev.millrace.launcher.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * {@code millrace up} as anyone starts it, on the servers that it brings itself. What is needed to
 * connect is read from the files in its folder. With {@code -Dmillrace.test.acceptance.folder=...}
 * it is a program that runs there already, and that stays running.
 */
public final class RunningProgram implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration STOP = Duration.ofSeconds(60);

    private final Path folder;
    private final Optional<MillraceProcess> up;
    private final String url;
    private final Properties passwords;

    private RunningProgram(Path folder, Optional<MillraceProcess> up) {
        this.folder = folder;
        this.up = up;
        this.passwords = read(folder.resolve("passwords.properties"));
        this.url =
                "jdbc:postgresql://127.0.0.1:%s/app"
                        .formatted(
                                read(folder.resolve("endpoints.properties"))
                                        .getProperty("postgres.port"));
    }

    /** Starts it in a folder of its own, unless it is one that runs already. */
    public static RunningProgram start() {
        String running = System.getProperty("millrace.test.acceptance.folder", "");
        if (!running.isEmpty()) {
            return in(Path.of(running));
        }
        Path folder = temporaryFolder();
        MillraceProcess up = MillraceProcess.start(folder, "up");
        try {
            up.awaitLine("Millrace runs", START);
            return new RunningProgram(folder, Optional.of(up));
        } catch (RuntimeException | Error e) {
            // Not killed: the servers that it started would be left behind.
            up.terminate();
            throw e;
        }
    }

    /** One that somebody else has started and stops. */
    public static RunningProgram in(Path folder) {
        return new RunningProgram(folder, Optional.empty());
    }

    /**
     * Logs in.
     *
     * @param role without the prefix that the roles of the program share
     */
    public Connection connect(String role) throws SQLException {
        return DriverManager.getConnection(url, "millrace_" + role, passwords.getProperty(role));
    }

    /** What a command prints that an operator types while the program runs; it must end with 0. */
    public String command(String... words) {
        try (MillraceProcess command = MillraceProcess.start(folder, words)) {
            int code = command.awaitExit(START);
            assertThat(code).as(command.output()).isZero();
            return command.output();
        }
    }

    @Override
    public void close() throws IOException {
        if (up.isEmpty()) {
            return;
        }
        try (MillraceProcess program = up.get()) {
            program.terminate();
            program.awaitExit(STOP);
        }
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        }
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("millrace-acceptance-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Properties read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }
}
