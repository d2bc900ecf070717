package dev.millrace.streams.versions;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The tables {@code ops.store_versions} and {@code ops.store_control}. */
public final class VersionTable {

    private static final String READ =
            """
            select c.store, c.phase, c.restarts, c.note, v.side, v.version, v.state_signature,
                v.rows_per_second
            from ops.store_control c
            join ops.store_versions v on v.store = c.store
            """;
    private static final String KNOW =
            """
            insert into ops.store_control (store, last_version) values (?, ?)
            on conflict do nothing
            """;
    private static final String BEGIN =
            """
            insert into ops.store_versions (store, version, side) select ?, ?, 'live'
            where not exists (select from ops.store_versions where store = ?)
            """;
    private static final String SIGN =
            """
            update ops.store_versions set state_signature = ?
            where store = ? and version = ? and state_signature is null
            """;
    private static final String LOCK =
            "select phase, clock_timestamp() - phase_since > ? * interval '1 second'"
                    + " from ops.store_control where store = ? for update skip locked";
    private static final String ENTER =
            """
            update ops.store_control
            set phase = ?, phase_since = clock_timestamp(), note = coalesce(?, note)
            where store = ?
            """;
    private static final String TRADE_SIDES =
            """
            update ops.store_versions
            set side = case side when 'live' then 'shadow' else 'live' end
            where store = ?
            """;

    private VersionTable() {}

    /** A store whose row this transaction has locked. */
    record Locked(Phase phase, boolean overdue) {}

    /**
     * Makes stores known that no process has run before.
     *
     * @param releases by name of the store, the version with which it begins
     */
    public static void register(Connection connection, Map<String, Integer> releases)
            throws SQLException {
        try (PreparedStatement know = connection.prepareStatement(KNOW);
                PreparedStatement begin = connection.prepareStatement(BEGIN)) {
            // In one order for all processes that start together.
            for (Map.Entry<String, Integer> store : new TreeMap<>(releases).entrySet()) {
                know.setString(1, store.getKey());
                know.setInt(2, store.getValue());
                know.executeUpdate();
                begin.setString(1, store.getKey());
                begin.setInt(2, store.getValue());
                begin.setString(3, store.getKey());
                begin.executeUpdate();
            }
        }
    }

    /** Every store that some process has run, by name. */
    public static Map<String, StoreVersions> read(Connection connection) throws SQLException {
        Map<String, StoreVersions> stores = new HashMap<>();
        Map<String, StoreVersions.Entry> shadows = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(READ);
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                @Nullable Integer rate = row.getObject(8, Integer.class);
                StoreVersions.Entry entry =
                        new StoreVersions.Entry(
                                row.getInt(6),
                                Optional.ofNullable(row.getString(7)),
                                rate == null ? OptionalInt.empty() : OptionalInt.of(rate));
                if (row.getString(5).equals("shadow")) {
                    shadows.put(row.getString(1), entry);
                } else {
                    stores.put(
                            row.getString(1),
                            new StoreVersions(
                                    row.getString(1),
                                    Phase.of(row.getString(2)),
                                    row.getLong(3),
                                    Optional.ofNullable(row.getString(4)),
                                    entry,
                                    Optional.empty()));
                }
            }
        }
        shadows.forEach((store, shadow) ->
                stores.computeIfPresent(
                        store,
                        (name, known) ->
                                new StoreVersions(
                                        name,
                                        known.phase(),
                                        known.restarts(),
                                        known.note(),
                                        known.live(),
                                        Optional.of(shadow))));
        return stores;
    }

    /** Writes down what the state of a version is made by, at its first start. */
    public static void sign(Connection connection, String store, int version, String signature)
            throws SQLException {
        execute(connection, SIGN, signature, store, version);
    }

    /**
     * Locks a store until the end of the transaction.
     *
     * @param patienceSeconds how long a phase may take
     * @return empty when another process has it
     */
    static Optional<Locked> lock(Connection connection, String store, long patienceSeconds)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(LOCK)) {
            query.setLong(1, patienceSeconds);
            query.setString(2, store);
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new Locked(Phase.of(row.getString(1)), row.getBoolean(2)))
                        : Optional.empty();
            }
        }
    }

    /**
     * Begins a phase.
     *
     * @param note how the change ended; null leaves what is noted
     */
    static void enter(Connection connection, String store, Phase phase, @Nullable String note)
            throws SQLException {
        execute(connection, ENTER, phase.text(), note, store);
    }

    /** The live version is the one beside it from now on, and the other way round. */
    static void tradeSides(Connection connection, String store) throws SQLException {
        execute(connection, TRADE_SIDES, store);
    }

    private static void execute(Connection connection, String sql, @Nullable Object... values)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }
}
