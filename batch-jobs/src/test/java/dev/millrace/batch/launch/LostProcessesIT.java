package dev.millrace.batch.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.batch.fixture.BatchProcess;
import dev.millrace.batch.fixture.JobLocks;
import dev.millrace.batch.fixture.MoveJob;
import dev.millrace.devstack.testsupport.JavaProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Executions whose process has died, or has lost its lock: another one goes on, and nothing is done
 * twice.
 */
class LostProcessesIT {

    private final MoveDesk desk = new MoveDesk();
    private final JdbcClient sql = desk.sql();
    private final BatchOperations operations = desk.operations();

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void executionOfKilledProcessIsStillThereAndGoesOn() {
        MoveJob.prepare(sql, 200);
        JavaProcess process = desk.slowMove(200);
        desk.awaitRows(20);
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
        desk.assertEffectsOnce(200);
    }

    @Test
    void effectsHappenOnceHoweverOftenTheProcessIsKilled() {
        long seed = Long.getLong("millrace.test.seed", new Random().nextLong());
        System.out.println("effectsHappenOnceHoweverOftenTheProcessIsKilled: seed " + seed);
        Random random = new Random(seed);
        int rounds = Boolean.getBoolean("millrace.test.long") ? 50 : 2;
        MoveJob.prepare(sql, 60 * rounds);
        JavaProcess process =
                BatchProcess.start(
                        desk.database(), "run", "move", "1", "chunk-size=7", "rows-per-second=300");
        for (int round = 1; round <= rounds; round++) {
            long moved = desk.effects();
            long wanted = moved + random.nextInt(40);
            JavaProcess running = process;
            await().atMost(MoveDesk.PATIENCE)
                    .pollInterval(Duration.ofMillis(random.nextInt(1, 20)))
                    .until(() ->
                            desk.effects() >= wanted
                                    || !running.handle().isAlive()
                                    || running.output().contains("all ended"));
            process.kill();
            JobLocks.awaitFree(sql);
            List<RunReport> history = operations.history(Optional.of("move"), false, 1);
            if (history.isEmpty() || isDone(history.getFirst())) {
                break;
            }
            process =
                    BatchProcess.start(
                            desk.database(),
                            "restart",
                            Long.toString(history.getFirst().execution()),
                            "1");
        }
        process.kill();
        JobLocks.awaitFree(sql);
        List<RunReport> history = operations.history(Optional.of("move"), false, 1);
        if (history.isEmpty()) {
            operations.run("move", Map.of(), "test");
        } else if (!isDone(history.getFirst())) {
            operations.restart(history.getFirst().execution(), "test");
        }

        desk.assertEffectsOnce(60 * rounds);
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
        try (JavaProcess one = BatchProcess.start(desk.database(), "restart", id, "10");
                JavaProcess other = BatchProcess.start(desk.database(), "restart", id, "10")) {
            await().atMost(MoveDesk.PATIENCE)
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
        desk.assertEffectsOnce(60);
    }

    @Test
    void processThatLostItsLockWithoutNoticingWritesNothingMore() {
        MoveJob.prepare(sql, 400);
        try (JavaProcess process = desk.slowMove(400)) {
            desk.awaitRows(20);
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
            JobLocks.awaitFree(sql);

            RunReport rest = operations.restart(execution, "bob");

            assertThat(rest.outcome()).contains(Outcome.COMPLETED);
            await().atMost(MoveDesk.PATIENCE).until(() -> process.output().contains("all ended"));
            assertThat(operations.show(execution).outcome()).contains(Outcome.LOST);
        }
        desk.assertEffectsOnce(400);
    }

    private static boolean isDone(RunReport report) {
        return report.outcome().equals(Optional.of(Outcome.COMPLETED));
    }
}
