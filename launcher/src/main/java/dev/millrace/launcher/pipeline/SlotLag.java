package dev.millrace.launcher.pipeline;

import dev.millrace.ingest.source.LogEnd;
import dev.millrace.ingest.watch.AlarmLevel;
import dev.millrace.ingest.watch.CaptureThresholds;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.DatabaseSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/**
 * The replication slot as PostgreSQL sees it.
 *
 * @param active whether a reader is connected
 * @param walStatus PostgreSQL's word for whether the log it needs is kept
 * @param behindBytes log written since the position that is durable in Kafka
 * @param retainedBytes log kept on disk for the slot
 * @param keptAtMost {@code max_slot_wal_keep_size} in bytes; empty without a limit
 */
public record SlotLag(
        boolean active,
        String walStatus,
        long behindBytes,
        long retainedBytes,
        OptionalLong keptAtMost) {

    private static final String QUERY =
            """
            select active, coalesce(wal_status, 'lost') as wal_status,
                   greatest(log_end - confirmed_flush_lsn, 0)::bigint as behind,
                   coalesce(log_end - restart_lsn, 0)::bigint as retained,
                   pg_size_bytes(current_setting('max_slot_wal_keep_size')) as keep
            from pg_replication_slots, (select %s as log_end) as server
            where slot_name = {0}\
            """
                    .formatted(LogEnd.SQL);

    /**
     * Reads the slot; empty when it does not exist.
     *
     * @param log the server that keeps it
     * @throws PipelineException {@link ErrorKind#SERVER_UNREACHABLE} when that does not answer
     */
    public static Optional<SlotLag> read(DatabaseSettings log, String slotName) {
        try (Connection connection =
                DriverManager.getConnection(log.jdbcUrl(), log.user(), log.password().reveal())) {
            return DSL.using(connection, SQLDialect.POSTGRES)
                    .resultQuery(QUERY, DSL.val(slotName))
                    .fetchOptional()
                    .map(SlotLag::of);
        } catch (SQLException e) {
            throw new PipelineException(
                    ErrorKind.SERVER_UNREACHABLE,
                    "the server at %s, which keeps the replication slot, failed: %s"
                            .formatted(log.jdbcUrl(), e.getMessage()),
                    e);
        }
    }

    private static SlotLag of(Record row) {
        return new SlotLag(
                row.get("active", boolean.class),
                row.get("wal_status", String.class),
                row.get("behind", long.class),
                row.get("retained", long.class),
                row.get("keep", long.class) < 0
                        ? OptionalLong.empty()
                        : OptionalLong.of(row.get("keep", long.class)));
    }

    /** How bad the log is that the slot keeps. */
    public AlarmLevel level(CaptureThresholds thresholds) {
        CaptureThresholds.Limits limits = thresholds.retainedWal(keptAtMost);
        if (retainedBytes >= limits.critical()
                || walStatus.equals("lost")
                || walStatus.equals("unreserved")) {
            return AlarmLevel.CRITICAL;
        }
        return retainedBytes >= limits.warning() ? AlarmLevel.WARNING : AlarmLevel.FINE;
    }

    /** Bytes in words: {@code 812 B}, {@code 3.1 MB}. */
    public static String inWords(long bytes) {
        if (bytes < 10_000) {
            return bytes + " B";
        }
        return bytes < 1_000_000
                ? "%.0f kB".formatted(bytes / 1e3)
                : "%.1f MB".formatted(bytes / 1e6);
    }
}
