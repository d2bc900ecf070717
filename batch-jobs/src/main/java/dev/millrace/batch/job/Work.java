package dev.millrace.batch.job;

import java.util.OptionalLong;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The work of a step, a chunk at a time. It finds what is left to do in the database, so that a
 * restart needs to know nothing of what was done before.
 */
public interface Work {

    /**
     * How many rows are to be done, asked once when the step begins; empty when counting costs more
     * than it tells.
     */
    OptionalLong total(JdbcClient sql);

    /** Does the next chunk, in the running transaction, which also records the progress. */
    Chunk next(JdbcClient sql);
}
