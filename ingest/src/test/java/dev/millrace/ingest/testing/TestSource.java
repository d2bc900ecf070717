package dev.millrace.ingest.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.devstack.EmbeddedPostgresServer;
import dev.millrace.devstack.testsupport.OwnStack;
import dev.millrace.devstack.testsupport.SharedStack;
import dev.millrace.ingest.Ingest;
import dev.millrace.ingest.IngestSettings;
import dev.millrace.ingest.LogReader;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.capture.CapturedTable.ReplicaIdentity;
import dev.millrace.schema.capture.CapturedTables;
import dev.millrace.schema.migration.Bootstrap;
import dev.millrace.schema.migration.Migrations;
import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.roles.DatabaseRoles;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.settings.Secret;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A migrated database of its own, with a slot of its own and a schema {@code t} for the test's own
 * tables, and topics that are empty at the start.
 */
public final class TestSource implements AutoCloseable {

    private static final Secret PASSWORD = new Secret("of-the-tests");
    private static final String TEMPLATE = "ingest_template";

    private static final class Template {
        static final EmbeddedPostgresServer SERVER = SharedStack.get().postgres();

        static {
            migrate(SERVER, admin("postgres"), TEMPLATE);
        }

        static DatabaseSettings admin(String database) {
            return adminOf(SERVER, database);
        }
    }

    private final DatabaseSettings admin;
    private final KafkaSettings topics;
    private final String suffix;
    private final List<CapturedTable> tables = new ArrayList<>();

    private TestSource(DatabaseSettings admin, KafkaSettings topics, String suffix) {
        this.admin = admin;
        this.topics = topics;
        this.suffix = suffix;
    }

    /** The only database of a test's own servers. */
    public static TestSource on(OwnStack stack) {
        EmbeddedPostgresServer server = stack.postgres();
        String name = "ingest_own";
        DatabaseSettings postgres = adminOf(server, "postgres");
        migrate(server, postgres, name);
        TestSource source =
                new TestSource(
                        adminOf(server, name), kafkaAt(stack.broker().bootstrapServers()), "own");
        source.makeSchema();
        return source;
    }

    /** A fresh database; the topics of earlier tests are gone. */
    public static TestSource fresh() {
        String suffix = SharedStack.get().freshSuffix();
        String name = "ingest_" + suffix;
        execute(Template.admin("postgres"), "create database " + name + " template " + TEMPLATE);
        TestSource source = new TestSource(Template.admin(name), kafka(), suffix);
        source.makeSchema();
        TestTopics.deleteAll();
        return source;
    }

    /** Captures one more table of schema {@code t}, with full replica identity. */
    public CapturedTable capture(String name, String... key) {
        sql("alter table t." + name + " replica identity full");
        return captured(name, ReplicaIdentity.FULL, Set.of(), Optional.empty(), key);
    }

    /** Captures one more table, described in full. */
    public CapturedTable captured(
            String name,
            ReplicaIdentity identity,
            Set<String> leftOut,
            Optional<String> archive,
            String... key) {
        CapturedTable table =
                new CapturedTable("t", name, List.of(key), leftOut, identity, archive);
        tables.add(table);
        return table;
    }

    /** Settings for the tables that were captured, in a publication of their own. */
    public IngestSettings settings() {
        List<CapturedTable> all = new ArrayList<>(tables);
        all.add(CapturedTables.get(CapturedTables.HEARTBEAT_TABLE));
        sql("drop publication if exists p_test");
        sql(
                "create publication p_test for table "
                        + String.join(", ", all.stream().map(CapturedTable::qualifiedName).toList())
                        + " with (publish_via_partition_root = true)");
        return new IngestSettings(
                capture(),
                topics,
                slot(),
                "p_test",
                all,
                Duration.ofMillis(200),
                Duration.ofSeconds(2),
                logReader());
    }

    /** Settings for every captured table of the model. */
    public IngestSettings settingsOfTheModel() {
        return new IngestSettings(
                capture(),
                topics,
                slot(),
                "millrace",
                CapturedTables.all(),
                Duration.ofMillis(200),
                Duration.ofSeconds(2),
                logReader());
    }

    /** Asks for everything anew, as the command does. */
    public void requestEverything() {
        sql("insert into ops.table_snapshots (slot_name) values ('" + slot() + "')");
    }

    public String slot() {
        return "slot_" + suffix;
    }

    /** The database, seen by the capture role. */
    public DatabaseSettings capture() {
        return admin.as(DatabaseRoles.CAPTURE, PASSWORD);
    }

    /** The database, seen by the operator. */
    public DatabaseSettings operator() {
        return admin.as(DatabaseRoles.OPERATOR, PASSWORD);
    }

    /** The database, seen by the superuser. */
    public DatabaseSettings admin() {
        return admin;
    }

    /** What reads the log in the tests that do not choose; {@code -Dmillrace.test.log-reader=}. */
    public static LogReader logReader() {
        return LogReader.valueOf(
                System.getProperty("millrace.test.log-reader", LogReader.PGOUTPUT.name()));
    }

    /** The shared broker. */
    public static KafkaSettings kafka() {
        return kafkaAt(SharedStack.get().kafka().bootstrapServers());
    }

    /** The broker that this source is published to. */
    public KafkaSettings topics() {
        return topics;
    }

    /** A connection of the superuser. */
    public Connection connect() {
        return connect(admin);
    }

    /** The same for who wants to know why there is none. */
    Connection openConnection() throws SQLException {
        return open(admin);
    }

    /** Whether a failure says that the server went away, or is not back yet. */
    static boolean isGone(SQLException failure) {
        String state = Objects.requireNonNullElse(failure.getSQLState(), "");
        return state.startsWith("08") || state.startsWith("57P0");
    }

    /** Runs statements as the superuser, each on its own. */
    public void sql(String... statements) {
        execute(admin, statements);
    }

    /** The first column of the rows of a query, as text. */
    public List<String> query(String sql) {
        List<String> texts = new ArrayList<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                texts.add(row.getString(1));
            }
            return texts;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The only value of a query, as text. */
    public String value(String sql) {
        return query(sql).getFirst();
    }

    /** Ends the connection that the log is read from, as the server's administrator may. */
    public void endLogConnection() {
        query(
                "select pg_terminate_backend(active_pid)::text from pg_replication_slots where active_pid is not null and slot_name = '"
                        + slot()
                        + "'");
    }

    /** Waits until everything that committed so far is in the topics. */
    public void awaitPublished(Ingest ingest) throws InterruptedException {
        Lsn now = Lsn.parse(value("select pg_current_wal_insert_lsn()"));
        assertThat(ingest.awaitPosition(now, Duration.ofSeconds(60)))
                .as("published up to %s: %s", now, ingest.status())
                .isTrue();
    }

    /** Drops the slot, if there is one, and ends whoever reads from it. */
    public void dropSlot() {
        execute(
                postgres(),
                "select pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = '"
                        + slot()
                        + "' and active_pid is not null",
                "do $$ begin for i in 1..100 loop if not exists (select from pg_replication_slots where slot_name = '%s' and active) then exit; end if; perform pg_sleep(0.1); end loop; end $$"
                        .formatted(slot()),
                "select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = '"
                        + slot()
                        + "'");
    }

    @Override
    public void close() {
        dropSlot();
        execute(postgres(), "drop database " + admin.database() + " with (force)");
    }

    private DatabaseSettings postgres() {
        return new DatabaseSettings(
                admin.host(), admin.port(), "postgres", admin.user(), admin.password());
    }

    private void makeSchema() {
        sql(
                "create schema t",
                "grant usage on schema t to " + DatabaseRoles.CAPTURE,
                "alter default privileges in schema t grant select on tables to "
                        + DatabaseRoles.CAPTURE);
    }

    private static void migrate(
            EmbeddedPostgresServer server, DatabaseSettings postgres, String database) {
        Bootstrap.run(
                postgres,
                database,
                Map.of(
                        DatabaseRoles.OWNER, PASSWORD,
                        DatabaseRoles.CAPTURE, PASSWORD,
                        DatabaseRoles.OPERATOR, PASSWORD));
        Migrations.migrate(
                new DatabaseSettings(
                        server.host(), server.port(), database, DatabaseRoles.OWNER, PASSWORD));
    }

    private static DatabaseSettings adminOf(EmbeddedPostgresServer server, String database) {
        return new DatabaseSettings(
                server.host(),
                server.port(),
                database,
                server.adminUser(),
                new Secret(server.adminPassword()));
    }

    private static KafkaSettings kafkaAt(String bootstrapServers) {
        return new KafkaSettings(bootstrapServers, 2, (short) 1);
    }

    private static Connection connect(DatabaseSettings database) {
        try {
            return open(database);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Connection open(DatabaseSettings database) throws SQLException {
        return DriverManager.getConnection(
                database.jdbcUrl(), database.user(), database.password().reveal());
    }

    private static void execute(DatabaseSettings database, String... statements) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(String.join("; ", statements), e);
        }
    }
}
