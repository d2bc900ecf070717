package dev.millrace.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.devstack.EmbeddedPostgresServer;
import dev.millrace.launcher.testing.ApplicationDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What operators type about jobs and payouts, and what they read. */
class JobsCommandIT {

    private static final String CUSTOMER = "00000000-0000-0000-0000-000000000001";
    private static final String PRACTITIONER = "00000000-0000-0000-0000-000000000002";

    @TempDir private Path folder;

    private ApplicationDatabase database;
    private Path config;

    @BeforeEach
    void open() throws SQLException, IOException {
        database = ApplicationDatabase.fresh();
        database.execute("alter role millrace_batch password 'of-batch'");
        EmbeddedPostgresServer server = ApplicationDatabase.server();
        config =
                Files.writeString(
                        folder.resolve("millrace.properties"),
                        """
                        database.host = %s
                        database.port = %d
                        database.name = %s
                        database.password.batch = of-batch
                        """
                                .formatted(
                                        server.host(),
                                        server.port(),
                                        database.value("select current_database()")));
    }

    @AfterEach
    void close() throws SQLException {
        database.close();
    }

    @Test
    void jobIsListedTriedRunAndShown() throws Exception {
        assertThat(type(0, "jobs", "list")).containsPattern("B01 +partition-maintenance +-");
        assertThat(
                        type(
                                0,
                                "jobs",
                                "run",
                                "partition-maintenance",
                                "--dry-run",
                                "--param",
                                "months-ahead=4"))
                .contains("make the partition of ops.audit_logs for");
        assertThat(database.count("select count(*) from batch.runs")).isZero();

        String ran =
                type(
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
                        .readTree(type(0, "jobs", "history", "partition-maintenance", "--json"));
        assertThat(history).hasSize(1);
        assertThat(history.get(0).get("state").asText()).isEqualTo("completed");
        assertThat(history.get(0).get("rows_done").asLong()).isEqualTo(4);
        assertThat(type(0, "jobs", "show", history.get(0).get("execution").asText()))
                .contains("of partition-maintenance");
        assertThat(
                        database.value(
                                """
                                select string_agg(action || ' ' || resource_id || ' '
                                    || (additional_info ->> 'actor'), ', ')
                                from ops.audit_logs where resource_type = 'batch.job'
                                """))
                .isEqualTo("run partition-maintenance maria");
    }

    @Test
    void scheduleIsSetPausedResumedAndShown() throws Exception {
        String set =
                type(
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
        assertThat(type(0, "jobs", "pause", "audit-archive", "--as", "tom")).contains("is paused");
        assertThat(type(0, "jobs", "next"))
                .containsPattern(
                        "audit-archive +30 4 1 \\* \\* +Europe/Berlin +skip +update-statistics +tom"
                                + " +paused");
        type(0, "jobs", "resume", "audit-archive", "--as", "tom");
        JsonNode next = new ObjectMapper().readTree(type(0, "jobs", "next", "--json"));
        assertThat(next).hasSize(1);
        assertThat(next.get(0).get("paused").asBoolean()).isFalse();
        assertThat(
                        database.value(
                                """
                                select string_agg(action || ' ' || (additional_info ->> 'actor')
                                    || coalesce(' ' || (additional_info ->> 'cron'), ''), ', '
                                    order by occurred_at)
                                from ops.audit_logs where resource_type = 'batch.job'
                                """))
                .isEqualTo("schedule maria 30 4 1 * *, pause tom, resume tom");

        assertThat(type(1, "jobs", "schedule", "audit-archive", "daily"))
                .contains("'daily' is no schedule", "expected five fields of crontab");
        assertThat(type(1, "jobs", "pause", "expiry-sweep")).contains("has no schedule");
        assertThat(type(2, "jobs", "schedule", "audit-archive", "* * * * *", "--misfire", "later"))
                .contains("'later' is neither run nor skip");
    }

    @Test
    void mistakesSayWhatWasExpected() throws Exception {
        assertThat(type(1, "jobs", "run", "no-such-job"))
                .contains("there is no job 'no-such-job', expected one of audit-archive,");
        assertThat(type(1, "jobs", "run", "partition-maintenance", "--param", "months-ahead=many"))
                .contains(
                        "parameter months-ahead of job partition-maintenance is 'many', expected a"
                                + " whole number");
        assertThat(type(1, "jobs", "restart", "4711")).contains("there is no execution 4711");
        assertThat(type(2, "jobs")).contains("a command is missing: list, show, run");
    }

    @Test
    void failedRunIsListedAndGivenUp() throws Exception {
        database.execute("create table engagement.others partition of engagement.messages default");
        database.execute("alter table engagement.others owner to millrace_owner");

        assertThat(type(1, "jobs", "run", "partition-maintenance"))
                .contains("state       failed", "default partition: engagement.others");
        String execution = database.value("select max(job_execution_id) from batch.runs");
        assertThat(type(0, "jobs", "history", "--failed")).contains("failed");
        assertThat(type(1, "jobs", "run", "partition-maintenance"))
                .contains("JOB_REFUSED", "restart " + execution);
        assertThat(type(0, "jobs", "abandon", execution)).contains("is given up");
        database.execute("alter table engagement.messages detach partition engagement.others");
        assertThat(type(0, "jobs", "run", "partition-maintenance"))
                .contains("state       completed");
    }

    @Test
    void payoutsFromProposalToApprovalAndStatement() throws Exception {
        database.execute(
                """
                insert into identity.users (id, email, display_name)
                values ('%s', 'c@example.org', 'C')
                """
                        .formatted(CUSTOMER));
        database.execute(
                "insert into wellness.practitioners (id, user_id, bio) values ('%s', '%s', 'P')"
                        .formatted(PRACTITIONER, CUSTOMER));
        database.execute(
                """
                insert into billing.payments (source_system, user_id, practitioner_id, amount_cents,
                    platform_fee_cents, practitioner_amount_cents, payment_type, status,
                    processed_at)
                values ('klear', '%s', '%s', 10000, 1500, 8500, 'other', 'succeeded',
                    '2026-03-02 10:00Z')
                """
                        .formatted(CUSTOMER, PRACTITIONER));

        type(0, "payouts", "propose", "--as", "maria", "--param", "period-end=2026-03-08");
        String batch = database.value("select id from billing.payout_batches");

        assertThat(type(0, "payouts", "show"))
                .contains(batch + "  2026-03-02  2026-03-08  proposed", "85.00 USD", "maria");
        assertThat(type(1, "payouts", "approve", batch, "--as", "maria"))
                .contains("another person decides");
        assertThat(type(0, "payouts", "approve", batch, "--as", "tom"))
                .contains("is approved: 1 payouts, 85.00 USD");
        assertThat(type(1, "payouts", "reject", batch, "--as", "tom", "--reason", "late"))
                .contains("is decided already: approved by tom");
        assertThat(type(0, "payouts", "statement", PRACTITIONER))
                .contains(",processing,2026-03-08,payment,", ",85.00,USD");
    }

    /** Types a command with the test's configuration; returns all that it prints. */
    private String type(int expectedCode, String... words) {
        List<String> arguments = new ArrayList<>(List.of(words));
        if (words.length > 1) {
            arguments.addAll(List.of("--config", config.toString(), "--folder", folder.toString()));
        }
        StringWriter said = new StringWriter();
        CommandLine commandLine = new CommandLine(new MillraceCommand());
        commandLine.setExecutionExceptionHandler(Failures::report);
        commandLine.setOut(new PrintWriter(said));
        commandLine.setErr(new PrintWriter(said));
        int code = commandLine.execute(arguments.toArray(String[]::new));
        assertThat(code).as(said.toString()).isEqualTo(expectedCode);
        return said.toString();
    }
}
