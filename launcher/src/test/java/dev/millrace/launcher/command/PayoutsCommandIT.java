package dev.millrace.launcher.command;

import static dev.millrace.launcher.command.PayoutsDesk.ACCOUNT;
import static dev.millrace.launcher.command.PayoutsDesk.CUSTOMER;
import static dev.millrace.launcher.command.PayoutsDesk.KEY;
import static dev.millrace.launcher.command.PayoutsDesk.PRACTITIONER;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.launcher.testing.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators type about payouts, and what they read. */
class PayoutsCommandIT {

    @TempDir private Path folder;

    private PayoutsDesk desk;
    private LogLines log;

    @BeforeEach
    void open() throws Exception {
        log = LogLines.record();
        desk = PayoutsDesk.open(folder);
    }

    @AfterEach
    void close() throws Exception {
        log.close();
        desk.close();
    }

    @Test
    void proposalIsApprovedOnceByAnotherPerson() throws Exception {
        String batch = desk.proposed();

        assertThat(desk.type(0, "payouts", "show"))
                .contains(batch + "  2026-03-02  2026-03-08  proposed", "85.00 USD", "maria");
        assertThat(desk.type(1, "payouts", "approve", batch, "--as", "maria"))
                .contains("another person decides");
        assertThat(desk.type(1, "payouts", "send", batch))
                .contains("is proposed, expected one that is approved");
        assertThat(desk.type(0, "payouts", "approve", batch, "--as", "tom"))
                .contains("is approved: 1 payouts, 85.00 USD");
        assertThat(desk.type(1, "payouts", "reject", batch, "--as", "tom", "--reason", "late"))
                .contains("is decided already: approved by tom");
        assertThat(desk.type(2, "payouts")).contains("a command is missing: propose, show");
    }

    @Test
    void payoutIsSentReturnsAndIsOpenAgain() throws Exception {
        String batch = desk.proposed();
        desk.type(0, "payouts", "approve", batch, "--as", "tom");
        assertThat(desk.type(1, "payouts", "send", batch, "--as", "tom"))
                .contains("NOT SENT", PRACTITIONER, "the practitioner has no bank account here");
        Path details = desk.keepAccount();

        JsonNode sent = desk.json(0, "payouts", "send", batch, "--json", "--as", "tom");

        assertThat(sent.get("whole").asBoolean()).isTrue();
        Path file = Path.of(sent.get("handed_over").get(0).get("where").asText());
        assertThat(file).hasParent(folder.resolve("payouts/outbox"));
        assertThat(Files.readString(file)).contains("<InstdAmt Ccy=\"USD\">85.00</InstdAmt>");
        assertThat(desk.type(0, "payouts", "send", batch)).contains("nothing is left to send");
        String reference = desk.reference();
        assertThat(desk.type(0, "payouts", "results", desk.booking("paid.xml", "DBIT", reference)))
                .contains("camt.054", "1 told, 1 applied, 0 known already, 0 to be looked at");
        assertThat(desk.type(0, "payouts", "statement", PRACTITIONER))
                .contains(",paid,2026-03-08,payment,", ",85.00,USD");
        assertThat(desk.type(0, "payouts", "statement", PRACTITIONER, "--format", "html"))
                .contains("<td>paid</td><td class=\"amount\">85.00</td><td>USD</td>");
        String back = desk.booking("back.xml", "CRDT", reference);
        assertThat(desk.type(0, "payouts", "results", back)).contains("1 applied");
        assertThat(desk.type(0, "payouts", "results", back)).contains("read before");
        assertThat(desk.type(0, "payouts", "statement", PRACTITIONER, "--json"))
                .contains("\"state\" : \"carried\"");
        assertThat(desk.type(1, "payouts", "results", desk.booking("other.xml", "DBIT", "rent")))
                .contains("rent", "unknown reference", "1 to be looked at");
        assertThat(desk.type(1, "payouts", "results", details.toString()))
                .contains("tells nothing about payouts");
        assertThat(desk.type(2, "payouts", "results", "--as", "tom"))
                .contains("neither a file is given nor --stripe-days");
        assertThat(
                        desk.database()
                                .value(
                                        """
                                        select string_agg(distinct action, ' ' order by action)
                                        from ops.audit_logs
                                        where event_type = 'operator_action'
                                            and additional_info ->> 'actor' is not null
                                        """))
                .isEqualTo("approve keep-account release results run send stage statement");
        assertThat(log.all())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).doesNotContain(ACCOUNT, KEY));
        assertThat(written())
                .allSatisfy((path, text) -> assertThat(text).as(path).doesNotContain(ACCOUNT, KEY));
    }

    @Test
    void findingsStopPayoutsUntilTheyAreSettled() throws Exception {
        Path records = folder.resolve("records.csv");
        Files.writeString(
                records,
                """
                kind,reference,belongs_to,amount_minor,currency,status,occurred_at
                payment,pi_other,,100,USD,failed,2026-03-02T10:00:00Z
                """);
        desk.derive();
        assertThat(desk.type(0, "payouts", "findings")).contains("nothing is found");
        assertThat(desk.type(2, records(records, "2026-03-07", "2026-03-01")))
                .contains("the last day is 2026-03-01, expected 2026-03-07 or later");
        assertThat(desk.type(0, records(records, "2026-03-01", "2026-03-07")))
                .contains("1 records of stripe");
        assertThat(desk.type(0, records(records, "2026-03-01", "2026-03-07")))
                .contains("read before, nothing is changed");

        desk.type(0, "jobs", "run", "ledger-reconcile");

        assertThat(desk.type(1, "payouts", "findings"))
                .contains(
                        "payment without a transaction",
                        "payment that the provider does not know",
                        PRACTITIONER);
        assertThat(
                        desk.type(
                                0,
                                "payouts",
                                "propose",
                                "--as",
                                "maria",
                                "--param",
                                "period-end=2026-03-08"))
                .contains("practitioner " + PRACTITIONER + " is left out: 2 open finding(s)");
        assertThat(desk.database().value("select count(*) from billing.payout_batches"))
                .isEqualTo("0");
        JsonNode findings = desk.json(1, "payouts", "findings", "--json");
        assertThat(findings).hasSize(2);
        assertThat(
                        desk.type(
                                0,
                                "payouts",
                                "settle",
                                findings.get(0).get("finding").asText(),
                                findings.get(1).get("finding").asText(),
                                "--reason",
                                "paid in cash",
                                "--as",
                                "tom"))
                .contains("is settled");
        assertThat(desk.type(0, "payouts", "findings")).contains("nothing is found");
        assertThat(desk.type(0, "payouts", "findings", "--all")).contains("tom", "paid in cash");
        assertThat(desk.type(1, "payouts", "settle", CUSTOMER, "--reason", "none"))
                .contains("there is no open finding " + CUSTOMER);
        assertThat(desk.proposed()).isNotEmpty();
    }

    private static String[] records(Path file, String first, String last) {
        return new String[] {
            "payouts",
            "records",
            file.toString(),
            "--provider",
            "stripe",
            "--from",
            first,
            "--to",
            last
        };
    }

    /** What the commands left behind beside the files for the bank. */
    private Map<String, String> written() throws IOException {
        Map<String, String> written = new TreeMap<>();
        Set<Path> ours =
                Set.of(folder.resolve("details.json"), folder.resolve("millrace.properties"));
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.filter(Files::isRegularFile).toList()) {
                if (!ours.contains(path) && !path.startsWith(folder.resolve("payouts"))) {
                    written.put(path.toString(), Files.readString(path, ISO_8859_1));
                }
            }
        }
        return written;
    }
}
