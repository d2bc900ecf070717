package dev.millrace.batch.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.batch.fixture.BatchProcess;
import dev.millrace.batch.fixture.MoveJob;
import dev.millrace.devstack.testsupport.JavaProcess;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One run at a time, and what happens to those that end before they are done. */
class BatchOperationsIT {

    private static final int STOPS = Boolean.getBoolean("millrace.test.long") ? 100 : 4;
    // A stop waits for up to twenty more rows, and a chunk is finished before the run ends.
    private static final int ROWS = 200 * STOPS;

    private final MoveDesk desk = new MoveDesk();
    private final JdbcClient sql = desk.sql();
    private final BatchOperations operations = desk.operations();

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void runDoesEveryRowAndWritesDownWhatItDid() {
        MoveJob.prepare(sql, 25);

        RunReport report = operations.run("move", Map.of("chunk-size", "10"), "alice");

        assertThat(report.outcome()).contains(Outcome.COMPLETED);
        assertThat(report.rowsDone()).isEqualTo(25);
        assertThat(report.rowsTotal()).hasValue(25);
        desk.assertEffectsOnce(25);
        assertThat(
                        sql.sql(
                                        """
                                        select concat_ws(' ', status, rows_affected,
                                            details ->> 'started_by', completed_at >= started_at,
                                            (details ->> 'seconds')::numeric >= 0)
                                        from ops.maintenance_log
                                        where activity = 'move' and batch_run_id = ?
                                        """)
                                .param(report.execution())
                                .query(String.class)
                                .single())
                .isEqualTo("completed 25 alice t t");
        assertThat(
                        sql.sql(
                                        """
                                        select action || ' ' || (additional_info ->> 'actor')
                                        from ops.audit_logs where resource_id = 'move'
                                        """)
                                .query(String.class)
                                .list())
                .containsExactly("run alice");
        assertThat(desk.registry().get("millrace.batch.rows").tag("job", "move").counter().count())
                .isEqualTo(25);
        assertThat(
                        desk.registry()
                                .get("millrace.batch.duration")
                                .tag("outcome", "completed")
                                .timer()
                                .count())
                .isEqualTo(1);
    }

    @Test
    void rowsAndProgressCommitTogether() {
        MoveJob.prepare(sql, 25);

        RunReport failed =
                operations.run("move", Map.of("chunk-size", "5", "fail-at", "14"), "alice");

        // The first step moved all even rows but those of the chunk of row 14: 2 4 6 8 10.
        assertThat(failed.outcome()).contains(Outcome.FAILED);
        assertThat(failed.message().orElseThrow()).contains("row 14 stops the work");
        assertThat(failed.rowsDone())
                .isEqualTo(sql.sql("select count(*) from batch.effects").query(Long.class).single())
                .isEqualTo(5);
        assertThat(
                        sql.sql("select sum(write_count) from batch.step_execution")
                                .query(Long.class)
                                .single())
                .isEqualTo(5);
    }

    @Test
    void failedRunIsNotRunAnewButRestartedOrGivenUp() {
        MoveJob.prepare(sql, 25);
        RunReport failed =
                operations.run("move", Map.of("chunk-size", "5", "fail-at", "14"), "alice");

        assertThatThrownBy(() -> operations.run("move", Map.of(), "bob"))
                .hasMessageContaining("execution %d of job move ended", failed.execution())
                .hasMessageContaining("restart " + failed.execution());
        RunReport again = operations.restart(failed.execution(), "bob");
        assertThat(again.outcome()).contains(Outcome.FAILED);
        assertThat(again.parameters()).isEqualTo(failed.parameters());
        assertThatThrownBy(() -> operations.restart(failed.execution(), "bob"))
                .hasMessageContaining("not the last one");
        operations.abandon(again.execution(), "bob");

        assertThat(operations.run("move", Map.of(), "carol").outcome()).contains(Outcome.COMPLETED);
        desk.assertEffectsOnce(25);
        assertThat(operations.history(Optional.of("move"), false, 10))
                .extracting(report -> report.outcome().orElseThrow())
                .containsExactly(Outcome.COMPLETED, Outcome.ABANDONED, Outcome.FAILED);
    }

    @Test
    void dryRunChangesNothing() {
        MoveJob.prepare(sql, 7);
        long before = writes();

        assertThat(operations.dryRun("move", Map.of())).containsExactly("move 7");

        assertThat(writes()).isEqualTo(before);
        assertThat(operations.history(Optional.empty(), false, 10)).isEmpty();
    }

    @Test
    void stopRequestFromElsewhereStopsAtTheNextChunk() {
        MoveJob.prepare(sql, 400);
        try (JavaProcess process = desk.slowMove(400)) {
            desk.awaitRows(20);
            long execution =
                    operations.history(Optional.of("move"), false, 1).getFirst().execution();
            assertThatThrownBy(() -> operations.run("move", Map.of(), "bob"))
                    .hasMessageContaining("job move is run by");

            operations.requestStop(execution, "bob");

            await().atMost(MoveDesk.PATIENCE)
                    .until(() -> process.output().contains("ended STOPPED"));
            assertStopped(execution);
            operations.restart(execution, "bob");
        }
        desk.assertEffectsOnce(400);
    }

    @Test
    void endOfTheProgramStopsInOrder() {
        MoveJob.prepare(sql, 400);
        JavaProcess process = desk.slowMove(400);
        desk.awaitRows(20);

        process.stop(MoveDesk.PATIENCE);

        long execution = operations.history(Optional.of("move"), false, 1).getFirst().execution();
        assertStopped(execution);
        operations.restart(execution, "bob");
        desk.assertEffectsOnce(400);
    }

    /** By a request or by the end of the program, wherever the run is. */
    @Test
    void everyOneOfManyStopsLeavesARunThatGoesOn() {
        long seed = Long.getLong("millrace.test.seed", new Random().nextLong());
        System.out.println("everyOneOfManyStopsLeavesARunThatGoesOn: seed " + seed);
        Random random = new Random(seed);
        MoveJob.prepare(sql, ROWS);
        JavaProcess process = desk.slowMove(1_200);
        for (int stop = 1; ; stop++) {
            desk.awaitRows(desk.effects() + 1 + random.nextInt(20));
            long execution =
                    operations.history(Optional.of("move"), false, 1).getFirst().execution();
            if (random.nextBoolean()) {
                operations.requestStop(execution, "bob");
                JavaProcess stopping = process;
                await().atMost(MoveDesk.PATIENCE)
                        .until(() -> stopping.output().contains("ended STOPPED"));
                process.kill();
            } else {
                process.stop(MoveDesk.PATIENCE);
            }
            assertStopped(execution);
            if (stop == STOPS) {
                operations.restart(execution, "bob");
                break;
            }
            process = BatchProcess.start(desk.database(), "restart", Long.toString(execution), "1");
        }
        desk.assertEffectsOnce(ROWS);
    }

    private void assertStopped(long execution) {
        assertThat(operations.show(execution).outcome()).contains(Outcome.STOPPED);
        assertThat(
                        sql.sql(
                                        """
                                        select distinct s.status || ' ' || e.status
                                        from batch.step_execution s
                                        join batch.job_execution e using (job_execution_id)
                                        where job_execution_id = ? and s.status <> 'COMPLETED'
                                        """)
                                .param(execution)
                                .query(String.class)
                                .list())
                .containsExactly("STOPPED STOPPED");
    }

    private long writes() {
        sql.sql("select pg_stat_force_next_flush()").query().listOfRows();
        return sql.sql(
                        """
                        select sum(n_tup_ins + n_tup_upd + n_tup_del) from pg_stat_user_tables
                        """)
                .query(Long.class)
                .single();
    }
}
