package dev.millrace.schema.testing;

import dev.millrace.schema.migration.Bootstrap;
import dev.millrace.schema.migration.Migrations;
import dev.millrace.schema.roles.DatabaseRoles;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.settings.Secret;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A database of its own on the {@link TestServer} that all tests of a run share. Databases are
 * copies of one that was migrated once, so that a fresh one costs a fraction of a second.
 *
 * <p>Roles belong to the server: a test that changes one changes it for the others.
 */
public final class TestDatabase implements AutoCloseable {

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final DatabaseSettings settings;

    private TestDatabase(DatabaseSettings settings) {
        this.settings = settings;
    }

    /** A fresh database with the newest schema and no rows but those of the migrations. */
    public static TestDatabase migrated() throws SQLException {
        return create("template " + Migrated.NAME);
    }

    /** A fresh database without any schema. */
    public static TestDatabase empty() throws SQLException {
        return create("");
    }

    /** The database, seen by its superuser. */
    public DatabaseSettings settings() {
        return settings;
    }

    /** A connection of the superuser; the caller closes it. */
    public Connection connect() throws SQLException {
        return connect(settings);
    }

    /** A connection with the rights of this role and no others; the caller closes it. */
    public Connection connectAs(String role) throws SQLException {
        Connection connection = connect();
        try (Statement statement = connection.createStatement()) {
            statement.execute("set session authorization " + role);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Drops the database, whoever is still connected. */
    @Override
    public void close() throws SQLException {
        onServer("drop database " + settings.database() + " with (force)");
    }

    private static TestDatabase create(String options) throws SQLException {
        String name = "test_" + COUNT.incrementAndGet();
        onServer("drop database if exists " + name + " with (force)");
        onServer("create database " + name + " owner " + Prepared.OWNER.user() + " " + options);
        return new TestDatabase(TestServer.settings(name));
    }

    private static void onServer(String sql) throws SQLException {
        try (Connection connection = connect(TestServer.admin());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Connection connect(DatabaseSettings settings) throws SQLException {
        return DriverManager.getConnection(
                settings.jdbcUrl(), settings.user(), settings.password().reveal());
    }

    /** The server with the roles and an empty database, prepared when a test first asks. */
    private static final class Prepared {

        static final DatabaseSettings OWNER = prepare("migrated", new Secret("owner"));

        private static DatabaseSettings prepare(String database, Secret password) {
            try {
                onServer("drop database if exists " + database + " with (force)");
            } catch (SQLException e) {
                throw new IllegalStateException("cannot prepare database " + database, e);
            }
            Bootstrap.run(TestServer.admin(), database, Map.of(DatabaseRoles.OWNER, password));
            return TestServer.settings(database).as(DatabaseRoles.OWNER, password);
        }
    }

    /** The migrated database that the others are copied from; nobody stays connected to it. */
    private static final class Migrated {

        static final String NAME = migrate(Prepared.OWNER);

        private static String migrate(DatabaseSettings owner) {
            Migrations.migrate(owner);
            return owner.database();
        }
    }
}
