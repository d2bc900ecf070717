package dev.millrace.launcher.testing;

import com.zaxxer.hikari.HikariDataSource;
import dev.millrace.devstack.Durability;
import dev.millrace.devstack.EmbeddedPostgresServer;
import dev.millrace.launcher.rows.ApplicationPool;
import dev.millrace.schema.migration.Bootstrap;
import dev.millrace.schema.migration.Migrations;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.settings.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * A migrated application database of its own, on a real PostgreSQL that the tests of a run share,
 * with connections that have the rights of the application.
 */
public final class ApplicationDatabase implements AutoCloseable {

    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final String MAINTENANCE = "postgres";

    private final String name;
    private final HikariDataSource application;

    private ApplicationDatabase(String name) {
        this.name = name;
        this.application = ApplicationPool.open(Server.settings(name), 6);
    }

    /** A database with the newest schema and no rows. */
    public static ApplicationDatabase fresh() throws SQLException {
        String name = "app_" + COUNT.incrementAndGet();
        onServer("create database " + name + " template " + Migrated.NAME);
        return new ApplicationDatabase(name);
    }

    /** The server; a test that stops it starts it again. */
    public static EmbeddedPostgresServer server() {
        return Server.POSTGRES;
    }

    /** Acts as the application on its own behalf. */
    public DataSource application() {
        return application;
    }

    /** Acts as the superuser. */
    public DataSource admin() {
        return Server.POSTGRES.adminDataSource(name);
    }

    public void execute(String sql) throws SQLException {
        try (Connection connection = admin().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of the first row as text; {@code null} as the word null. */
    public String value(String sql) throws SQLException {
        try (Connection connection = admin().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return String.valueOf(rows.getString(1));
        }
    }

    public long count(String sql) throws SQLException {
        return Long.parseLong(value(sql));
    }

    @Override
    public void close() throws SQLException {
        application.close();
        onServer("drop database " + name + " with (force)");
    }

    private static void onServer(String sql) throws SQLException {
        try (Connection connection = Server.POSTGRES.adminDataSource(MAINTENANCE).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Started when a test first asks for a database, stopped when the run ends. */
    private static final class Server {

        static final EmbeddedPostgresServer POSTGRES = start();

        static DatabaseSettings settings(String database) {
            return new DatabaseSettings(
                    POSTGRES.host(),
                    POSTGRES.port(),
                    database,
                    POSTGRES.adminUser(),
                    new Secret(POSTGRES.adminPassword()));
        }

        private static EmbeddedPostgresServer start() {
            try {
                EmbeddedPostgresServer server =
                        EmbeddedPostgresServer.start(
                                Files.createTempDirectory("millrace-app-"),
                                OptionalInt.empty(),
                                Durability.FAST);
                Runtime.getRuntime()
                        .addShutdownHook(new Thread(server::closeAndDelete, "app-database-stop"));
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The database that the others are copies of. */
    private static final class Migrated {

        static final String NAME = migrate("app_template");

        private static String migrate(String name) {
            Bootstrap.run(Server.settings(MAINTENANCE), name, Map.of());
            Migrations.migrate(Server.settings(name));
            return name;
        }
    }
}
