package dev.millrace.launcher.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Jobs that run by themselves in the running program, changed while it runs. */
@ExtendWith(SharedProgram.class)
class ScheduleAcceptanceIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Sql sql;

    ScheduleAcceptanceIT(Sql sql) {
        this.sql = sql;
    }

    @Test
    void aChangedScheduleCountsAtOnceAndStatusShowsTheRole() {
        assertThat(sql.command("jobs", "next")).contains("session-cleanup", "update-statistics");

        sql.command("jobs", "schedule", "meeting-archive", "* * * * * *");

        await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .until(() ->
                        sql.command("jobs", "history", "meeting-archive")
                                .lines()
                                .anyMatch(line -> line.matches(".*completed.* schedule *")));
        sql.command("jobs", "pause", "meeting-archive");
        assertThat(sql.command("status"))
                .containsPattern("batch +connected, next .*, paused meeting-archive");
    }
}
