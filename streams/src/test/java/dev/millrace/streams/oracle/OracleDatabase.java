package dev.millrace.streams.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.devstack.EmbeddedPostgresServer;
import dev.millrace.devstack.testsupport.SharedStack;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.capture.CapturedTables;
import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.migration.Bootstrap;
import dev.millrace.schema.migration.Migrations;
import dev.millrace.schema.roles.DatabaseRoles;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.settings.Secret;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowFormat;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.RowSerde;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A migrated database of its own, whose tables and oracles read as topics do. */
public final class OracleDatabase implements AutoCloseable {

    private static final Secret PASSWORD = new Secret("oracle");

    private final Connection connection;

    private OracleDatabase(Connection connection) {
        this.connection = connection;
    }

    public static OracleDatabase create() throws SQLException {
        EmbeddedPostgresServer server = SharedStack.get().postgres();
        String name = SharedStack.get().freshDatabaseName();
        Secret password = new Secret(server.adminPassword());
        DatabaseSettings admin =
                new DatabaseSettings(
                        server.host(), server.port(), "postgres", server.adminUser(), password);
        DatabaseSettings database =
                new DatabaseSettings(
                        server.host(), server.port(), name, server.adminUser(), password);
        Bootstrap.run(admin, name, Map.of(DatabaseRoles.OWNER, PASSWORD));
        Migrations.migrate(database.as(DatabaseRoles.OWNER, PASSWORD));
        Connection connection =
                DriverManager.getConnection(
                        database.jdbcUrl(), database.user(), database.password().reveal());
        OracleDatabase oracle = new OracleDatabase(connection);
        oracle.execute("set timezone = 'UTC'");
        return oracle;
    }

    /** Statements in one transaction. */
    public void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The rows of a captured table as its topic holds them. */
    public Map<RowKey, Row> table(String qualifiedName) throws SQLException {
        CapturedTable table = CapturedTables.get(qualifiedName);
        Map<RowKey, Row> rows = read(qualifiedName, table.key());
        rows.values().forEach(row -> row.json().remove(table.leftOut()));
        return rows;
    }

    /** The rows that the store should have, as its topic holds them. */
    public Map<RowKey, Row> oracle(DerivedStore store) throws SQLException {
        return read(store.oracleName(), store.key());
    }

    /** The rows of any view, or function with its arguments, by these columns. */
    public Map<RowKey, Row> rows(String relation, List<String> key) throws SQLException {
        return read(relation, key);
    }

    /** When the current transaction began, which is what {@code now()} says in the oracles. */
    public Instant now() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select now()")) {
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private Map<RowKey, Row> read(String relation, List<String> key) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            Map<String, String> types = new HashMap<>();
            try (ResultSet none =
                    statement.executeQuery("select * from " + relation + " limit 0")) {
                ResultSetMetaData columns = none.getMetaData();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    types.put(columns.getColumnName(i), columns.getColumnTypeName(i));
                }
            }
            Map<RowKey, Row> rows = new HashMap<>();
            try (ResultSet result =
                    statement.executeQuery("select to_jsonb(r)::text from " + relation + " r")) {
                while (result.next()) {
                    ObjectNode row = RowSerde.fromBytes(result.getString(1).getBytes(UTF_8)).json();
                    types.forEach((column, type) -> toRowFormat(row, column, type));
                    rows.put(
                            new RowKey(
                                    key.stream().map(column -> row.get(column).asText()).toList()),
                            RowSerde.fromBytes(RowSerde.toBytes(new Row(row))));
                }
            }
            return rows;
        }
    }

    private static void toRowFormat(ObjectNode row, String column, String type) {
        JsonNode value = row.get(column);
        if (value == null || value.isNull()) {
            return;
        }
        switch (type) {
            case "numeric" -> row.put(column, value.decimalValue().toPlainString());
            case "timestamptz" ->
                    row.put(
                            column,
                            RowFormat.timestampText(
                                    RowFormat.microsOf(
                                            OffsetDateTime.parse(value.asText()).toInstant())));
            default -> {
                // PostgreSQL's JSON is the form of the topics already.
            }
        }
    }
}
