package dev.millrace.batch.erasure;

import dev.millrace.batch.job.BatchJob;
import dev.millrace.batch.job.Chunk;
import dev.millrace.batch.job.JobDescription;
import dev.millrace.batch.job.JobRun;
import dev.millrace.batch.job.Work;
import dev.millrace.batch.job.WorkStep;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * B23, third part: what was erased, or replaced in any other way, is gone from the topics within a
 * time, whether or not they have other traffic.
 */
public final class TopicErasure implements BatchJob {

    private final TopicValues topics;
    private final Duration within;

    /**
     * @param within from the erasure until no topic has the value
     */
    public TopicErasure(TopicValues topics, Duration within) {
        this.topics = topics;
        this.within = within;
    }

    @Override
    public JobDescription description() {
        return new JobDescription(
                "B23",
                "topic-erasure",
                "Sees to it that replaced values leave the topics in time.");
    }

    @Override
    public List<WorkStep> steps(JobRun run) {
        return List.of(WorkStep.outsideOfTransactions("topics", new Bound()));
    }

    @Override
    public List<String> plan(JobRun run, JdbcClient sql) {
        return List.of(
                "have replaced values leave every topic within %d days".formatted(within.toDays()));
    }

    private final class Bound implements Work {

        @Override
        public OptionalLong total(JdbcClient sql) {
            return OptionalLong.empty();
        }

        /** A row is a partition. */
        @Override
        public Chunk next(JdbcClient sql) {
            return Chunk.last(topics.bound(within).getOrDefault("partitions", 0));
        }
    }
}
