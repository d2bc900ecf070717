package dev.millrace.batch.duenotifications;

import dev.millrace.batch.job.Chunk;
import dev.millrace.batch.job.JobRun;
import dev.millrace.batch.job.Work;
import java.util.OptionalLong;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What is due of one kind, a chunk at a time. The mark and what it tells are in one transaction, so
 * each is told once.
 *
 * @param statement marks a chunk, and says how many were due and how many notifications went out;
 *     it takes {@code :now}, {@code :chunk} and {@code :hours}
 */
record Feed(JobRun run, String statement, long hours) implements Work {

    @Override
    public OptionalLong total(JdbcClient sql) {
        return OptionalLong.empty();
    }

    @Override
    public Chunk next(JdbcClient sql) {
        return sql.sql(statement)
                .param("now", run.cutOff())
                .param("chunk", run.chunkSize())
                .param("hours", hours)
                .query((row, number) ->
                        row.getLong(1) == 0 ? Chunk.last(0) : Chunk.of(row.getLong(2)))
                .single();
    }
}
