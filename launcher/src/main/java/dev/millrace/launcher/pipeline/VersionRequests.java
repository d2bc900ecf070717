package dev.millrace.launcher.pipeline;

import dev.millrace.launcher.settings.MillraceSettings.Role;
import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.streams.versions.Phase;
import dev.millrace.streams.versions.StoreVersions;
import dev.millrace.streams.versions.VersionTable;
import dev.millrace.streams.writer.SqlFaults;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** Asks the running streams processes for other versions of a store, as the operator. */
public final class VersionRequests implements AutoCloseable {

    private static final String FAILURE =
            "select string_agg(distinct reason, '; ') from ops.store_failures"
                    + " where store = ? and side = ?";

    private final DatabaseSettings database;
    private final Connection connection;

    private VersionRequests(DatabaseSettings database, Connection connection) {
        this.database = database;
        this.connection = connection;
    }

    /**
     * Connects.
     *
     * @throws PipelineException {@link ErrorKind#SERVER_UNREACHABLE} or {@link
     *     ErrorKind#LOGIN_REFUSED}
     */
    public static VersionRequests open(Connections connections) {
        DatabaseSettings operator = connections.as(Role.OPERATOR);
        try {
            return new VersionRequests(
                    operator,
                    DriverManager.getConnection(
                            operator.jdbcUrl(), operator.user(), operator.password().reveal()));
        } catch (SQLException e) {
            throw fault(operator, e);
        }
    }

    /** The versions of a store; empty when no process has ever run it. */
    public Optional<StoreVersions> versions(DerivedStore store) {
        try {
            return Optional.ofNullable(VersionTable.read(connection).get(store.table()));
        } catch (SQLException e) {
            throw fault(database, e);
        }
    }

    /** Why a version cannot run in some process; empty when nothing is said. */
    public Optional<String> failure(DerivedStore store) {
        try (PreparedStatement query = connection.prepareStatement(FAILURE)) {
            query.setString(1, store.table());
            query.setString(2, store.isShadow() ? "shadow" : "live");
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return Optional.ofNullable(row.getString(1));
            }
        } catch (SQLException e) {
            throw fault(database, e);
        }
    }

    /** Has a version built beside the live one; returns its number. */
    public int begin(DerivedStore store, OptionalInt rowsPerSecond) {
        try (PreparedStatement call =
                connection.prepareStatement("select ops.begin_rebuild(?, ?)")) {
            call.setString(1, store.table());
            call.setObject(2, rowsPerSecond.isPresent() ? rowsPerSecond.getAsInt() : null);
            try (ResultSet row = call.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        } catch (SQLException e) {
            throw fault(database, e);
        }
    }

    /** Has the live version and the one beside it change places. */
    public void swap(DerivedStore store) {
        call("select ops.swap_versions(?)", store);
    }

    /** Ends the version beside the live one. */
    public void drop(DerivedStore store) {
        call("select ops.drop_shadow(?)", store);
    }

    /** Has every process stop and start its part of the store. */
    public void restart(DerivedStore store) {
        call("select ops.restart_store(?)", store);
    }

    /** Whether the store holds everything that has committed before this call. */
    public boolean await(DerivedStore store, Duration patience) {
        try (PreparedStatement query =
                connection.prepareStatement(
                        "select coalesce((select derived.await(f.store, pg_current_wal_insert_lsn(),"
                                + " ? * interval '1 millisecond')"
                                + " from derived.freshness f where f.store = ?), false)")) {
            query.setLong(1, patience.toMillis());
            query.setString(2, store.name());
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        } catch (SQLException e) {
            throw fault(database, e);
        }
    }

    /** Whether the store is as of some commit. */
    public boolean isAsOf(DerivedStore store) {
        try (PreparedStatement query =
                connection.prepareStatement(
                        "select as_of_lsn is not null from derived.freshness where store = ?")) {
            query.setString(1, store.name());
            try (ResultSet row = query.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        } catch (SQLException e) {
            throw fault(database, e);
        }
    }

    /** Whether nothing changes places and nothing is about to end. */
    public boolean isSettled(DerivedStore store) {
        return versions(store).map(known -> known.phase() == Phase.RUNNING).orElse(true);
    }

    private void call(String sql, DerivedStore store) {
        try (PreparedStatement call = connection.prepareStatement(sql)) {
            call.setString(1, store.table());
            call.execute();
        } catch (SQLException e) {
            throw fault(database, e);
        }
    }

    private static PipelineException fault(DatabaseSettings database, SQLException e) {
        return new PipelineException(
                SqlFaults.kindUnrepeated(e),
                "versions of stores in %s as %s: %s"
                        .formatted(database.jdbcUrl(), database.user(), e.getMessage()),
                e);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw fault(database, e);
        }
    }
}
