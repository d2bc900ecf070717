package dev.millrace.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the bank says by telephone, typed in. */
class PayoutsDecideCommandIT {

    @TempDir private Path folder;

    private PayoutsDesk desk;

    @BeforeEach
    void open() throws Exception {
        desk = PayoutsDesk.open(folder);
        desk.keepAccount();
        String batch = desk.proposed();
        desk.type(0, "payouts", "approve", batch, "--as", "tom");
        desk.type(0, "payouts", "send", batch, "--as", "tom");
    }

    @AfterEach
    void close() throws Exception {
        desk.close();
    }

    @Test
    void payoutIsPaidAndItsFindingSettledInOneStep() throws Exception {
        String reference = desk.reference();
        desk.type(1, "payouts", "results", desk.booking("lost.xml", "DBIT", "payroll 17"));
        desk.database()
                .execute(
                        """
                        insert into billing.payment_transactions (user_id, payment_id, amount_cents,
                            transaction_type, status)
                        select user_id, id, amount_cents, 'payment', 'completed' from billing.payments
                        """);
        desk.derive();
        desk.type(0, "jobs", "run", "ledger-reconcile", "--param", "slack-minutes=0");
        String finding =
                desk.json(1, "payouts", "findings", "--json").get(0).get("finding").asText();

        JsonNode decided =
                desk.json(
                        0,
                        "payouts",
                        "decide",
                        reference,
                        "paid",
                        "--reason",
                        "booked as payroll 17, says Ms Hale",
                        "--reference",
                        "payroll 17",
                        "--settles",
                        finding,
                        "--as",
                        "ines",
                        "--json");

        assertThat(decided.get("former_state").asText()).isEqualTo("sent");
        assertThat(decided.get("state").asText()).isEqualTo("paid");
        assertThat(decided.get("amount").asText()).isEqualTo("85.00 USD");
        assertThat(decided.get("settled").get(0).asText()).isEqualTo(finding);
        assertThat(desk.type(0, "payouts", "findings")).contains("nothing is found");
        assertThat(desk.type(0, "payouts", "statement", PayoutsDesk.PRACTITIONER))
                .contains(",paid,2026-03-08,payment,");
        assertThat(
                        desk.database()
                                .value(
                                        """
                                        select concat_ws(', ', i ->> 'actor', i ->> 'outcome',
                                            i ->> 'reference', i ->> 'reason')
                                        from ops.audit_logs a cross join lateral (
                                            select a.additional_info) t (i)
                                        where a.action = 'decide'
                                        """))
                .isEqualTo("ines, paid, payroll 17, booked as payroll 17, says Ms Hale");
    }

    @Test
    void wrongWordsAndWrongPeopleAreRefused() throws Exception {
        String reference = desk.reference();
        assertThat(desk.type(2, "payouts", "decide", reference, "gone", "--reason", "why"))
                .contains("'gone' is neither paid, failed nor returned");
        assertThat(desk.type(2, "payouts", "decide", "17", "paid", "--reason", "why"))
                .contains("'17' is no id, expected 32 hexadecimal digits");
        assertThat(desk.type(2, "payouts", "decide", reference, "paid"))
                .contains("Missing required option: '--reason=TEXT'");
        assertThat(desk.type(2, "payouts", "decide", reference, "paid", "--reason", " "))
                .contains("the reason is blank");
        assertThat(decide(1, "maria", "paid")).contains("another person decides");
        assertThat(decide(0, "ines", "failed"))
                .contains("85.00 USD: transfer " + reference + " was sent and is failed");
        assertThat(decide(1, "ines", "returned")).contains("is failed and cannot be returned");
        // A finding that is none, and nothing of the decision is done either.
        assertThat(
                        desk.type(
                                1,
                                "payouts",
                                "decide",
                                reference,
                                "paid",
                                "--reason",
                                "why",
                                "--settles",
                                PayoutsDesk.CUSTOMER,
                                "--as",
                                "ines"))
                .contains("there is no open finding");
        assertThat(desk.database().value("select state from billing.payout_transfers"))
                .isEqualTo("failed");
        assertThat(desk.type(0, "payouts", "decide", "--help"))
                .contains("Say failed only when whoever");
    }

    private String decide(int code, String actor, String outcome) throws Exception {
        return desk.type(
                code,
                "payouts",
                "decide",
                desk.reference(),
                outcome,
                "--reason",
                "by telephone",
                "--as",
                actor);
    }
}
