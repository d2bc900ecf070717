package dev.millrace.batch.matchrescore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.batch.fixture.BatchDatabase;
import dev.millrace.batch.fixture.RecordingStores;
import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.launch.Outcome;
import dev.millrace.batch.launch.RunReport;
import dev.millrace.batch.schedule.JobScheduler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** B13 beside stores whose differences the test says; the launcher's test has real ones. */
class MatchRescoreIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final BatchDatabase database = BatchDatabase.migrated();
    private final JdbcClient sql = database.sql();

    @Test
    void onlyAStoreThatDiffersIsBuiltAnew() {
        RecordingStores stores = new RecordingStores().differing("match_scores", 12);

        RunReport report = run(stores);

        assertThat(report.outcome()).as(report.toString()).contains(Outcome.COMPLETED);
        assertThat(report.rowsDone()).isEqualTo(12);
        assertThat(stores.asked())
                .containsExactly(
                        "compare match_scores",
                        "rebuild match_scores",
                        "compare match_scores",
                        "compare member_matches");
    }

    @Test
    void aStoreThatStillDiffersFailsTheJobByName() {
        RunReport report = run(new RecordingStores().unmendable("match_scores", 2));

        assertThat(report.outcome()).contains(Outcome.FAILED);
        assertThat(report.toString()).contains("match_scores", "after it was built anew");
    }

    @Test
    void aStoreThatIsStillBuiltIsWaitedFor() {
        RecordingStores stores = new RecordingStores().behind("match_scores", 2);

        RunReport report = run(stores);

        assertThat(report.outcome()).as(report.toString()).contains(Outcome.COMPLETED);
        assertThat(stores.asked())
                .containsExactly(
                        "compare match_scores",
                        "compare match_scores",
                        "compare match_scores",
                        "compare member_matches");
    }

    @Test
    void aStoreThatNeverGetsAsFarFailsTheJob() {
        RunReport report = run(new RecordingStores().behind("member_matches", Integer.MAX_VALUE));

        assertThat(report.outcome()).contains(Outcome.FAILED);
        assertThat(report.toString()).contains("member_matches is behind");
    }

    /** With the model, and only with the model that scores, the job is due. */
    @Test
    void anotherModelMakesTheJobDueAtOnce() {
        RecordingStores stores = new RecordingStores();
        try (JobScheduler scheduler =
                JobScheduler.start(
                        database.operations(
                                List.of(new MatchRescore(stores)), new SimpleMeterRegistry()),
                        database.batch(),
                        BatchDatabase.settings().schedule())) {
            change(
                    """
                    insert into analytics.ai_models
                        (name, version, model_type, config, is_production)
                    values ('texts', '1', 'moderation', '{}', true), ('scores', '1', 'matching', '{}', false)
                    """);
            assertThat(isDue()).isFalse();

            change("update analytics.ai_models set is_production = true where name = 'scores'");
            awaitRuns(1);
            change("update analytics.ai_models set accuracy = 0.5, config = '{\"note\": 1}'");
            assertThat(isDue()).isFalse();
            change("update analytics.ai_models set config = '{\"weights\": {\"skills\": 1}}'");
            awaitRuns(2);
            change("delete from analytics.ai_models");
            awaitRuns(3);
            assertThat(scheduler.age()).isLessThan(PATIENCE);
        }
        assertThat(stores.asked()).hasSize(6);
    }

    /** Whoever changes models has no rights to schedules. */
    private void change(String statement) {
        sql.sql("set role millrace_app_service; %s; reset role".formatted(statement)).update();
    }

    private boolean isDue() {
        return sql.sql(
                        """
                        select exists (select from batch.schedules
                            where job_name = 'match-rescore' and next_due <= clock_timestamp())
                        """)
                .query(Boolean.class)
                .single();
    }

    private void awaitRuns(long count) {
        await().atMost(PATIENCE)
                .until(() ->
                        !isDue()
                                && sql.sql(
                                                        "select count(*) from batch.runs where outcome = 'completed'")
                                                .query(Long.class)
                                                .single()
                                        == count);
    }

    private RunReport run(RecordingStores stores) {
        try (BatchOperations operations =
                database.operations(List.of(new MatchRescore(stores)), new SimpleMeterRegistry())) {
            return operations.run("match-rescore", Map.of(), "test");
        }
    }
}
