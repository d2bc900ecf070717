package dev.millrace.ingest.source;

import dev.millrace.schema.position.Lsn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What the server says of a replication slot.
 *
 * @param plugin its output plugin, empty text for a physical slot
 * @param database the database it decodes, empty text for a physical slot
 * @param activePid who streams from it now
 * @param activeFrom the address of that client, empty text when it is local or unknown
 * @param confirmed up to where its reader acknowledged; zero when it never did
 * @param lost why it cannot be used any more
 * @param retainedBytes how much of the log it keeps the server from removing
 * @param catalogXmin the oldest transaction whose catalogue it needs; empty text when none
 */
public record SlotState(
        String plugin,
        String database,
        OptionalInt activePid,
        String activeFrom,
        Lsn confirmed,
        Optional<String> lost,
        long retainedBytes,
        String catalogXmin) {

    // Read as JSON: the reason of an invalidation is a column since PostgreSQL 17 only.
    private static final String QUERY =
            """
            select coalesce(s.plugin, '') as plugin,
                   coalesce(s.database, '') as database,
                   s.active_pid,
                   coalesce(host(a.client_addr), '') as client,
                   coalesce(s.confirmed_flush_lsn, '0/0')::text as confirmed,
                   case when s.wal_status = 'lost' or s.restart_lsn is null
                        then coalesce(to_jsonb(s) ->> 'invalidation_reason', s.wal_status, 'no log')
                   end as lost,
                   coalesce(pg_wal_lsn_diff(%s, s.restart_lsn), 0)::bigint as retained,
                   coalesce(s.catalog_xmin::text, '') as catalog_xmin
            from pg_replication_slots s
            left join pg_stat_activity a on a.pid = s.active_pid
            where s.slot_name = ?
            """
                    .formatted(LogEnd.SQL);

    /** Asks the server; empty when there is no such slot. */
    public static Optional<SlotState> read(Connection connection, String slot) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(QUERY)) {
            query.setString(1, slot);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                int pid = row.getInt("active_pid");
                boolean active = !row.wasNull();
                @Nullable String lost = row.getString("lost");
                return Optional.of(
                        new SlotState(
                                text(row, "plugin"),
                                text(row, "database"),
                                active ? OptionalInt.of(pid) : OptionalInt.empty(),
                                text(row, "client"),
                                Lsn.parse(text(row, "confirmed")),
                                Optional.ofNullable(lost),
                                row.getLong("retained"),
                                text(row, "catalog_xmin")));
            }
        }
    }

    private static String text(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(row.getString(column), column);
    }
}
