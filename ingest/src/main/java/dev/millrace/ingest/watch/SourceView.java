package dev.millrace.ingest.watch;

import dev.millrace.ingest.source.LogEnd;
import dev.millrace.schema.capture.CapturedTables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The server whose log is read, at a moment, as it sees itself.
 *
 * @param clockMicros its clock, microseconds since 1970-01-01 UTC
 * @param heartbeatMicros when the heartbeat row was touched last, by the same clock
 * @param slotKeepsAtMost {@code max_slot_wal_keep_size} in bytes; empty without a limit
 * @param slot the replication slot; empty when there is none
 */
public record SourceView(
        long clockMicros,
        OptionalLong heartbeatMicros,
        OptionalLong slotKeepsAtMost,
        Optional<Slot> slot) {

    /**
     * A replication slot.
     *
     * @param active whether somebody streams from it
     * @param walStatus the server's word for whether its log is kept: reserved, extended,
     *     unreserved or lost
     * @param retainedBytes how much of the log it keeps the server from removing
     * @param unconfirmedBytes log written since the position that its reader acknowledged
     * @param safeBytes how much more may be written before it is in danger; empty without a limit
     */
    public record Slot(
            boolean active,
            String walStatus,
            long retainedBytes,
            long unconfirmedBytes,
            OptionalLong safeBytes) {}

    private static final String QUERY =
            """
            select (extract(epoch from clock_timestamp()) * 1000000)::bigint as clock,
                   (select (extract(epoch from beat_at) * 1000000)::bigint from %s where id = 1)
                       as heartbeat,
                   pg_size_bytes(current_setting('max_slot_wal_keep_size')) as keep,
                   s.slot_name, s.active, coalesce(s.wal_status, 'lost') as wal_status,
                   coalesce(pg_wal_lsn_diff(look.log_end, s.restart_lsn), 0)::bigint as retained,
                   greatest(coalesce(
                       pg_wal_lsn_diff(look.log_end, s.confirmed_flush_lsn), 0), 0)::bigint
                       as unconfirmed,
                   s.safe_wal_size
            from (select %s as log_end) as look
            left join pg_replication_slots s on s.slot_name = ?
            """
                    .formatted(CapturedTables.HEARTBEAT_TABLE, LogEnd.SQL);

    /** Asks the server, in one query. */
    static SourceView read(Connection connection, String slotName) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(QUERY)) {
            query.setString(1, slotName);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                OptionalLong keep = number(row, "keep");
                return new SourceView(
                        row.getLong("clock"),
                        number(row, "heartbeat"),
                        keep.isPresent() && keep.getAsLong() < 0 ? OptionalLong.empty() : keep,
                        slot(row));
            }
        }
    }

    private static Optional<Slot> slot(ResultSet row) throws SQLException {
        if (row.getString("slot_name") == null) {
            return Optional.empty();
        }
        @Nullable String status = row.getString("wal_status");
        return Optional.of(
                new Slot(
                        row.getBoolean("active"),
                        status == null ? "lost" : status,
                        row.getLong("retained"),
                        row.getLong("unconfirmed"),
                        number(row, "safe_wal_size")));
    }

    private static OptionalLong number(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
