package dev.millrace.ingest.snapshot;

import dev.millrace.schema.position.Lsn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;

/**
 * What one transaction of the source sees.
 *
 * @param xmin ids before it are seen, if they committed
 * @param xmax ids from here on are not seen
 * @param running ids between that are not seen, ascending
 * @param bound every transaction that is seen ends in the log before this, or here
 * @param micros when it was taken, microseconds since 1970-01-01 UTC on the source's clock
 */
record RowSnapshot(long xmin, long xmax, long[] running, Lsn bound, long micros) {

    // The snapshot is the statement's own: whatever it sees was written to the log before.
    private static final String QUERY =
            """
            select pg_current_snapshot()::text, pg_current_wal_insert_lsn()::text,
                (extract(epoch from clock_timestamp()) * 1000000)::bigint
            """;

    private static final long EPOCH = 1L << 32;

    /** Of the connection's transaction, which must be of isolation level repeatable read. */
    static RowSnapshot of(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(QUERY)) {
            row.next();
            return parse(row.getString(1), Lsn.parse(row.getString(2)), row.getLong(3));
        }
    }

    /**
     * Reads PostgreSQL's text form.
     *
     * @param text {@code xmin:xmax:xip,xip,...}
     */
    static RowSnapshot parse(String text, Lsn bound, long micros) {
        String[] parts = text.split(":", -1);
        long[] running =
                parts[2].isEmpty()
                        ? new long[0]
                        : Arrays.stream(parts[2].split(",")).mapToLong(Long::parseLong).toArray();
        Arrays.sort(running);
        return new RowSnapshot(
                Long.parseLong(parts[0]), Long.parseLong(parts[1]), running, bound, micros);
    }

    /**
     * Whether this shows what the transaction did, given that it has committed.
     *
     * @param xid as the log gives it, the lower 32 bits
     */
    boolean sees(long xid) {
        long full = xmax - Math.floorMod(xmax, EPOCH) + xid;
        // Ids of the log are of the recent past: at most half the range of 32 bits away.
        if (full - xmax > EPOCH / 2) {
            full -= EPOCH;
        } else if (xmax - full > EPOCH / 2) {
            full += EPOCH;
        }
        return full < xmin || (full < xmax && Arrays.binarySearch(running, full) < 0);
    }
}
