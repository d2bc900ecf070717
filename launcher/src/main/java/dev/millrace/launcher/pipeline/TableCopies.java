package dev.millrace.launcher.pipeline;

import static dev.millrace.schema.jooq.ops.Tables.TABLE_SNAPSHOTS;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** Copies of captured tables into their topics, as ingest reports them in the database. */
public final class TableCopies {

    private static final long POLL_MILLIS = 100;

    private final DSLContext sql;
    private final String slot;

    /**
     * @param pool connections of a role that may read {@code ops.table_snapshots}
     */
    public TableCopies(DataSource pool, String slot) {
        this.sql = DSL.using(pool, SQLDialect.POSTGRES);
        this.slot = slot;
    }

    /**
     * A copy.
     *
     * @param id names it
     * @param table qualified name; empty for a request for all tables
     * @param state requested, copying, done, failed or cancelled
     * @param copied rows that are durable in the topic
     * @param removed keys that the table did not hold and the topic lost
     * @param expected rows of the table, estimated; empty before it begins
     * @param running since it began, until it ended; empty before it begins
     * @param reason why it was asked for or why it failed
     */
    public record Copy(
            UUID id,
            Optional<String> table,
            String state,
            long copied,
            long removed,
            Optional<Long> expected,
            Optional<Duration> running,
            Optional<String> reason) {

        public boolean isFinished() {
            return !state.equals("requested") && !state.equals("copying");
        }

        /** In a few words: rows, share, rate, time left. */
        public String inWords() {
            StringBuilder words = new StringBuilder(table.orElse("every captured table"));
            words.append(": ").append(state);
            if (copied > 0 || state.equals("copying")) {
                words.append(", %,d".formatted(copied));
                expected.filter(rows -> rows > 0)
                        .ifPresent(rows -> words.append(" of about %,d".formatted(rows)));
                words.append(" rows");
            }
            if (removed > 0) {
                words.append(", %,d gone from the table removed".formatted(removed));
            }
            double seconds = running.map(Duration::toMillis).orElse(0L) / 1e3;
            if (copied > 0 && seconds > 0) {
                double rate = copied / seconds;
                words.append(", %,.0f/s".formatted(rate));
                if (!isFinished() && expected.orElse(0L) > copied) {
                    words.append(
                            ", about %,.0f s left".formatted((expected.get() - copied) / rate));
                }
            }
            if (!state.equals("done")) {
                reason.ifPresent(why -> words.append(" (").append(why).append(')'));
            }
            return words.toString();
        }
    }

    /** Those that are asked for or under way, in the order in which they are made. */
    public List<Copy> unfinished() {
        return read(
                TABLE_SNAPSHOTS
                        .SLOT_NAME
                        .eq(slot)
                        .and(TABLE_SNAPSHOTS.STATE.in("requested", "copying")));
    }

    /** These, finished or not. */
    public List<Copy> of(Collection<UUID> ids) {
        return read(TABLE_SNAPSHOTS.ID.in(ids));
    }

    /**
     * Waits until none is asked for or under way.
     *
     * @throws PipelineException {@link ErrorKind#TIMED_OUT} when some are after the patience
     */
    void awaitNone(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        List<Copy> unfinished;
        while (!(unfinished = unfinished()).isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new PipelineException(
                        ErrorKind.TIMED_OUT,
                        "%d tables are still to be copied after %d s; next %s"
                                .formatted(
                                        unfinished.size(),
                                        patience.toSeconds(),
                                        unfinished.getFirst().inWords()));
            }
            try {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new PipelineException(ErrorKind.TIMED_OUT, "interrupted while waiting", e);
            }
        }
    }

    private List<Copy> read(org.jooq.Condition condition) {
        return sql.selectFrom(TABLE_SNAPSHOTS)
                .where(condition)
                .orderBy(TABLE_SNAPSHOTS.STATE.eq("requested"), TABLE_SNAPSHOTS.REQUESTED_AT)
                .fetch(row -> {
                    OffsetDateTime end =
                            Objects.requireNonNullElseGet(
                                    row.getFinishedAt(), () -> OffsetDateTime.now(ZoneOffset.UTC));
                    return new Copy(
                            row.getId(),
                            Optional.ofNullable(row.getTableName()),
                            row.getState(),
                            row.getRowsCopied(),
                            row.getRowsRemoved(),
                            Optional.ofNullable(row.getRowsExpected()),
                            Optional.ofNullable(row.getStartedAt())
                                    .map(begin -> Duration.between(begin, end)),
                            Optional.ofNullable(row.getReason()));
                });
    }
}
