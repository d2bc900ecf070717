package dev.millrace.streams.freshness;

import dev.millrace.schema.deadletter.DeadLetter.Origin;
import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.roles.DatabaseRoles;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the source database says: which cluster it is, and what its topics lack. */
final class SourceState {

    private static final String HERE =
            """
            select system_identifier, timeline, pg_current_wal_flush_lsn(),
                exists (
                    select from pg_locks
                    where locktype = 'advisory' and classid = 1835625580 and objid = 1
                        and database = (select oid from pg_database
                            where datname = current_database()))
            from derived.here()
            """;

    // Of each table: a copy under way; whether a whole copy was ever finished and since when; and
    // a copy that failed, unless a later whole one was finished.
    private static final String COPIES =
            """
            select table_name,
                bool_or(state in ('requested', 'copying')) as under_way,
                max(requested_at) filter (where state = 'done' and row_filter is null) as copied,
                max(requested_at) filter (
                    where state = 'failed' and (row_filter is null or requested_by = ?)
                        and dead_letters is null) as failed
            from ops.table_snapshots
            where slot_name = ?
            group by table_name
            """;

    private static final String ANSWERED =
            """
            select letter
            from (
                select distinct on (letter) letter, state = 'done' and rows_set_aside = 0 as is_right
                from ops.table_snapshots
                cross join unnest(dead_letters) letter
                where dead_letters && ?
                order by letter, requested_at desc
            ) last
            where is_right
            """;

    private final Connection connection;

    SourceState(Connection connection) {
        this.connection = connection;
    }

    /**
     * The cluster now.
     *
     * @param flushed the end of what is safe of its log
     * @param waited whether somebody waits for a position
     */
    record Here(String systemIdentifier, int timeline, Lsn flushed, boolean waited) {}

    /**
     * The copies of tables into their topics.
     *
     * @param incomplete why the topic of a table may lack rows, by table
     * @param copied when the last finished whole copy of a table was asked for
     */
    record Copies(Map<String, String> incomplete, Map<String, Instant> copied) {}

    Here here() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(HERE)) {
            row.next();
            return new Here(
                    row.getString(1),
                    row.getInt(2),
                    Lsn.parse(row.getString(3)),
                    row.getBoolean(4));
        }
    }

    /** Makes the log hold a transaction later than all that have committed. */
    void advanceLog() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // Ingest sees only what is flushed.
            statement.execute("set local synchronous_commit = on");
            statement.execute("select derived.advance_log()");
        }
    }

    /**
     * What copies have still to bring.
     *
     * @param tables the tables that matter
     */
    Copies copies(String slot, Collection<String> tables) throws SQLException {
        Map<String, String> incomplete = new HashMap<>();
        Map<String, Instant> copied = new HashMap<>();
        tables.forEach(table -> incomplete.put(table, table + " was never copied"));
        boolean everything = false;
        try (PreparedStatement query = connection.prepareStatement(COPIES)) {
            query.setString(1, DatabaseRoles.CAPTURE);
            query.setString(2, slot);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    String table = row.getString("table_name");
                    boolean underWay = row.getBoolean("under_way");
                    if (table == null) {
                        everything |= underWay;
                        continue;
                    }
                    OffsetDateTime done = row.getObject("copied", OffsetDateTime.class);
                    OffsetDateTime failed = row.getObject("failed", OffsetDateTime.class);
                    if (done != null) {
                        copied.put(table, done.toInstant());
                        incomplete.remove(table);
                    }
                    if (underWay) {
                        incomplete.put(table, "a copy of " + table + " is under way");
                    } else if (failed != null && (done == null || failed.isAfter(done))) {
                        incomplete.put(table, "a copy of " + table + " failed");
                    }
                }
            }
        }
        if (everything) {
            tables.forEach(table -> incomplete.put(table, "a copy of every table was asked for"));
        }
        return new Copies(incomplete, copied);
    }

    /** Those of the letters whose row is in its topic by now. */
    Set<SetAside.Letter> answered(Collection<SetAside.Letter> letters, Copies copies)
            throws SQLException {
        Set<SetAside.Letter> answered = new HashSet<>();
        List<String> places = new ArrayList<>();
        for (SetAside.Letter letter : letters) {
            places.add(letter.place().toString());
            if (letter.letter().origin() instanceof Origin.Source source
                    && !copies.incomplete().containsKey(source.table())
                    && copies.copied()
                            .getOrDefault(source.table(), Instant.EPOCH)
                            .isAfter(letter.letter().time())) {
                answered.add(letter);
            }
        }
        Set<String> right = new HashSet<>();
        try (PreparedStatement query = connection.prepareStatement(ANSWERED)) {
            query.setArray(1, connection.createArrayOf("text", places.toArray()));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    right.add(row.getString(1));
                }
            }
        }
        letters.stream()
                .filter(letter -> right.contains(letter.place().toString()))
                .forEach(answered::add);
        return answered;
    }
}
