package dev.millrace.ingest.request;

import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.topics.RowKey;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table {@code ops.table_snapshots}: which copies were asked for, and how far they are. */
public final class SnapshotRequests {

    private final Connection connection;
    private final String slot;

    /**
     * @param connection of the capture role, in auto-commit mode
     */
    public SnapshotRequests(Connection connection, String slot) {
        this.connection = connection;
        this.slot = slot;
    }

    /**
     * A copy that is not finished.
     *
     * @param id names it in the state kept with the rows
     * @param table qualified name
     * @param filter condition on the rows; empty for the whole table
     * @param key the key of the only row that the filter names, in its canonical texts; it is
     *     removed from the topic when the table has no such row
     */
    public record Request(UUID id, String table, Optional<String> filter, Optional<RowKey> key) {}

    /** Whether somebody asked for everything anew, and was not answered yet. */
    public boolean everythingRequested() throws SQLException {
        return !text(
                        """
                        select id::text from ops.table_snapshots
                        where slot_name = ? and table_name is null
                            and state in ('requested', 'copying')
                        """,
                        slot)
                .isEmpty();
    }

    /**
     * Asks for whole copies of the tables, in place of everything that was asked for before.
     *
     * @return one a table, in their order
     */
    public List<Request> restart(List<CapturedTable> tables, String reason) throws SQLException {
        connection.setAutoCommit(false);
        try {
            execute(
                    """
                    update ops.table_snapshots
                    set state = case when table_name is null then 'done' else 'cancelled' end,
                        finished_at = clock_timestamp(),
                        reason = concat_ws('; ', reason, ?::text)
                    where slot_name = ? and state in ('requested', 'copying')
                    """,
                    reason,
                    slot);
            List<Request> requests = new ArrayList<>();
            for (CapturedTable table : tables) {
                requests.add(request(table.qualifiedName(), reason));
            }
            connection.commit();
            return requests;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /** Turns requests for everything into one a table. */
    public void expand(List<CapturedTable> tables) throws SQLException {
        if (everythingRequested()) {
            connection.setAutoCommit(false);
            try {
                for (CapturedTable table : tables) {
                    request(table.qualifiedName(), "everything was asked for");
                }
                execute(
                        """
                        update ops.table_snapshots
                        set state = 'done', finished_at = clock_timestamp()
                        where slot_name = ? and table_name is null
                            and state in ('requested', 'copying')
                        """,
                        slot);
                connection.commit();
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    /** Asks for a whole copy of a table. */
    public Request request(String table, String reason) throws SQLException {
        UUID id = UUID.randomUUID();
        execute(
                """
                insert into ops.table_snapshots (id, slot_name, table_name, reason)
                values (?, ?, ?, ?)
                """,
                id,
                slot,
                table,
                reason);
        return new Request(id, table, Optional.empty(), Optional.empty());
    }

    /**
     * Asks for a copy of the rows that match, unless that was asked for with the same reason.
     *
     * @return whether it is asked for only now
     */
    public boolean requestOnce(String table, String filter, String reason) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        """
                        insert into ops.table_snapshots (slot_name, table_name, row_filter, reason)
                        select slot, name, filter, why
                        from (values (?, ?, ?, ?)) as wish (slot, name, filter, why)
                        where not exists (
                            select from ops.table_snapshots
                            where slot_name = slot and table_name = name and reason = why)
                        """)) {
            insert.setString(1, slot);
            insert.setString(2, table);
            insert.setString(3, filter);
            insert.setString(4, reason);
            return insert.executeUpdate() > 0;
        }
    }

    /** Tables of which no whole copy was ever asked for. */
    public List<CapturedTable> neverRequested(List<CapturedTable> tables) throws SQLException {
        Set<String> known =
                Set.copyOf(
                        text(
                                """
                                select distinct table_name from ops.table_snapshots
                                where slot_name = ? and table_name is not null
                                    and row_filter is null and state <> 'cancelled'
                                """,
                                slot));
        return tables.stream().filter(table -> !known.contains(table.qualifiedName())).toList();
    }

    /** By table, the captured columns when its last finished whole copy began. */
    public Map<String, Set<String>> copiedColumns() throws SQLException {
        Map<String, Set<String>> columns = new HashMap<>();
        try (PreparedStatement query =
                connection.prepareStatement(
                        """
                        select distinct on (table_name) table_name, columns
                        from ops.table_snapshots
                        where slot_name = ? and table_name is not null and row_filter is null
                            and state = 'done' and columns is not null
                        order by table_name, requested_at desc
                        """)) {
            query.setString(1, slot);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    columns.put(row.getString(1), Set.of((String[]) row.getArray(2).getArray()));
                }
            }
        }
        return columns;
    }

    /** Notes that the topic of a table lacks nothing of these columns. */
    public void columnsCopied(String table, List<String> columns) throws SQLException {
        execute(
                """
                update ops.table_snapshots set columns = ?
                where slot_name = ? and table_name = ? and row_filter is null and state = 'done'
                """,
                connection.createArrayOf("text", columns.toArray()),
                slot,
                table);
    }

    /** What is not finished: what was begun first, then in the order of asking. */
    public List<Request> unfinished() throws SQLException {
        List<Request> requests = new ArrayList<>();
        try (PreparedStatement query =
                connection.prepareStatement(
                        """
                        select id, table_name, row_filter, row_key from ops.table_snapshots
                        where slot_name = ? and table_name is not null
                            and state in ('requested', 'copying')
                        order by state = 'requested', requested_at
                        """)) {
            query.setString(1, slot);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    requests.add(
                            new Request(
                                    row.getObject(1, UUID.class),
                                    row.getString(2),
                                    Optional.ofNullable(row.getString(3)),
                                    keyOf(row.getArray(4))));
                }
            }
        }
        return requests;
    }

    /** A copy begins, or goes on. */
    public void begun(UUID id, List<String> columns, long rowsExpected) throws SQLException {
        execute(
                """
                update ops.table_snapshots
                set state = 'copying', started_at = coalesce(started_at, clock_timestamp()),
                    columns = coalesce(columns, ?), rows_expected = ?
                where id = ?
                """,
                connection.createArrayOf("text", columns.toArray()),
                rowsExpected,
                id);
    }

    /** Says how far it is; what counts stands in Kafka. */
    public void progressed(UUID id, long rowsCopied, long rowsSetAside, long rowsRemoved)
            throws SQLException {
        execute(
                """
                update ops.table_snapshots
                set rows_copied = ?, rows_set_aside = ?, rows_removed = ?
                where id = ?
                """,
                rowsCopied,
                rowsSetAside,
                rowsRemoved,
                id);
    }

    /** A copy is finished. */
    public void done(UUID id) throws SQLException {
        ended(id, "done", null);
    }

    /** A copy cannot be made. */
    public void failed(UUID id, String reason) throws SQLException {
        ended(id, "failed", reason);
    }

    private static Optional<RowKey> keyOf(@Nullable Array values) throws SQLException {
        return values == null
                ? Optional.empty()
                : Optional.of(new RowKey(List.of((String[]) values.getArray())));
    }

    private void ended(UUID id, String state, @Nullable String reason) throws SQLException {
        execute(
                """
                update ops.table_snapshots
                set state = ?, reason = coalesce(?, reason), finished_at = clock_timestamp()
                where id = ?
                """,
                state,
                reason,
                id);
    }

    private void execute(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    private List<String> text(String sql, String value) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, value);
            List<String> texts = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    texts.add(Objects.requireNonNull(row.getString(1)));
                }
            }
            return texts;
        }
    }
}
