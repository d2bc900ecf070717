package dev.millrace.schema.migration;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.roles.DatabaseRoles;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.settings.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.postgresql.PGConnection;

/**
 * What an administrator does once before the first migration: makes the roles and the database.
 * Running it again adds what is missing and sets the given passwords; it takes nothing away.
 */
public final class Bootstrap {

    private static final String ROLES_SQL = "/db/bootstrap/roles.sql";

    private static final int STANDBYS_DECODE = 16;
    private static final String NOT_PERMITTED = "42501";

    private Bootstrap() {}

    /**
     * Makes the roles of {@link DatabaseRoles} and the database, which {@link DatabaseRoles#OWNER}
     * owns and which only these roles may enter.
     *
     * @param admin any database of the server, seen by a role that may make roles and databases
     * @param databaseName name of the application database
     * @param passwords by role name; a role without an entry, or with an empty one, keeps the
     *     password it has, a new one has none
     * @throws IllegalArgumentException when a password is given for a role that is not ours
     * @throws PipelineException {@link ErrorKind#SERVER_UNREACHABLE}, {@link
     *     ErrorKind#LOGIN_REFUSED}, or {@link ErrorKind#SERVER_MISCONFIGURED} where the server does
     *     not let this administrator do it or the database belongs to somebody else
     */
    public static void run(
            DatabaseSettings admin, String databaseName, Map<String, Secret> passwords) {
        for (String role : passwords.keySet()) {
            if (!DatabaseRoles.logins().contains(role)) {
                throw new IllegalArgumentException(
                        "no role " + role + " logs in, expected one of " + DatabaseRoles.logins());
            }
        }
        try (Connection connection = Logins.connect(admin)) {
            prepare(connection, databaseName, passwords);
            letStandbysBeHurried(admin, databaseName);
        } catch (SQLException e) {
            throw new PipelineException(
                    Logins.kindOf(e),
                    "preparing database "
                            + databaseName
                            + " at "
                            + admin.jdbcUrl()
                            + " as "
                            + admin.user()
                            + " failed: "
                            + e.getMessage(),
                    e);
        }
    }

    private static void prepare(
            Connection connection, String databaseName, Map<String, Secret> passwords)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // Roles are shared by all databases: two preparations at once take turns.
            statement.execute("select pg_advisory_lock(hashtext('millrace bootstrap'))");
            statement.execute(rolesSql());
            for (Map.Entry<String, Secret> password : passwords.entrySet()) {
                if (password.getValue().reveal().isEmpty()) {
                    continue;
                }
                // The driver sends a salted hash, so the password reaches no server log.
                connection
                        .unwrap(PGConnection.class)
                        .alterUserPassword(
                                password.getKey(),
                                password.getValue().reveal().toCharArray(),
                                null);
            }
            String database = statement.enquoteIdentifier(databaseName, true);
            Optional<String> owner = ownerOf(connection, databaseName);
            if (owner.isEmpty()) {
                statement.execute("create database " + database + " owner " + DatabaseRoles.OWNER);
            } else if (!owner.get().equals(DatabaseRoles.OWNER)) {
                throw new PipelineException(
                        ErrorKind.SERVER_MISCONFIGURED,
                        "database "
                                + databaseName
                                + " belongs to "
                                + owner.get()
                                + ", expected "
                                + DatabaseRoles.OWNER
                                + ": choose another name, or say ALTER"
                                + " DATABASE "
                                + database
                                + " OWNER TO "
                                + DatabaseRoles.OWNER);
            }
            letIn(statement, database);
        }
    }

    /** Only the roles may connect; analysts cannot write even by mistake, the app cannot hang. */
    private static void letIn(Statement statement, String database) throws SQLException {
        statement.execute("revoke all on database " + database + " from public");
        for (String role : DatabaseRoles.logins()) {
            statement.execute("grant connect on database " + database + " to " + role);
        }
        statement.execute(
                "alter role "
                        + DatabaseRoles.ANALYST
                        + " in database "
                        + database
                        + " set default_transaction_read_only = on");
        statement.execute(
                "alter role "
                        + DatabaseRoles.APP
                        + " in database "
                        + database
                        + " set statement_timeout = '30s'");
    }

    /**
     * The capture role may have the running transactions logged, for which a standby waits before
     * it makes a slot. An administrator who is no superuser cannot grant that: the slot then takes
     * half a minute.
     */
    private static void letStandbysBeHurried(DatabaseSettings admin, String databaseName)
            throws SQLException {
        DatabaseSettings application =
                new DatabaseSettings(
                        admin.host(),
                        admin.port(),
                        databaseName,
                        admin.user(),
                        admin.password(),
                        admin.tls());
        try (Connection connection = Logins.connect(application);
                Statement statement = connection.createStatement()) {
            if (connection.getMetaData().getDatabaseMajorVersion() >= STANDBYS_DECODE) {
                statement.execute(
                        "grant execute on function pg_catalog.pg_log_standby_snapshot() to "
                                + DatabaseRoles.CAPTURE);
            }
        } catch (SQLException e) {
            if (!NOT_PERMITTED.equals(e.getSQLState())) {
                throw e;
            }
        }
    }

    private static Optional<String> ownerOf(Connection connection, String databaseName)
            throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement(
                        "select pg_get_userbyid(datdba) from pg_database where datname = ?")) {
            query.setString(1, databaseName);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }

    private static String rolesSql() {
        try (InputStream sql = Bootstrap.class.getResourceAsStream(ROLES_SQL)) {
            return new String(
                    Objects.requireNonNull(sql, ROLES_SQL).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
