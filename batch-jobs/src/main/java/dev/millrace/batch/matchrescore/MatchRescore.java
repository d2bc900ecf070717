package dev.millrace.batch.matchrescore;

import dev.millrace.batch.job.BatchJob;
import dev.millrace.batch.job.Chunk;
import dev.millrace.batch.job.JobDescription;
import dev.millrace.batch.job.JobRun;
import dev.millrace.batch.job.Work;
import dev.millrace.batch.job.WorkStep;
import dev.millrace.batch.reconciliation.DerivedStoreCheck;
import dev.millrace.batch.reconciliation.StoreDifferences;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.util.List;
import java.util.OptionalLong;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * B13: another production model of type matching changes no score by itself, but makes this job due
 * with its commit. The job compares the stores that are made by the model with their oracles; one
 * that differs is built anew by the pipeline, beside the live one, compared, and swapped. Nothing
 * else ever writes their tables.
 */
public final class MatchRescore implements BatchJob {

    private static final List<String> STORES = List.of("match_scores", "member_matches");

    // A store that is being built cannot be compared for long; each try waits two minutes by
    // itself.
    private static final int TRIES_MAX = 30;

    private final DerivedStoreCheck stores;

    /**
     * @param stores compares the stores, and has them built anew
     */
    public MatchRescore(DerivedStoreCheck stores) {
        this.stores = stores;
    }

    @Override
    public JobDescription description() {
        return new JobDescription(
                "B13",
                "match-rescore",
                "Has match scores computed anew when the model has changed.");
    }

    @Override
    public List<WorkStep> steps(JobRun run) {
        return STORES.stream()
                .map(store -> WorkStep.outsideOfTransactions(store, new Rescored(stores, store)))
                .toList();
    }

    @Override
    public List<String> plan(JobRun run, JdbcClient sql) {
        return STORES.stream()
                .map(store -> "compare derived." + store + " and build it anew if it differs")
                .toList();
    }

    /** A store in one chunk; twice does no harm. */
    private static final class Rescored implements Work {

        private final DerivedStoreCheck stores;
        private final String store;
        private int triesLeft = TRIES_MAX;

        Rescored(DerivedStoreCheck stores, String store) {
            this.stores = stores;
            this.store = store;
        }

        @Override
        public OptionalLong total(JdbcClient sql) {
            return OptionalLong.empty();
        }

        @Override
        public Chunk next(JdbcClient sql) {
            StoreDifferences before;
            try {
                before = stores.compare(store);
            } catch (PipelineException e) {
                triesLeft--;
                if (e.kind() != ErrorKind.TIMED_OUT || triesLeft == 0) {
                    throw e;
                }
                return Chunk.blocked();
            }
            if (before.left() == 0) {
                return Chunk.last(0);
            }
            stores.rebuild(store);
            StoreDifferences after = stores.compare(store);
            if (after.left() > 0) {
                throw new PipelineException(
                        ErrorKind.JOB_FAILED, after.inWords() + " after it was built anew");
            }
            return Chunk.last(before.found());
        }
    }
}
