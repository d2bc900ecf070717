package dev.millrace.batch.retention;

import dev.millrace.batch.archive.ArchivedTable;
import dev.millrace.batch.archive.MonthExport;
import dev.millrace.batch.job.BriefLocks;
import dev.millrace.batch.job.Chunk;
import dev.millrace.batch.job.Work;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The old months of a table, the oldest first, two chunks each: the month is closed for new rows,
 * then copied and dropped in one transaction. While it is copied only its own rows are locked.
 */
final class OldMonths implements Work {

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);

    private static final String CANDIDATES =
            """
            select p.part::text, p.from_at, p.to_at, ops.is_month_closed(p.part)
            from ops.month_partitions(?::regclass) p
            where p.to_at <= ? and p.from_at > '-infinity'
            order by p.from_at
            """;

    private final RetiredTable table;
    private final OffsetDateTime before;
    private final BriefLocks locks;
    private final Duration patience;
    private final Optional<MonthExport> export;

    /**
     * @param before months that ended by then leave
     * @param locks for what makes writers wait
     * @param patience how long a copied month may wait for the locks that its end takes
     * @param export where a month has to be written before it leaves; empty: nowhere
     */
    OldMonths(
            RetiredTable table,
            OffsetDateTime before,
            BriefLocks locks,
            Duration patience,
            Optional<MonthExport> export) {
        this.table = table;
        this.before = before;
        this.locks = locks;
        this.patience = patience;
        this.export = export;
    }

    private record Month(
            String part, OffsetDateTime from, OffsetDateTime until, boolean isClosed) {}

    @Override
    public OptionalLong total(JdbcClient sql) {
        long rows = 0;
        for (Month month : months(sql)) {
            rows += count(sql, month);
        }
        return OptionalLong.of(rows);
    }

    @Override
    public Chunk next(JdbcClient sql) {
        List<Month> months = months(sql);
        if (months.isEmpty()) {
            return Chunk.last(finish(sql));
        }
        Month oldest = months.getFirst();
        if (!oldest.isClosed()) {
            return closed(sql, oldest) ? Chunk.of(0) : Chunk.blocked();
        }
        refuseWhileCopied(sql);
        if (export.isPresent() && table == RetiredTable.ACTIVITY) {
            hold(sql, oldest);
        }
        long rows =
                sql.sql("select ops.archive_month(?::regclass, ?::regclass, ?)")
                        .params(table.table(), oldest.part(), before)
                        .query(Long.class)
                        .single();
        if (rows > 0) {
            export.ifPresent(files -> write(sql, files, oldest));
        }
        drop(sql, oldest);
        refuseWhileCopied(sql);
        return Chunk.of(rows);
    }

    /** What a run would do, in lines. */
    List<String> plan(JdbcClient sql) {
        return months(sql).stream()
                .map(month ->
                        "%s %s: %d rows".formatted(table.action(), month.part(), count(sql, month)))
                .toList();
    }

    private List<Month> months(JdbcClient sql) {
        return sql.sql(CANDIDATES)
                .params(table.table(), before)
                .query((row, number) ->
                        new Month(
                                row.getString(1),
                                row.getObject(2, OffsetDateTime.class),
                                row.getObject(3, OffsetDateTime.class),
                                row.getBoolean(4)))
                .list();
    }

    /** Through the parent: nobody has rights on a partition itself. */
    private long count(JdbcClient sql, Month month) {
        return sql.sql(
                        "select count(*) from %s where created_at >= ? and created_at < ?"
                                .formatted(table.table()))
                .params(month.from(), month.until())
                .query(Long.class)
                .single();
    }

    /** Bookings and messages are held by their copy; nothing else would hold activity. */
    private void hold(JdbcClient sql, Month month) {
        sql.sql("select ops.hold_month(?::regclass, ?::regclass, ?)")
                .params(table.table(), month.part(), before)
                .query(Long.class)
                .single();
    }

    /** The month leaves only when its file has been read back and is the same. */
    private void write(JdbcClient sql, MonthExport files, Month month) {
        LocalDate first = month.from().withOffsetSameInstant(ZoneOffset.UTC).toLocalDate();
        switch (table) {
            case BOOKINGS -> files.fromArchive(sql, ArchivedTable.BOOKINGS, first);
            case MESSAGES -> files.fromArchive(sql, ArchivedTable.MESSAGES, first);
            case ACTIVITY -> files.fromLive(sql, ArchivedTable.ACTIVITY, first);
        }
    }

    private boolean closed(JdbcClient sql, Month month) {
        return locks.tried(
                sql,
                ddl ->
                        ddl.sql("select 1 from ops.close_month(?::regclass, ?::regclass, ?)")
                                .params(table.table(), month.part(), before)
                                .query(Integer.class)
                                .single());
    }

    /**
     * A month that is copied is not given up for a lock that is not to be had at once: its rows are
     * old, and nobody else waits meanwhile.
     */
    private void drop(JdbcClient sql, Month month) {
        long end = System.nanoTime() + patience.toNanos();
        while (!locks.tried(
                sql,
                ddl ->
                        ddl.sql("select 1 from ops.drop_archived_month(?::regclass, ?::regclass)")
                                .params(table.table(), month.part())
                                .query(Integer.class)
                                .single())) {
            if (System.nanoTime() - end > 0 || Thread.currentThread().isInterrupted()) {
                throw new PipelineException(
                        ErrorKind.TIMED_OUT,
                        "%s could not be detached from %s for %s: a lock was not to be had; pg_stat_activity shows who holds it"
                                .formatted(month.part(), table.table(), patience));
            }
            LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
        }
    }

    /** A copy reads the archive before the table, so it would miss what leaves in between. */
    private void refuseWhileCopied(JdbcClient sql) {
        boolean isCopied =
                sql.sql("select ops.is_being_copied(?::regclass)")
                        .param(table.table())
                        .query(Boolean.class)
                        .single();
        if (isCopied) {
            throw new PipelineException(
                    ErrorKind.JOB_FAILED,
                    "%s is being copied into its topic; restart this run when ops.table_snapshots says done"
                            .formatted(table.table()));
        }
    }

    /** What is to be done when no month is left to leave, also after a run that was cut off. */
    private long finish(JdbcClient sql) {
        return switch (table) {
            case BOOKINGS ->
                    sql.sql("select ops.archive_late_children()").query(Long.class).single();
            case MESSAGES -> {
                sql.sql("select 1 from ops.check_reactions()").query(Integer.class).single();
                yield 0;
            }
            case ACTIVITY -> 0;
        };
    }
}
