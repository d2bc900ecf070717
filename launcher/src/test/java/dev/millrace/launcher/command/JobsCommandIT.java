package dev.millrace.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators type about jobs, and what they read. */
class JobsCommandIT {

    @TempDir private Path folder;

    private CommandDesk desk;

    @BeforeEach
    void open() throws Exception {
        desk = CommandDesk.open(folder);
    }

    @AfterEach
    void close() throws Exception {
        desk.close();
    }

    @Test
    void jobIsListedTriedRunAndShown() throws Exception {
        assertThat(desk.type(0, "jobs", "list")).containsPattern("B01 +partition-maintenance +-");
        assertThat(
                        desk.type(
                                0,
                                "jobs",
                                "run",
                                "partition-maintenance",
                                "--dry-run",
                                "--param",
                                "months-ahead=4"))
                .contains("make the partition of ops.audit_logs for");
        assertThat(desk.database().count("select count(*) from batch.runs")).isZero();

        String ran =
                desk.type(
                        0,
                        "jobs",
                        "run",
                        "partition-maintenance",
                        "--as",
                        "maria",
                        "--param",
                        "months-ahead=4");

        assertThat(ran)
                .contains("state       completed", "4 of 4 rows", "by maria", "months-ahead = 4");
        JsonNode history =
                new ObjectMapper()
                        .readTree(
                                desk.type(0, "jobs", "history", "partition-maintenance", "--json"));
        assertThat(history).hasSize(1);
        assertThat(history.get(0).get("state").asText()).isEqualTo("completed");
        assertThat(history.get(0).get("rows_done").asLong()).isEqualTo(4);
        assertThat(desk.type(0, "jobs", "show", history.get(0).get("execution").asText()))
                .contains("of partition-maintenance");
        assertThat(
                        desk.database()
                                .value(
                                        """
                                        select string_agg(action || ' ' || resource_id || ' '
                                            || (additional_info ->> 'actor'), ', ')
                                        from ops.audit_logs where resource_type = 'batch.job'
                                        """))
                .isEqualTo("run partition-maintenance maria");
    }

    // B22
    @Test
    void indexesAreNotBuiltAnewWhereThereIsNoSearch() throws Exception {
        assertThat(desk.type(1, "jobs", "run", "search-reindex", "--param", "index=courses"))
                .contains("search is not enabled, so there is no index to build anew");
        assertThat(desk.database().count("select count(*) from batch.runs")).isZero();
    }

    @Test
    void scheduleIsSetPausedResumedAndShown() throws Exception {
        String set =
                desk.type(
                        0,
                        "jobs",
                        "schedule",
                        "audit-archive",
                        "30 4 1 * *",
                        "--zone",
                        "Europe/Berlin",
                        "--misfire",
                        "skip",
                        "--as",
                        "maria");

        assertThat(set).contains("job audit-archive is due at ", "30 4 1 * * Europe/Berlin");
        assertThat(desk.type(0, "jobs", "pause", "audit-archive", "--as", "tom"))
                .contains("is paused");
        assertThat(desk.type(0, "jobs", "next"))
                .containsPattern(
                        "audit-archive +30 4 1 \\* \\* +Europe/Berlin +all +skip +update-statistics +tom"
                                + " +paused");
        desk.type(0, "jobs", "resume", "audit-archive", "--as", "tom");
        JsonNode next = new ObjectMapper().readTree(desk.type(0, "jobs", "next", "--json"));
        assertThat(next).hasSize(1);
        assertThat(next.get(0).get("paused").asBoolean()).isFalse();
        assertThat(
                        desk.database()
                                .value(
                                        """
                                        select string_agg(action || ' ' || (additional_info ->> 'actor')
                                            || coalesce(' ' || (additional_info ->> 'cron'), ''), ', '
                                            order by occurred_at)
                                        from ops.audit_logs where resource_type = 'batch.job'
                                        """))
                .isEqualTo("schedule maria 30 4 1 * *, pause tom, resume tom");

        assertThat(desk.type(1, "jobs", "schedule", "audit-archive", "daily"))
                .contains("'daily' is no schedule", "expected five fields of crontab");
        assertThat(desk.type(1, "jobs", "pause", "expiry-sweep")).contains("has no schedule");
        assertThat(
                        desk.type(
                                2,
                                "jobs",
                                "schedule",
                                "audit-archive",
                                "* * * * *",
                                "--misfire",
                                "later"))
                .contains("'later' is neither run nor skip");
    }

    @Test
    void mistakesSayWhatWasExpected() throws Exception {
        assertThat(desk.type(1, "jobs", "run", "no-such-job"))
                .contains("there is no job 'no-such-job', expected one of archive-export,");
        assertThat(
                        desk.type(
                                1,
                                "jobs",
                                "run",
                                "partition-maintenance",
                                "--param",
                                "months-ahead=many"))
                .contains(
                        "parameter months-ahead of job partition-maintenance is 'many', expected a"
                                + " whole number");
        assertThat(desk.type(1, "jobs", "restart", "4711")).contains("there is no execution 4711");
        assertThat(desk.type(2, "jobs")).contains("a command is missing: list, show, run");
    }

    @Test
    void failedRunIsListedAndGivenUp() throws Exception {
        desk.database()
                .execute("create table engagement.others partition of engagement.messages default");
        desk.database().execute("alter table engagement.others owner to millrace_owner");

        assertThat(desk.type(1, "jobs", "run", "partition-maintenance"))
                .contains("state       failed", "default partition: engagement.others");
        String execution = desk.database().value("select max(job_execution_id) from batch.runs");
        assertThat(desk.type(0, "jobs", "history", "--failed")).contains("failed");
        assertThat(desk.type(1, "jobs", "run", "partition-maintenance"))
                .contains("JOB_REFUSED", "restart " + execution);
        assertThat(desk.type(0, "jobs", "abandon", execution)).contains("is given up");
        desk.database()
                .execute("alter table engagement.messages detach partition engagement.others");
        assertThat(desk.type(0, "jobs", "run", "partition-maintenance"))
                .contains("state       completed");
    }
}
