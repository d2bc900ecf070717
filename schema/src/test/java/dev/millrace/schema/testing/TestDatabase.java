package dev.millrace.schema.testing;

import dev.millrace.devstack.Durability;
import dev.millrace.devstack.EmbeddedPostgresServer;
import dev.millrace.schema.migration.Bootstrap;
import dev.millrace.schema.migration.Migrations;
import dev.millrace.schema.roles.DatabaseRoles;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.settings.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A database of its own on a real PostgreSQL that all tests of a run share. The server listens on a
 * free port of the loopback address and ends with the JVM. Databases are copies of one that was
 * migrated once, so that a fresh one costs a fraction of a second.
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
        onServer("create database " + name + " owner " + DatabaseRoles.OWNER + " " + options);
        return new TestDatabase(Server.settings(name));
    }

    private static void onServer(String sql) throws SQLException {
        try (Connection connection = connect(Server.settings("postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Connection connect(DatabaseSettings settings) throws SQLException {
        return DriverManager.getConnection(
                settings.jdbcUrl(), settings.user(), settings.password().reveal());
    }

    /** The server with our roles, started when a test first asks for a database. */
    private static final class Server {

        static final String MIGRATED = "migrated";
        static final Secret OWNER_PASSWORD = new Secret("owner");

        private static final EmbeddedPostgresServer POSTGRES = start();

        static DatabaseSettings settings(String database) {
            return settings(POSTGRES, database);
        }

        private static EmbeddedPostgresServer start() {
            try {
                EmbeddedPostgresServer server =
                        EmbeddedPostgresServer.start(
                                Files.createTempDirectory("millrace-schema-"),
                                OptionalInt.empty(),
                                Durability.FAST);
                Runtime.getRuntime()
                        .addShutdownHook(new Thread(server::closeAndDelete, "postgres-stop"));
                Bootstrap.run(
                        settings(server, "postgres"),
                        MIGRATED,
                        Map.of(DatabaseRoles.OWNER, OWNER_PASSWORD));
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static DatabaseSettings settings(EmbeddedPostgresServer server, String database) {
            return new DatabaseSettings(
                    server.host(),
                    server.port(),
                    database,
                    server.adminUser(),
                    new Secret(server.adminPassword()));
        }
    }

    /** The migrated database that the others are copied from; nobody stays connected to it. */
    private static final class Migrated {

        static final String NAME = migrate(Server.MIGRATED);

        private static String migrate(String name) {
            Migrations.migrate(
                    Server.settings(name).as(DatabaseRoles.OWNER, Server.OWNER_PASSWORD));
            return name;
        }
    }
}
