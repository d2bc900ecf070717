package dev.millrace.batch.killed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.batch.fixture.BatchProcess;
import dev.millrace.batch.fixture.JobLocks;
import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.launch.Outcome;
import dev.millrace.batch.launch.RunReport;
import dev.millrace.devstack.testsupport.JavaProcess;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * kill -9 of the process of a job at random points: a restart finishes it, and its effects have
 * happened once. Each job is first run undisturbed, which says how much it writes; then, on the
 * same data, a process is killed when it has written a random part of that, and so may be those
 * that go on.
 */
class KilledJobsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final boolean LONG = Boolean.getBoolean("millrace.test.long");

    /** How often each job of the table is killed, in place of what it says. */
    private static final String KILLS = "millrace.test.kills";

    @TempDir private Path folder;

    /**
     * A line of the table.
     *
     * @param everyday how often it is killed in each run of the tests
     * @param inTheLongProfile and there
     */
    record Line(KilledJob job, int everyday, int inTheLongProfile) {

        int kills() {
            return Integer.getInteger(KILLS, LONG ? inTheLongProfile : everyday);
        }

        @Override
        public String toString() {
            return job.name();
        }
    }

    static Stream<Line> killed() {
        return Stream.of(
                        new Line(new RetiredMonths(), 1, 50),
                        new Line(new ArchivedTrail(), 1, 50),
                        new Line(new PaidPractitioners(), 2, 50),
                        new Line(new AnsweredPeople(), 1, 15),
                        new Line(new DeletedFiles(), 1, 10),
                        new Line(RowJobs.expirySweep(), 1, 10),
                        new Line(RowJobs.dueNotifications(), 1, 10),
                        new Line(new ReconciledBooks(), 0, 10),
                        new Line(new ExportedMonths(), 0, 10),
                        new Line(new RestoredMonth(), 0, 10),
                        new Line(new WrittenBackup(), 0, 10),
                        new Line(RowJobs.partitionMaintenance(), 0, 10),
                        new Line(RowJobs.subscriptionExpiry(), 0, 10),
                        new Line(RowJobs.recommendations(), 0, 5),
                        new Line(RowJobs.notificationCleanup(), 0, 5),
                        new Line(RowJobs.sessionCleanup(), 0, 5),
                        new Line(RowJobs.systemLogCleanup(), 0, 5),
                        new Line(RowJobs.meetingArchive(), 0, 5),
                        new Line(RowJobs.weeklyMaintenance(), 0, 5),
                        new Line(RowJobs.reindexLargeTables(), 0, 10))
                .filter(line -> line.kills() > 0);
    }

    @ParameterizedTest
    @MethodSource("killed")
    void effectsHappenOnceWhereverItIsKilled(Line line) throws SQLException {
        long seed = Long.getLong("millrace.test.seed", new Random().nextLong());
        KilledJob job = line.job();
        List<String> story = new ArrayList<>(List.of(job.name() + ": seed " + seed));
        try {
            Random random = new Random(seed);
            Site prepared = Site.empty(folder.resolve("prepared"));
            job.prepare(prepared);
            Undisturbed whole = undisturbed(job, prepared.copy(folder.resolve("undisturbed")));
            story.add("undisturbed it writes " + whole);
            int kills = 0;
            for (int round = 0; kills < line.kills(); round++) {
                assertThat(round).as("rounds, most of which end before the kill").isLessThan(300);
                Site site = prepared.copy(folder.resolve("round-" + round));
                int most = Math.min(line.kills() - kills, 1 + random.nextInt(4));
                kills += kill(job, site, whole.bytes(), most, random, story);
                finish(job, site, whole);
                site.database().drop();
            }
            System.out.println(String.join("; ", story));
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(String.join("\n", story), e);
        }
    }

    /** What the job does when nobody kills it. */
    private record Undisturbed(long bytes, long rows) {}

    private static Undisturbed undisturbed(KilledJob job, Site site) throws SQLException {
        try (Progress progress = new Progress(site);
                BatchOperations operations = site.operations()) {
            RunReport report = operations.run(job.name(), job.parameters(), "test");
            assertThat(report.outcome()).as(report.toString()).contains(Outcome.COMPLETED);
            job.assertNothingIsHalfDone(site);
            job.assertDone(site);
            return new Undisturbed(progress.made(), report.rowsDone());
        }
    }

    /** Kills the process that runs it and those that go on; how many were still at it. */
    private static int kill(
            KilledJob job, Site site, long bytes, int most, Random random, List<String> story)
            throws SQLException {
        int kills = 0;
        while (kills < most) {
            Optional<Execution> last = last(job, site);
            if (last.filter(Execution::isCompleted).isPresent()) {
                return kills;
            }
            long wanted = (long) (bytes * random.nextDouble());
            try (Progress progress = new Progress(site);
                    JavaProcess process = start(job, site, last)) {
                await().atMost(PATIENCE)
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() ->
                                progress.made() >= wanted
                                        || process.output().contains("all ended"));
                process.kill();
                assertThat(process.output())
                        .doesNotContain("ended FAILED")
                        .doesNotContain("refused");
                if (process.output().contains("all ended")) {
                    story.add("done before it was killed");
                    return kills;
                }
                kills++;
                story.add("killed after %d of %d bytes".formatted(wanted, bytes));
            }
            job.assertNothingIsHalfDone(site);
            JobLocks.awaitFree(site.sql());
        }
        return kills;
    }

    private static JavaProcess start(KilledJob job, Site site, Optional<Execution> last) {
        List<String> command = new ArrayList<>();
        if (last.isPresent()) {
            command.addAll(List.of("restart", Long.toString(last.get().id()), "1"));
        } else {
            command.addAll(List.of("run", job.name(), "1"));
            job.parameters().forEach((name, value) -> command.add(name + "=" + value));
        }
        return BatchProcess.start(site.database(), site.folders(), command.toArray(String[]::new));
    }

    private static void finish(KilledJob job, Site site, Undisturbed whole) {
        try (BatchOperations operations = site.operations()) {
            Optional<Execution> last = last(job, site);
            if (last.isEmpty()) {
                operations.run(job.name(), job.parameters(), "test");
            } else if (!last.get().isCompleted()) {
                operations.restart(last.get().id(), "test");
            }
            List<RunReport> history = operations.history(Optional.of(job.name()), false, 100);
            assertThat(history.getFirst().outcome())
                    .as(history.getFirst().toString())
                    .contains(Outcome.COMPLETED);
            job.assertNothingIsHalfDone(site);
            job.assertDone(site);
            if (job.countsEachRowOnce()) {
                assertThat(history.stream().mapToLong(RunReport::rowsDone).sum())
                        .as("rows of all executions")
                        .isEqualTo(whole.rows());
            }
        }
    }

    /** As an operator sees it in the tables of Spring Batch, also before it has begun. */
    private record Execution(long id, boolean isCompleted) {}

    private static Optional<Execution> last(KilledJob job, Site site) {
        return site.sql()
                .sql(
                        """
                        select e.job_execution_id, e.status
                        from batch.job_execution e join batch.job_instance i using (job_instance_id)
                        where i.job_name = ? order by 1 desc limit 1
                        """)
                .param(job.name())
                .query((row, number) ->
                        new Execution(row.getLong(1), row.getString(2).equals("COMPLETED")))
                .optional();
    }
}
