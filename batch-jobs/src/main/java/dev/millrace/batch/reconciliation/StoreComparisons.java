package dev.millrace.batch.reconciliation;

import dev.millrace.batch.job.Chunk;
import dev.millrace.batch.job.Work;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Compares stores, one a chunk; the rows of a chunk are those that differed. Each difference is a
 * line in {@code ops.system_logs}; what differs at the end fails the job, after the last store.
 *
 * <p>For steps outside of transactions: a comparison waits for the pipeline.
 */
public final class StoreComparisons implements Work {

    private final DerivedStoreCheck check;
    private final String job;
    private final List<String> stores;
    private final boolean mends;
    private final List<String> wrong = new ArrayList<>();

    private int next;

    private StoreComparisons(
            DerivedStoreCheck check, String job, List<String> stores, boolean mends) {
        this.check = check;
        this.job = job;
        this.stores = List.copyOf(stores);
        this.mends = mends;
    }

    /** Has what differs mended. */
    public static StoreComparisons mending(
            DerivedStoreCheck check, String job, List<String> stores) {
        return new StoreComparisons(check, job, stores, true);
    }

    /** Changes nothing. */
    public static StoreComparisons reporting(
            DerivedStoreCheck check, String job, List<String> stores) {
        return new StoreComparisons(check, job, stores, false);
    }

    @Override
    public OptionalLong total(JdbcClient sql) {
        return OptionalLong.empty();
    }

    @Override
    public Chunk next(JdbcClient sql) {
        if (next == stores.size()) {
            if (!wrong.isEmpty()) {
                throw new PipelineException(ErrorKind.JOB_FAILED, String.join("; ", wrong));
            }
            return Chunk.last(0);
        }
        String store = stores.get(next);
        StoreDifferences differences = mends ? check.mend(store) : check.compare(store);
        next++;
        if (differences.found() > 0 || differences.undecided() > 0) {
            note(sql, differences);
        }
        if (differences.left() > 0) {
            wrong.add(
                    mends
                            ? differences.inWords() + ": ./millrace rebuild " + store
                            : differences.inWords() + ": ./millrace verify --repair " + store);
        }
        return Chunk.of(differences.found());
    }

    private void note(JdbcClient sql, StoreDifferences differences) {
        sql.sql(
                        """
                        insert into ops.system_logs (level, message, category, operation)
                        values ('warn', ?, 'cron', ?)
                        """)
                .params(differences.inWords(), job)
                .update();
    }
}
