package dev.millrace.batch.job;

import java.util.List;
import java.util.OptionalLong;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Analyzes tables that a job has just filled. The server would do it by itself, but later: what is
 * planned before that takes a large table for an empty one, and reads it once for each row.
 */
public final class FreshStatistics implements Work {

    private final List<String> tables;

    /**
     * @param tables their qualified names
     */
    public FreshStatistics(String... tables) {
        this.tables = List.of(tables);
    }

    /** Analyzes one, in the running transaction. */
    public static void of(JdbcClient sql, String table) {
        sql.sql("select 1 from ops.analyze_table(?::regclass)")
                .param(table)
                .query(Integer.class)
                .single();
    }

    @Override
    public OptionalLong total(JdbcClient sql) {
        return OptionalLong.of(0);
    }

    @Override
    public Chunk next(JdbcClient sql) {
        tables.forEach(table -> of(sql, table));
        return Chunk.last(0);
    }
}
