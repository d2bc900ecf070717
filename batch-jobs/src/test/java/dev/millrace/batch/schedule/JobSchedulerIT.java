package dev.millrace.batch.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.batch.fixture.BatchDatabase;
import dev.millrace.batch.job.BatchJob;
import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.launch.Outcome;
import dev.millrace.batch.launch.RunReport;
import dev.millrace.batch.schedule.Schedule.Misfire;
import dev.millrace.devstack.testsupport.JavaProcess;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Jobs that run by themselves: once for each due time, whatever happens to clocks and processes.
 */
class JobSchedulerIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final Cron EVERY_SECOND = Cron.of("* * * * * *", UTC);
    private static final Cron NEW_YEAR = Cron.of("0 0 1 1 *", UTC);

    private BatchDatabase database;
    private JdbcClient sql;
    private Schedules schedules;
    private BatchOperations looking;

    @BeforeEach
    void open() {
        database = BatchDatabase.migrated();
        sql = database.sql();
        schedules = new Schedules(sql);
        TickJob.prepare(sql);
        looking = operations(new TickJob("tick", 1));
    }

    @AfterEach
    void close() {
        looking.close();
    }

    @Test
    void scheduleCountsAtOnceAndAPauseLetsDueTimesPass() {
        schedules.set("tick", NEW_YEAR, Misfire.RUN, "maria");
        try (JobScheduler scheduler = scheduler(new TickJob("tick", 1))) {
            schedules.set("tick", EVERY_SECOND, Misfire.RUN, "maria");
            awaitTicks(2);

            schedules.pause("tick", "maria");
            awaitIdle();
            long paused = ticks();
            Schedule before = schedules.find("tick").orElseThrow();
            await().atMost(PATIENCE)
                    .until(() ->
                            schedules
                                    .find("tick")
                                    .orElseThrow()
                                    .nextDue()
                                    .isAfter(before.nextDue().plusSeconds(1)));
            assertThat(ticks()).isEqualTo(paused);

            schedules.resume("tick", "maria");
            awaitTicks(paused + 1);
            assertThat(scheduler.age()).isLessThan(PATIENCE);
        }
        assertEachDueTimeOnce(1);
    }

    @Test
    void pauseAndChangeLeaveADueTimeBehindThatEndsInTheSameMoment() throws Exception {
        Instant later =
                schedules
                        .set("tick", EVERY_SECOND, Misfire.RUN, "maria")
                        .nextDue()
                        .plusSeconds(3600);

        Schedule paused = whileARunEnds(later, () -> schedules.pause("tick", "tom"));
        Schedule changed =
                whileARunEnds(
                        later.plusSeconds(5),
                        () -> schedules.set("tick", EVERY_SECOND, Misfire.SKIP, "tom"));

        assertThat(paused.isPaused()).isTrue();
        assertThat(paused.nextDue()).isEqualTo(later);
        assertThat(changed.misfire()).isEqualTo(Misfire.SKIP);
        assertThat(changed.nextDue()).isEqualTo(later.plusSeconds(5));
    }

    /** The change has read the schedule, and waits for the run that moves it on to this time. */
    private Schedule whileARunEnds(Instant next, Supplier<Schedule> change) throws Exception {
        try (Connection run = database.connect();
                Statement statement = run.createStatement()) {
            run.setAutoCommit(false);
            statement.execute(
                    "update batch.schedules set last_due = '%s', next_due = '%s' where job_name = 'tick'"
                            .formatted(next.minusSeconds(1), next));
            CompletableFuture<Schedule> done = CompletableFuture.supplyAsync(change);
            await().atMost(PATIENCE)
                    .until(() -> {
                        try (ResultSet row =
                                statement.executeQuery(
                                        "select exists (select from pg_locks where not granted)")) {
                            row.next();
                            return row.getBoolean(1);
                        }
                    });
            run.commit();
            return done.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void holidayMovesTheDueTimesAheadAndBack() {
        Holidays holidays = new Holidays(sql);
        Cron newYear = NEW_YEAR.on(holidays.businessDays("banks"));
        Instant plain = schedules.set("tick", newYear, Misfire.RUN, "maria").nextDue();
        LocalDate day = plain.atZone(ZoneOffset.UTC).toLocalDate();
        schedules.set("other", NEW_YEAR, Misfire.RUN, "maria");

        holidays.add(new Holidays.Holiday("banks", day, "closed", "tom"));

        Schedule moved = schedules.find("tick").orElseThrow();
        assertThat(moved.nextDue()).isAfter(plain);
        assertThat(moved.nextDue().atZone(ZoneOffset.UTC).getDayOfWeek())
                .isNotIn(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY);
        assertThat(moved.changedBy()).isEqualTo("tom");
        assertThat(moved.cron().calendar()).contains("banks");
        assertThat(schedules.find("other").orElseThrow().changedBy()).isEqualTo("maria");
        assertThat(holidays.of("banks")).hasSize(1);

        // Whoever moves on from the due time before the change changes nothing any more.
        assertThat(holidays.remove("banks", day, "tom")).isTrue();
        assertThat(holidays.remove("banks", day, "tom")).isFalse();
        assertThat(schedules.find("tick").orElseThrow().nextDue()).isEqualTo(plain);
        schedules.advance(moved, moved.nextDue().plusSeconds(1));
        assertThat(schedules.find("tick").orElseThrow().nextDue()).isEqualTo(plain);
    }

    @Test
    void missedTimesAreMadeUpForOnceOrNotAtAll() {
        schedules.set("tick", NEW_YEAR, Misfire.RUN, "maria");
        schedules.set("other", NEW_YEAR, Misfire.SKIP, "maria");
        // As if nobody had kept to them since the new year before last.
        sql.sql("update batch.schedules set next_due = '2025-01-01 00:00Z'").update();

        try (JobScheduler scheduler = scheduler(new TickJob("tick", 1), new TickJob("other", 1))) {
            await().atMost(PATIENCE)
                    .until(() ->
                            schedules.all().stream()
                                    .allMatch(s ->
                                            s.nextDue().toString().startsWith("2027-01-01T00")));
        }

        assertThat(sql.sql("select job || ' ' || due from batch.ticks").query(String.class).list())
                .containsExactly("tick 2025-01-01T00:00:00Z");
    }

    @Test
    void jobsThatCollideRunOneAfterTheOther() {
        schedules.set("audit-archive", NEW_YEAR, Misfire.RUN, "maria");
        schedules.set("update-statistics", NEW_YEAR, Misfire.RUN, "maria");
        sql.sql("update batch.schedules set next_due = '2026-01-01 00:00Z'").update();

        try (JobScheduler scheduler =
                scheduler(new TickJob("audit-archive", 20), new TickJob("update-statistics", 20))) {
            awaitTicks(40);
        }

        assertThat(
                        sql.sql("select job from batch.ticks group by job order by min(id)")
                                .query(String.class)
                                .list())
                .containsExactly("update-statistics", "audit-archive");
        assertThat(
                        sql.sql(
                                        """
                                        select max(id) filter (where job = 'update-statistics')
                                            < min(id) filter (where job = 'audit-archive')
                                        from batch.ticks
                                        """)
                                .query(Boolean.class)
                                .single())
                .isTrue();
    }

    @Test
    void endOfTheProgramStopsInOrderAndTheNextOneGoesOn() {
        schedules.set("tick", NEW_YEAR, Misfire.RUN, "maria");
        sql.sql("update batch.schedules set next_due = '2026-01-01 00:00Z'").update();
        JavaProcess process = SchedulerProcess.start(database, 1000, Duration.ZERO, 0);
        awaitTicks(10);

        process.stop(PATIENCE);

        List<RunReport> stopped = looking.history(Optional.of("tick"), false, 10);
        assertThat(stopped).hasSize(1);
        assertThat(stopped.getFirst().outcome()).contains(Outcome.STOPPED);
        assertThat(schedules.find("tick").orElseThrow().nextDue())
                .isEqualTo("2026-01-01T00:00:00Z");
        try (JobScheduler next = scheduler(new TickJob("tick", 1000))) {
            awaitTicks(1000);
        }
        assertEachDueTimeOnce(1000);
    }

    @Test
    void eachDueTimeIsRunOnceByTwoProcessesThatAreKilledAndWhoseClocksAreSet() {
        long seed = Long.getLong("millrace.test.seed", new Random().nextLong());
        System.out.println("eachDueTimeIsRunOnce...: seed " + seed);
        Random random = new Random(seed);
        int rounds = Boolean.getBoolean("millrace.test.long") ? 20 : 1;
        // More than the heartbeats that make a process count as dead.
        Duration step = Duration.ofSeconds(3);
        schedules.set("tick", EVERY_SECOND, Misfire.RUN, "maria");
        JavaProcess one = SchedulerProcess.start(database, 5, step, random.nextLong());
        for (int round = 0; round < rounds; round++) {
            JavaProcess other = SchedulerProcess.start(database, 5, step, random.nextLong());
            awaitTicks(ticks() + random.nextInt(5, 30));
            one.kill();
            awaitTicks(ticks() + random.nextInt(5, 30));
            one = other;
        }
        one.stop(PATIENCE);
        // What the last one had in hand when it was told to stop.
        looking.history(Optional.of("tick"), false, 1).stream()
                .filter(run -> !run.outcome().equals(Optional.of(Outcome.COMPLETED)))
                .forEach(run -> {
                    try (BatchOperations operations = operations(new TickJob("tick", 5))) {
                        operations.restart(run.execution(), "test");
                    }
                });

        assertEachDueTimeOnce(5);
        assertThat(
                        sql.sql(
                                        """
                                        select count(*) from (
                                            select parameters ->> 'scheduled-for'
                                            from batch.runs where outcome = 'completed'
                                            group by 1 having count(*) > 1) twice
                                        """)
                                .query(Long.class)
                                .single())
                .isZero();
    }

    @Test
    void jobWithoutScheduleCannotBePaused() {
        assertThatThrownBy(() -> schedules.pause("tick", "maria"))
                .hasMessageContaining("job tick has no schedule");
    }

    private BatchOperations operations(BatchJob... jobs) {
        return database.operations(List.of(jobs), new SimpleMeterRegistry());
    }

    private JobScheduler scheduler(BatchJob... jobs) {
        return JobScheduler.start(
                operations(jobs), database.batch(), BatchDatabase.settings().schedule());
    }

    private long ticks() {
        return sql.sql("select count(*) from batch.ticks").query(Long.class).single();
    }

    private void awaitTicks(long count) {
        await().atMost(PATIENCE).until(() -> ticks() >= count);
    }

    /** No run is under way; a paused job begins none any more. */
    private void awaitIdle() {
        await().atMost(PATIENCE)
                .until(() ->
                        sql.sql(
                                        """
                                        select not exists (select from batch.runs where outcome is null)
                                            and not exists (
                                                select from batch.scheduled_tasks where picked)
                                        """)
                                .query(Boolean.class)
                                .single());
    }

    private void assertEachDueTimeOnce(int chunks) {
        List<String> wrong =
                sql.sql(
                                """
                                select due || ': ' || string_agg(chunk::text, ' ' order by id)
                                from batch.ticks group by due
                                having array_agg(chunk order by id)
                                    <> (select array_agg(g) from generate_series(1, ?) g)
                                """)
                        .param(chunks)
                        .query(String.class)
                        .list();
        assertThat(wrong).isEmpty();
        assertThat(ticks()).isPositive();
    }
}
