package dev.millrace.launcher.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import dev.millrace.launcher.testing.RunningProgram;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plain SQL on the running program, as the role that would say it. */
final class Sql {

    /** What the rows call eventually. */
    private static final Duration EVENTUALLY = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(Sql.class);

    private final RunningProgram program;

    Sql(RunningProgram program) {
        this.program = program;
    }

    /** The statements in one transaction of the application on its own behalf. */
    void app(String sql) throws SQLException {
        try (Connection connection = session()) {
            execute(connection, sql);
            connection.commit();
        }
    }

    /** The statements in one transaction of the application for a person. */
    void person(UUID user, String sql) throws SQLException {
        try (Connection connection = program.connect("app")) {
            connection.setAutoCommit(false);
            actFor(connection, user);
            execute(connection, sql);
            connection.commit();
        }
    }

    /** What the application shows a person. */
    String seenBy(UUID user, String query) throws SQLException {
        try (Connection connection = program.connect("app")) {
            connection.setAutoCommit(false);
            actFor(connection, user);
            return rows(connection, query);
        }
    }

    /** The statements in one transaction of who owns the tables. */
    void owner(String sql) throws SQLException {
        try (Connection connection = program.connect("owner")) {
            connection.setAutoCommit(false);
            execute(connection, sql);
            connection.commit();
        }
    }

    /** What a command of the program prints; it must end with 0. */
    String command(String... words) {
        return program.command(words);
    }

    /** The database refuses what the application says, with this SQLSTATE. */
    void refused(String state, String sql) {
        refused(state, () -> app(sql));
    }

    private static void refused(String state, ThrowingCallable call) {
        assertThatThrownBy(call)
                .asInstanceOf(type(SQLException.class))
                .extracting(SQLException::getSQLState)
                .isEqualTo(state);
    }

    /** Values of a row are joined by a bar, rows by a new line; a null is the word. */
    String value(String query) throws SQLException {
        try (Connection connection = session()) {
            return rows(connection, query);
        }
    }

    /** The application reads this within the time that the rows allow. */
    void eventually(String expected, String query) throws SQLException {
        eventually("app", expected, query);
    }

    /** The row of a store is the one that its oracle recomputes, and there is one. */
    void eventuallyAsOracle(String store, String condition) throws SQLException {
        eventually(
                "operator",
                "t",
                """
                select (
                        select to_jsonb(s) - 'updated_at' - 'computed_at' from derived.%1$s s where %2$s
                    ) = (select to_jsonb(s) from oracle.%1$s s where %2$s)
                """
                        .formatted(store, condition));
    }

    private void eventually(String role, String expected, String query) throws SQLException {
        long begin = System.nanoTime();
        try (Connection connection = role.equals("app") ? session() : program.connect(role)) {
            connection.setAutoCommit(true);
            await().atMost(EVENTUALLY)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(50))
                    .untilAsserted(() ->
                            assertThat(rows(connection, query)).as(query).isEqualTo(expected));
        }
        LOG.atInfo()
                .addKeyValue("milliseconds", (System.nanoTime() - begin) / 1_000_000)
                .addKeyValue("row", expected)
                .log("visible");
    }

    /**
     * Two sessions at once, each in its transaction: the first one's statement is done and not
     * committed when the second one's begins and has to wait; then the first commits, and the
     * second is refused.
     */
    void secondSessionRefused(String state, String first, String second) throws Exception {
        try (Connection one = session();
                Connection two = session();
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            execute(one, first);
            String waiting = rows(two, "select pg_backend_pid()");
            Future<?> outcome =
                    executor.submit(() -> {
                        execute(two, second);
                        return null;
                    });
            await("the second session waits for the first")
                    .atMost(EVENTUALLY)
                    .until(() ->
                            outcome.isDone()
                                    || value(
                                                    "select cardinality(pg_blocking_pids(%s))"
                                                            .formatted(waiting))
                                            .equals("1"));
            one.commit();
            refused(
                    state,
                    () -> {
                        try {
                            outcome.get();
                        } catch (ExecutionException e) {
                            throw e.getCause();
                        }
                    });
        }
    }

    /** A session of the application on its own behalf, in a transaction that is to be committed. */
    Connection session() throws SQLException {
        Connection connection = program.connect("app");
        execute(connection, "set role millrace_app_service");
        connection.setAutoCommit(false);
        return connection;
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void actFor(Connection connection, UUID user) throws SQLException {
        execute(connection, "select set_config('app.user_id', '%s', true)".formatted(user));
    }

    private static String rows(Connection connection, String query) throws SQLException {
        StringJoiner all = new StringJoiner("\n");
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                StringJoiner row = new StringJoiner("|");
                for (int column = 1; column <= columns; column++) {
                    row.add(String.valueOf(rows.getString(column)));
                }
                all.add(row.toString());
            }
        }
        return all.toString();
    }
}
