package dev.millrace.schema.migration;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.LoginRefusal;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.DatabaseSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Objects;

/** Connections for work on the schema, and what it means when there is none. */
final class Logins {

    private Logins() {}

    static Connection connect(DatabaseSettings login) throws SQLException {
        return DriverManager.getConnection(
                login.jdbcUrl(), login.user(), login.password().reveal());
    }

    /**
     * Connects once, so that what is in the way is not taken for a migration that failed.
     *
     * @throws PipelineException {@link ErrorKind#SERVER_UNREACHABLE}, {@link
     *     ErrorKind#LOGIN_REFUSED}, or {@link ErrorKind#SERVER_MISCONFIGURED} where there is no
     *     such database
     */
    static void tryOut(DatabaseSettings login) {
        try {
            connect(login).close();
        } catch (SQLException e) {
            throw new PipelineException(
                    kindOf(e),
                    "no connection to %s as %s: %s"
                            .formatted(login.jdbcUrl(), login.user(), e.getMessage()),
                    e);
        }
    }

    static ErrorKind kindOf(SQLException e) {
        if (LoginRefusal.is(e)) {
            return ErrorKind.LOGIN_REFUSED;
        }
        return Objects.requireNonNullElse(e.getSQLState(), "").startsWith("08")
                ? ErrorKind.SERVER_UNREACHABLE
                : ErrorKind.SERVER_MISCONFIGURED;
    }
}
