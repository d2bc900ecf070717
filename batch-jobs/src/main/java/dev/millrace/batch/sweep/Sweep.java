package dev.millrace.batch.sweep;

import dev.millrace.batch.job.Chunk;
import dev.millrace.batch.job.JobRun;
import dev.millrace.batch.job.Work;
import java.util.OptionalLong;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Does something to every row of a table that fits a condition. A row that fits no more when its
 * turn comes is left alone.
 *
 * @param run knows the moment called now and the size of a chunk
 * @param table with its schema
 * @param condition on the table's row {@code t} and {@code :now}
 * @param change {@code delete}, or the assignments of an update
 */
public record Sweep(JobRun run, String table, String condition, String change) implements Work {

    private static final String DELETE = "delete";

    /** Deletes the rows. */
    public static Sweep delete(JobRun run, String table, String condition) {
        return new Sweep(run, table, condition, DELETE);
    }

    /** Updates the rows; the condition must not fit them any more then. */
    public static Sweep update(JobRun run, String table, String condition, String assignments) {
        return new Sweep(run, table, condition, assignments);
    }

    @Override
    public OptionalLong total(JdbcClient sql) {
        return OptionalLong.of(count(sql));
    }

    /** What the step would do. */
    public String plan(JdbcClient sql) {
        return change.equals(DELETE)
                ? "delete %d rows of %s".formatted(count(sql), table)
                : "set %s in %d rows of %s".formatted(change, count(sql), table);
    }

    @Override
    public Chunk next(JdbcClient sql) {
        String act =
                change.equals(DELETE)
                        ? "delete from %s t using chosen c".formatted(table)
                        : "update %s t set %s from chosen c".formatted(table, change);
        return sql.sql(
                        """
                        with chosen as materialized (
                            select t.id from %s t where %s limit :chunk
                        ),
                        done as (
                            %s where t.id = c.id and %s returning 1
                        )
                        select (select count(*) from chosen), (select count(*) from done)
                        """
                                .formatted(table, condition, act, condition))
                .param("now", run.cutOff())
                .param("chunk", run.chunkSize())
                .query((row, number) ->
                        row.getLong(1) == 0 ? Chunk.last(0) : Chunk.of(row.getLong(2)))
                .single();
    }

    private long count(JdbcClient sql) {
        return sql.sql("select count(*) from %s t where %s".formatted(table, condition))
                .param("now", run.cutOff())
                .query(Long.class)
                .single();
    }
}
