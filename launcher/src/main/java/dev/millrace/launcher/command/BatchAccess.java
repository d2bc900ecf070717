package dev.millrace.launcher.command;

import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.launcher.pipeline.BatchRole;
import dev.millrace.launcher.pipeline.Connections;
import dev.millrace.launcher.rows.SqlStates;
import dev.millrace.launcher.settings.MillraceSettings;
import dev.millrace.launcher.settings.MillraceSettings.Role;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.DatabaseSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** The batch jobs of servers that already run. */
final class BatchAccess {

    private static final int SECONDS_TO_ANSWER = 10;

    private BatchAccess() {}

    /**
     * Without meters: for a command that ends soon.
     *
     * @throws PipelineException when the database does not answer within seconds, or refuses the
     *     login
     */
    static BatchOperations open(MillraceSettings settings) {
        return open(settings, new CompositeMeterRegistry());
    }

    static BatchOperations open(MillraceSettings settings, MeterRegistry meters) {
        Connections connections =
                Connections.toRunning(settings).orElseThrow(() -> RoleRun.nothingRuns(settings));
        meet(connections.as(Role.BATCH));
        return BatchRole.operations(settings, connections, meters);
    }

    // The pool of the jobs waits half a minute for a database to come back, and then does not know
    // where it should have been: right for a job under way, not for somebody at a terminal.
    private static void meet(DatabaseSettings database) {
        Properties login = new Properties();
        login.setProperty("user", database.user());
        login.setProperty("password", database.password().reveal());
        login.setProperty("loginTimeout", Integer.toString(SECONDS_TO_ANSWER));
        try {
            DriverManager.getConnection(database.jdbcUrl(), login).close();
        } catch (SQLException e) {
            throw SqlStates.failure(
                    "%s:%d/%s as %s"
                            .formatted(
                                    database.host(),
                                    database.port(),
                                    database.database(),
                                    database.user()),
                    e);
        }
    }

    /** Who gives the command: {@code --as}, or the user of the operating system. */
    static String actor(@org.jspecify.annotations.Nullable String given) {
        String actor = given == null ? System.getProperty("user.name", "") : given;
        if (actor.isBlank()) {
            throw new PipelineException(
                    ErrorKind.SETTING_INVALID,
                    "nobody knows who gives this command: say --as NAME");
        }
        return actor;
    }
}
