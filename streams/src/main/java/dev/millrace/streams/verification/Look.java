package dev.millrace.streams.verification;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.topics.RowKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Two moments of the database: the source tables at the first, the derived table at the second,
 * when it holds everything that had committed at the first.
 */
final class Look implements AutoCloseable {

    private final DerivedStore store;
    private final Connection sources;
    private final Connection tables;
    private final Lsn asOf;
    private final RowHashes oracle;
    private final RowHashes derived;

    private Look(DerivedStore store, Connection sources, Connection tables, Lsn asOf)
            throws SQLException {
        this.store = store;
        this.sources = sources;
        this.tables = tables;
        this.asOf = asOf;
        ComparedColumns columns = ComparedColumns.of(tables, store);
        this.oracle = new RowHashes(sources, store, columns, store.oracleName());
        this.derived = new RowHashes(tables, store, columns, store.qualifiedName());
    }

    /**
     * Waits for the store.
     *
     * @param deadline by the clock of {@link System#nanoTime}
     * @throws PipelineException {@link ErrorKind#TIMED_OUT}
     */
    static Look take(DatabaseSettings database, DerivedStore store, long deadline)
            throws SQLException {
        Connection sources = OneMoment.begin(database);
        try {
            // The first statement fixes what the transaction sees; whatever it sees was in the log
            // before its position is read.
            Lsn asOf = Lsn.parse(text(sources, "select pg_current_wal_insert_lsn()"));
            await(database, store, asOf, deadline);
            Connection tables = OneMoment.begin(database);
            try {
                return new Look(store, sources, tables, asOf);
            } catch (SQLException | RuntimeException e) {
                tables.close();
                throw e;
            }
        } catch (SQLException | RuntimeException e) {
            sources.close();
            throw e;
        }
    }

    Lsn asOf() {
        return asOf;
    }

    RowHashes oracle() {
        return oracle;
    }

    RowHashes derived() {
        return derived;
    }

    /** The ranges in which these keys lie. */
    Set<Integer> rangesOf(Collection<RowKey> keys) throws SQLException {
        String types =
                ComparedColumns.of(tables, store).columns().stream()
                        .filter(column -> store.key().contains(column.name()))
                        .map(column -> "?::" + column.type())
                        .collect(Collectors.joining(", "));
        Set<Integer> ranges = new HashSet<>();
        try (PreparedStatement query =
                tables.prepareStatement(
                        "select (hash_record_extended(row(" + types + "), 0) & 255)::int")) {
            for (RowKey key : keys) {
                for (int i = 0; i < key.values().size(); i++) {
                    query.setString(i + 1, key.value(i));
                }
                try (ResultSet row = query.executeQuery()) {
                    row.next();
                    ranges.add(row.getInt(1));
                }
                if (ranges.size() == RowHashes.RANGES) {
                    break;
                }
            }
        }
        return ranges;
    }

    @Override
    public void close() throws SQLException {
        try (sources) {
            tables.close();
        }
    }

    /** Waits until the store holds every commit up to this position. */
    static void await(DatabaseSettings database, DerivedStore store, Lsn lsn, long deadline)
            throws SQLException {
        Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
        try (Connection connection = OneMoment.connect(database);
                PreparedStatement call =
                        connection.prepareStatement(
                                "select derived.await(?, ?::pg_lsn, ? * interval '1 millisecond')")) {
            call.setString(1, store.name());
            call.setString(2, lsn.toString());
            call.setLong(3, left.toMillis());
            try (ResultSet row = call.executeQuery()) {
                row.next();
                if (!row.getBoolean(1)) {
                    throw new PipelineException(
                            ErrorKind.TIMED_OUT,
                            "%s has not got as far as %s within %d s: %s"
                                    .formatted(
                                            store.name(),
                                            lsn,
                                            left.toSeconds(),
                                            whereItStands(connection, store)));
                }
            }
        }
    }

    private static String whereItStands(Connection connection, DerivedStore store)
            throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement(
                        """
                        select concat('it is as of ', as_of_lsn, coalesce(', held by ' || held_by, ''))
                        from derived.freshness where store = ?\
                        """)) {
            query.setString(1, store.name());
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? row.getString(1) : "nothing is known of it";
            }
        }
    }

    static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
