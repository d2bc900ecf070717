package dev.millrace.batch.recommendations;

import dev.millrace.batch.job.BatchJob;
import dev.millrace.batch.job.Chunk;
import dev.millrace.batch.job.JobDescription;
import dev.millrace.batch.job.JobRun;
import dev.millrace.batch.job.Parameter;
import dev.millrace.batch.job.Work;
import dev.millrace.batch.job.WorkStep;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * B20: asks for new recommendations for everybody who signed in or opened a course lately. The
 * pipeline computes them, as of the commit of the chunk that asks.
 */
public final class RecommendationRefresh implements BatchJob {

    private static final String ACTIVE_DAYS = "active-days";
    private static final int NINETY = 90;

    /** Who {@code u} is to be asked for; who was asked for since the cut-off is not. */
    private static final String WAITING =
            """
            u.deleted_at is null
                and (u.last_login_at >= :active
                    or exists (
                        select from learning.enrollments e
                        where e.user_id = u.id and e.last_accessed_at >= :active))
                and not exists (
                    select from learning.recommendation_refreshes r
                    where r.user_id = u.id and r.asked_at >= :now)
            """;

    @Override
    public JobDescription description() {
        return new JobDescription(
                "B20",
                "recommendations",
                "Asks for new course recommendations for people who are active.",
                Parameter.count(
                        ACTIVE_DAYS,
                        NINETY,
                        "days since the last sign-in or opened course; at most 36500"));
    }

    @Override
    public List<WorkStep> steps(JobRun run) {
        return List.of(new WorkStep("people", new People(run, activeSince(run))));
    }

    @Override
    public List<String> plan(JobRun run, JdbcClient sql) {
        long people = new People(run, activeSince(run)).total(sql).orElseThrow();
        return List.of("ask for new recommendations for %d people".formatted(people));
    }

    private static OffsetDateTime activeSince(JobRun run) {
        long days = run.number(ACTIVE_DAYS);
        if (days > 36_500) {
            throw run.refuse(ACTIVE_DAYS, "at most 36500");
        }
        return run.cutOff().minusDays(days);
    }

    /**
     * People in the order of their ids: whatever the clocks say, a step comes to its end. Those
     * whom a former execution asked for are left out as far as the clocks agree; twice would do no
     * harm.
     */
    private static final class People implements Work {

        private final JobRun run;
        private final OffsetDateTime active;

        private UUID after = new UUID(0, 0);

        People(JobRun run, OffsetDateTime active) {
            this.run = run;
            this.active = active;
        }

        @Override
        public OptionalLong total(JdbcClient sql) {
            return OptionalLong.of(
                    sql.sql("select count(*) from identity.users u where " + WAITING)
                            .param("active", active)
                            .param("now", run.cutOff())
                            .query(Long.class)
                            .single());
        }

        @Override
        public Chunk next(JdbcClient sql) {
            List<UUID> people =
                    sql.sql(
                                    """
                                    select u.id from identity.users u
                                    where u.id > :after and %s
                                    order by u.id
                                    limit :chunk
                                    """
                                            .formatted(WAITING))
                            .param("after", after)
                            .param("active", active)
                            .param("now", run.cutOff())
                            .param("chunk", run.chunkSize())
                            .query(UUID.class)
                            .list();
            if (people.isEmpty()) {
                return Chunk.last(0);
            }
            after = people.getLast();
            return Chunk.of(
                    sql.sql("select learning.refresh_recommendations(?)")
                            .param(people.toArray(UUID[]::new))
                            .query(Long.class)
                            .single());
        }
    }
}
