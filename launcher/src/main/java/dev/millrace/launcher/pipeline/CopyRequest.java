package dev.millrace.launcher.pipeline;

import dev.millrace.launcher.settings.MillraceSettings.Role;
import dev.millrace.schema.capture.CapturedTables;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.DatabaseSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A wish for copies of tables, written where ingest looks for it.
 *
 * @param tables qualified names; none means every captured table, and leave to make a new slot
 * @param condition SQL condition on the rows of the one table; empty for all rows
 */
public record CopyRequest(List<String> tables, Optional<String> condition) {

    public CopyRequest {
        tables = List.copyOf(tables);
        for (String table : tables) {
            if (CapturedTables.all().stream().noneMatch(t -> t.qualifiedName().equals(table))) {
                throw new IllegalArgumentException(
                        "table '%s' is not captured, expected one of %s"
                                .formatted(
                                        table,
                                        String.join(
                                                ", ",
                                                CapturedTables.all().stream()
                                                        .map(t -> t.qualifiedName())
                                                        .sorted()
                                                        .toList())));
            }
        }
        if (condition.isPresent() && tables.size() != 1) {
            throw new IllegalArgumentException("a condition needs one table, not " + tables.size());
        }
    }

    /**
     * Writes it down.
     *
     * @return names of the copies
     * @throws PipelineException when the database does not answer, or the condition is no SQL
     *     condition on the table
     */
    public List<UUID> submit(Connections connections, String slot) {
        if (condition.isPresent()) {
            check(connections.as(Role.CAPTURE), tables.getFirst(), condition.get());
        }
        try (Connection connection = open(connections.as(Role.OPERATOR))) {
            connection.setAutoCommit(false);
            List<UUID> ids = new ArrayList<>();
            if (tables.isEmpty()) {
                ids.add(insert(connection, slot, null));
            }
            for (String table : tables) {
                ids.add(insert(connection, slot, table));
            }
            connection.commit();
            return ids;
        } catch (SQLException e) {
            throw new PipelineException(
                    ErrorKind.SERVER_UNREACHABLE,
                    "the request could not be written to ops.table_snapshots: " + e.getMessage(),
                    e);
        }
    }

    private UUID insert(Connection connection, String slot, @Nullable String table)
            throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        """
                        insert into ops.table_snapshots (slot_name, table_name, row_filter)
                        values (?, ?, ?) returning id
                        """)) {
            insert.setString(1, slot);
            insert.setString(2, table);
            insert.setString(3, condition.orElse(null));
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                return row.getObject(1, UUID.class);
            }
        }
    }

    /** Plans it as the capture role: what the server does not understand is said now. */
    private static void check(DatabaseSettings capture, String table, String condition) {
        try (Connection connection = open(capture);
                Statement statement = connection.createStatement()) {
            connection.setReadOnly(true);
            statement.execute("explain select from " + table + " where (" + condition + "\n)");
        } catch (SQLException e) {
            throw new PipelineException(
                    ErrorKind.SETTING_INVALID,
                    "--where '%s' is no condition on %s: %s"
                            .formatted(condition, table, e.getMessage()),
                    e);
        }
    }

    private static Connection open(DatabaseSettings database) throws SQLException {
        return DriverManager.getConnection(
                database.jdbcUrl(), database.user(), database.password().reveal());
    }
}
