package dev.millrace.batch.killed;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * How much was done since it was made: bytes of the log, which grows with every row, also of
 * transactions that have not committed, and bytes of files.
 */
final class Progress implements AutoCloseable {

    private final Site site;
    private final Connection connection;
    private final PreparedStatement position;
    private final long begin;

    Progress(Site site) throws SQLException {
        this.site = site;
        this.connection = site.database().connect();
        this.position =
                connection.prepareStatement(
                        "select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint");
        this.begin = now();
    }

    /** Bytes; files that go take back what they gave. */
    long made() {
        try {
            return now() - begin;
        } catch (SQLException e) {
            throw new IllegalStateException("the log cannot be measured", e);
        }
    }

    private long now() throws SQLException {
        try (ResultSet row = position.executeQuery()) {
            row.next();
            return row.getLong(1) + site.bytes();
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
