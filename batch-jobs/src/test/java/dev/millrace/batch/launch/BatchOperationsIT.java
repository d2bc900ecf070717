package dev.millrace.batch.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.batch.fixture.BatchDatabase;
import dev.millrace.batch.fixture.BatchProcess;
import dev.millrace.batch.fixture.JobLocks;
import dev.millrace.batch.fixture.MoveJob;
import dev.millrace.devstack.testsupport.JavaProcess;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One run at a time, and what happens to those that end before they are done. */
class BatchOperationsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private BatchDatabase database;
    private JdbcClient sql;
    private SimpleMeterRegistry registry;
    private BatchOperations operations;

    @BeforeEach
    void open() {
        database = BatchDatabase.migrated();
        sql = database.sql();
        registry = new SimpleMeterRegistry();
        operations = database.operations(List.of(new MoveJob()), registry);
    }

    @AfterEach
    void close() {
        operations.close();
    }

    @Test
    void runDoesEveryRowAndWritesDownWhatItDid() {
        MoveJob.prepare(sql, 25);

        RunReport report = operations.run("move", Map.of("chunk-size", "10"), "alice");

        assertThat(report.outcome()).contains(Outcome.COMPLETED);
        assertThat(report.rowsDone()).isEqualTo(25);
        assertThat(report.rowsTotal()).hasValue(25);
        assertEffectsOnce(25);
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
        assertThat(registry.get("millrace.batch.rows").tag("job", "move").counter().count())
                .isEqualTo(25);
        assertThat(
                        registry.get("millrace.batch.duration")
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
        assertEffectsOnce(25);
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
    void executionOfKilledProcessIsStillThereAndGoesOn() {
        MoveJob.prepare(sql, 200);
        JavaProcess process = slowMove(200);
        awaitRows(20);
        process.kill();

        // Nobody holds the lock; the tables say STARTED until the next holder looks.
        long execution = operations.history(Optional.of("move"), false, 1).getFirst().execution();
        assertThat(
                        sql.sql("select status from batch.job_execution where job_execution_id = ?")
                                .param(execution)
                                .query(String.class)
                                .single())
                .isEqualTo("STARTED");
        assertThatThrownBy(() -> operations.run("move", Map.of(), "bob"))
                .hasMessageContaining("ended as lost");

        RunReport rest = operations.restart(execution, "bob");

        assertThat(rest.outcome()).contains(Outcome.COMPLETED);
        assertThat(rest.rowsDone())
                .isEqualTo(200 - operations.show(execution).rowsDone())
                .isLessThan(200);
        assertThat(operations.show(execution).outcome()).contains(Outcome.LOST);
        assertEffectsOnce(200);
    }

    @Test
    void effectsHappenOnceHoweverOftenTheProcessIsKilled() {
        long seed = Long.getLong("millrace.test.seed", new Random().nextLong());
        System.out.println("effectsHappenOnceHoweverOftenTheProcessIsKilled: seed " + seed);
        Random random = new Random(seed);
        int rounds = Boolean.getBoolean("millrace.test.long") ? 50 : 4;
        MoveJob.prepare(sql, 60 * rounds);
        JavaProcess process =
                BatchProcess.start(
                        database, "run", "move", "1", "chunk-size=7", "rows-per-second=300");
        for (int round = 1; round <= rounds; round++) {
            long moved = effects();
            long wanted = moved + random.nextInt(40);
            JavaProcess running = process;
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(random.nextInt(1, 20)))
                    .until(() ->
                            effects() >= wanted
                                    || !running.handle().isAlive()
                                    || running.output().contains("all ended"));
            process.kill();
            awaitLockFree();
            List<RunReport> history = operations.history(Optional.of("move"), false, 1);
            if (history.isEmpty() || isDone(history.getFirst())) {
                break;
            }
            process =
                    BatchProcess.start(
                            database,
                            "restart",
                            Long.toString(history.getFirst().execution()),
                            "1");
        }
        process.kill();
        awaitLockFree();
        List<RunReport> history = operations.history(Optional.of("move"), false, 1);
        if (history.isEmpty()) {
            operations.run("move", Map.of(), "test");
        } else if (!isDone(history.getFirst())) {
            operations.restart(history.getFirst().execution(), "test");
        }

        assertEffectsOnce(60 * rounds);
    }

    @Test
    void exactlyOneOfManyInTwoProcessesRestartsAFailedRun() {
        MoveJob.prepare(sql, 60);
        RunReport failed =
                operations.run("move", Map.of("chunk-size", "3", "fail-at", "60"), "alice");
        // From here on row 60 is not in the way.
        sql.sql(
                        "update batch.job_execution_params set parameter_value = '61' where parameter_name = 'fail-at'")
                .update();

        String id = Long.toString(failed.execution());
        try (JavaProcess one = BatchProcess.start(database, "restart", id, "10");
                JavaProcess other = BatchProcess.start(database, "restart", id, "10")) {
            await().atMost(PATIENCE)
                    .until(() ->
                            one.output().contains("all ended")
                                    && other.output().contains("all ended"));

            List<String> said =
                    (one.output() + "\n" + other.output())
                            .lines()
                            .filter(line -> line.matches("(ended|refused) .*"))
                            .map(line -> line.replaceFirst(":.*", ""))
                            .toList();
            assertThat(said).hasSize(20).containsOnlyOnce("ended COMPLETED");
            assertThat(said)
                    .allMatch(line ->
                            line.equals("ended COMPLETED")
                                    || line.equals("refused JOB_BUSY")
                                    || line.equals("refused JOB_REFUSED"));
        }
        assertEffectsOnce(60);
    }

    @Test
    void stopRequestFromElsewhereStopsAtTheNextChunk() {
        MoveJob.prepare(sql, 400);
        try (JavaProcess process = slowMove(400)) {
            awaitRows(20);
            long execution =
                    operations.history(Optional.of("move"), false, 1).getFirst().execution();
            assertThatThrownBy(() -> operations.run("move", Map.of(), "bob"))
                    .hasMessageContaining("job move is run by");

            operations.requestStop(execution, "bob");

            await().atMost(PATIENCE).until(() -> process.output().contains("ended STOPPED"));
            assertStopped(execution);
            operations.restart(execution, "bob");
        }
        assertEffectsOnce(400);
    }

    @Test
    void endOfTheProgramStopsInOrder() {
        MoveJob.prepare(sql, 400);
        JavaProcess process = slowMove(400);
        awaitRows(20);

        process.stop(PATIENCE);

        long execution = operations.history(Optional.of("move"), false, 1).getFirst().execution();
        assertStopped(execution);
        operations.restart(execution, "bob");
        assertEffectsOnce(400);
    }

    @Test
    void processThatLostItsLockWithoutNoticingWritesNothingMore() {
        MoveJob.prepare(sql, 400);
        try (JavaProcess process = slowMove(400)) {
            awaitRows(20);
            long execution =
                    operations.history(Optional.of("move"), false, 1).getFirst().execution();
            sql.sql(
                            """
                            select pg_terminate_backend(pid) from pg_stat_activity
                            where application_name = 'millrace batch lock'
                                and datname = current_database()
                            """)
                    .query()
                    .listOfRows();
            awaitLockFree();

            RunReport rest = operations.restart(execution, "bob");

            assertThat(rest.outcome()).contains(Outcome.COMPLETED);
            await().atMost(PATIENCE).until(() -> process.output().contains("all ended"));
            assertThat(operations.show(execution).outcome()).contains(Outcome.LOST);
        }
        assertEffectsOnce(400);
    }

    private JavaProcess slowMove(int rowsPerSecond) {
        return BatchProcess.start(
                database,
                "run",
                "move",
                "1",
                "chunk-size=4",
                "rows-per-second=" + rowsPerSecond / 4);
    }

    private void awaitRows(long rows) {
        await().atMost(PATIENCE).until(() -> effects() >= rows);
    }

    private void awaitLockFree() {
        JobLocks.awaitFree(sql);
    }

    private static boolean isDone(RunReport report) {
        return report.outcome().equals(Optional.of(Outcome.COMPLETED));
    }

    private long effects() {
        return sql.sql("select count(*) from batch.effects").query(Long.class).single();
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

    private void assertEffectsOnce(int rows) {
        assertThat(sql.sql("select count(*) from batch.waiting").query(Long.class).single())
                .isZero();
        assertThat(
                        sql.sql("select count(*) || ' ' || count(distinct id) from batch.effects")
                                .query(String.class)
                                .single())
                .isEqualTo(rows + " " + rows);
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
