package dev.millrace.streams.freshness;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.topics.RowFormat;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The table {@code derived.store_freshness}, as its one writer at a time sees it. */
final class FreshnessTable {

    private static final String LEAD = "select pg_try_advisory_lock(1835625580, 2)";

    private static final String REGISTER =
            """
            insert into derived.store_freshness (store, apart_from) values (?, ?)
            on conflict (store) do update set apart_from = excluded.apart_from
            where store_freshness.apart_from <> excluded.apart_from
            """;

    private static final String ROWS =
            "select store, epoch, reset_at, as_of_lsn is not null from derived.store_freshness";

    // The epoch makes void what was found out before the store began again. What is known of it
    // stays, and a position goes back only with another cluster or timeline.
    private static final String WRITE =
            """
            update derived.store_freshness f set
                system_identifier = n.system_identifier, timeline = n.timeline,
                captured_lsn = n.captured_lsn, captured_time = n.captured_time,
                processed_lsn = case when o.same
                    then greatest(f.processed_lsn, n.processed_lsn) else n.processed_lsn end,
                processed_time = case when o.same
                    then greatest(f.processed_time, n.processed_time) else n.processed_time end,
                as_of_lsn = case when o.same
                    then greatest(f.as_of_lsn, n.as_of_lsn) else n.as_of_lsn end,
                as_of_time = case when o.same
                    then greatest(f.as_of_time, n.as_of_time) else n.as_of_time end,
                captured_commits = n.captured_commits,
                processed_commits = case when o.same
                    then greatest(f.processed_commits, n.processed_commits)
                    else n.processed_commits end,
                as_of_commits = case when o.same
                    then greatest(f.as_of_commits, n.as_of_commits) else n.as_of_commits end,
                held_by = n.held_by
            from (
                values (?, ?, ?::pg_lsn, ?::timestamptz, ?::bigint, ?::pg_lsn, ?::timestamptz,
                    ?::bigint, ?::pg_lsn, ?::timestamptz, ?::bigint, ?, ?, ?)
            ) as n (
                system_identifier, timeline, captured_lsn, captured_time, captured_commits,
                processed_lsn, processed_time, processed_commits, as_of_lsn, as_of_time,
                as_of_commits, held_by, store, epoch)
            cross join lateral (
                select coalesce(
                    c.system_identifier = n.system_identifier and c.timeline = n.timeline, false)
                    as same
                from derived.store_freshness c
                where c.store = n.store
            ) o
            where f.store = n.store and f.epoch = n.epoch
            """;

    private static final String HOLD =
            "update derived.store_freshness set held_by = ?"
                    + " where store = any (?) and held_by is distinct from ?";

    private final Connection connection;

    /**
     * @param connection of the role that writes the derived tables, auto-commit off
     */
    FreshnessTable(Connection connection) {
        this.connection = connection;
    }

    /**
     * A store in the table.
     *
     * @param epoch counts how often it began again
     * @param resetAt when it did so last
     * @param isAsOf whether it is said to be as of some commit
     */
    record StoreRow(long epoch, Instant resetAt, boolean isAsOf) {}

    /**
     * What is to be written of a store.
     *
     * @param epoch in which it was found out
     */
    record Entry(
            DerivedStore store,
            long epoch,
            AsOf captured,
            FreshnessTracker.Standing standing,
            Optional<String> heldBy) {}

    /** Whether this connection may write, which one at a time may, until it ends. */
    boolean lead() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(LEAD)) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /** Makes the stores known, with the tables that each reads without a position. */
    void register(Map<DerivedStore, Set<String>> apartFrom) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(REGISTER)) {
            for (Map.Entry<DerivedStore, Set<String>> store : apartFrom.entrySet()) {
                insert.setString(1, store.getKey().name());
                insert.setArray(
                        2,
                        connection.createArrayOf(
                                "text", store.getValue().stream().sorted().toArray()));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** The rows by name of the store. To be read before what is concluded in their epoch. */
    Map<String, StoreRow> rows() throws SQLException {
        Map<String, StoreRow> rows = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(ROWS)) {
            while (row.next()) {
                rows.put(
                        row.getString(1),
                        new StoreRow(
                                row.getLong(2),
                                row.getObject(3, OffsetDateTime.class).toInstant(),
                                row.getBoolean(4)));
            }
        }
        return rows;
    }

    void begin(Collection<DerivedStore> stores) throws SQLException {
        Epochs.begin(connection, stores.stream().map(DerivedStore::name).toList());
    }

    /** Says why these stores stand still. */
    void hold(Collection<DerivedStore> stores, String reason) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(HOLD)) {
            update.setString(1, reason);
            update.setArray(
                    2,
                    connection.createArrayOf(
                            "text", stores.stream().map(DerivedStore::name).toArray()));
            update.setString(3, reason);
            update.executeUpdate();
        }
    }

    void write(List<Entry> entries) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(WRITE)) {
            for (Entry entry : entries) {
                update.setString(1, entry.captured().systemIdentifier());
                update.setInt(2, entry.captured().timeline());
                set(update, 3, entry.captured());
                set(update, 6, entry.standing().processed().orElse(null));
                set(update, 9, entry.standing().applied().orElse(null));
                update.setString(12, entry.heldBy().orElse(null));
                update.setString(13, entry.store().name());
                update.setLong(14, entry.epoch());
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    /** A position, its time and its count of commits, in three places from this one on. */
    private static void set(PreparedStatement update, int first, @Nullable AsOf asOf)
            throws SQLException {
        update.setString(first, asOf == null ? null : asOf.lsn().toString());
        update.setString(
                first + 1, asOf == null ? null : RowFormat.timestampText(asOf.commitMicros()));
        update.setObject(first + 2, asOf == null ? null : asOf.commits());
    }
}
