package dev.millrace.batch.payouts.results;

import static dev.millrace.batch.payouts.results.ResultFiles.booking;
import static dev.millrace.batch.payouts.results.ResultFiles.comeBack;
import static dev.millrace.batch.payouts.results.ResultFiles.notification;
import static dev.millrace.batch.payouts.results.ResultFiles.statusReport;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.batch.payouts.PayoutDesk;
import dev.millrace.batch.payouts.decisions.DecidedOutcome;
import dev.millrace.batch.payouts.decisions.Decision;
import dev.millrace.batch.payouts.decisions.PayoutDecisions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person says came of a payout: the same as when the bank tells it, with who said so. */
class DecidedPayoutsIT {

    private final PayoutDesk desk = new PayoutDesk();
    private final UUID practitioner = desk.practitionerWithBank();

    private BankDesk bank;
    private UUID batch = new UUID(0, 0);

    @BeforeEach
    void open(@TempDir Path folder) {
        bank = new BankDesk(desk, folder.resolve("pay"));
        desk.sales().payment(practitioner, 1000, 900, "USD", "2026-03-02");
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void whatIsDecidedIsPostedAsWhatAFileTells() {
        desk.sales().payment(desk.practitionerWithBank(), 1000, 900, "USD", "2026-03-02");
        send();
        String told = bank.references().getFirst();
        String said = bank.references().getLast();
        bank.read("n.xml", notification("N1", List.of(booking(told, "DBIT", "9.00", "USD"))));

        decide(id(said), DecidedOutcome.PAID, Optional.of("OR-77"));

        assertThat(rows(said)).isEqualTo(rows(told)).hasSize(2);
        assertThat(desk.payouts()).hasSize(2).allMatch(payout -> payout.endsWith("900 USD paid"));
        assertThat(
                        desk.sql()
                                .sql(
                                        "select provider_payout_id from billing.payouts order by processed_at")
                                .query(String.class)
                                .list())
                .containsExactly(told, "OR-77");
        desk.assertNothingIsWrong();

        bank.read("r.xml", notification("N2", List.of(comeBack(told, "9.00", "USD", "AC04"))));
        decide(id(said), DecidedOutcome.RETURNED, Optional.empty());

        assertThat(rows(said)).isEqualTo(rows(told)).hasSize(4);
        assertThat(desk.payouts()).allMatch(payout -> payout.endsWith("900 USD cancelled"));
        assertThat(desk.carried()).containsExactly("USD 1800");
        desk.assertNothingIsWrong();
        assertThat(
                        desk.sql()
                                .sql(
                                        """
                                        select concat_ws(' ', former_state, outcome, reason, reference,
                                            decided_by)
                                        from billing.payout_decisions order by decided_at
                                        """)
                                .query(String.class)
                                .list())
                .containsExactly(
                        "sent paid by telephone, Ms Hale OR-77 ines",
                        "paid returned by telephone, Ms Hale ines");
        assertThat(
                        desk.sql()
                                .sql("select actor || ': ' || reason from billing.payout_reversals")
                                .query(String.class)
                                .list())
                .contains("ines: by telephone, Ms Hale");
        assertThat(
                        desk.sql()
                                .sql(
                                        """
                                        select additional_info ->> 'actor' from ops.audit_logs
                                        where action = 'decide' and resource_id = ?
                                        """)
                                .param(id(said).toString())
                                .query(String.class)
                                .list())
                .containsExactly("ines", "ines");
    }

    @Test
    void whatIsDecidedToHaveFailedIsSentAgainUnderANewId() {
        send();
        UUID payout = payout();

        decide(payout, DecidedOutcome.FAILED, Optional.empty());

        assertThat(desk.payouts()).containsExactly("2026-03-02 2026-03-08 900 USD failed");
        assertThat(desk.balance("sending")).isEqualTo(-900);
        desk.assertNothingIsWrong();
        bank.send(batch);
        assertThat(bank.references()).hasSize(2).doesNotHaveDuplicates();
        // The payout stands for its newest attempt; the older one is not to be paid beside it.
        UUID older =
                desk.sql()
                        .sql("select id from billing.payout_transfers where attempt = 1")
                        .query(UUID.class)
                        .single();
        assertRefused(older, DecidedOutcome.PAID, "is not the newest attempt to pay payout");
        decide(payout, DecidedOutcome.PAID, Optional.empty());
        assertThat(desk.payouts()).containsExactly("2026-03-02 2026-03-08 900 USD paid");
        assertThat(desk.balance("paid")).isEqualTo(-900);
        desk.assertNothingIsWrong();
    }

    @Test
    void rejectedTransferThatWasPaidAfterAllIsPaidAndNotSentAgain() {
        send();
        String reference = bank.references().getFirst();
        bank.read("s.xml", statusReport("S1", bank.message(), "RJCT", List.of()));
        assertThat(
                        bank.read(
                                        "n.xml",
                                        notification(
                                                "N1",
                                                List.of(booking(reference, "DBIT", "9.00", "USD"))))
                                .attention())
                .extracting(ResultReport.Line::verdict)
                .containsExactly(Verdict.CONTRADICTS);
        assertThatThrownBy(() ->
                        desk.sql()
                                .sql("update billing.payout_transfers set state = 'paid'")
                                .update())
                .hasMessageContaining("cannot go from failed to paid");

        decide(payout(), DecidedOutcome.PAID, Optional.empty());

        assertThat(desk.payouts()).containsExactly("2026-03-02 2026-03-08 900 USD paid");
        assertThat(desk.balance("sending")).isZero();
        assertThat(desk.balance("paid")).isEqualTo(-900);
        desk.assertNothingIsWrong();
        bank.send(batch);
        assertThat(bank.references()).containsExactly(reference);
    }

    @Test
    void whatTheBankTellsAfterwardsIsKnown() {
        send();
        String reference = bank.references().getFirst();
        decide(payout(), DecidedOutcome.RETURNED, Optional.empty());
        List<String> entries = bank.entries();

        ResultReport late =
                bank.read(
                        "n.xml",
                        notification(
                                "N1",
                                List.of(
                                        booking(reference, "DBIT", "9.00", "USD"),
                                        comeBack(reference, "9.00", "USD", "AC04"))));

        assertThat(late.lines())
                .extracting(ResultReport.Line::verdict)
                .containsExactly(Verdict.KNOWN, Verdict.KNOWN);
        assertThat(bank.entries()).containsExactlyInAnyOrderElementsOf(entries);
        desk.assertNothingIsWrong();
    }

    @Test
    void whatCannotBeIsRefusedAndChangesNothing() {
        UUID nobody = UUID.randomUUID();
        assertRefused(nobody, DecidedOutcome.PAID, "nothing was sent for " + nobody);
        send();
        UUID payout = payout();

        assertThatThrownBy(() -> decide("maker", payout, DecidedOutcome.PAID, Optional.empty()))
                .hasMessageContaining("was proposed by maker: another person decides");
        assertThatThrownBy(() -> decide("ines", payout, DecidedOutcome.PAID, " "))
                .hasMessageContaining("the reason is blank");
        desk.sql()
                .sql("update billing.payout_messages set state = 'staged', released_at = null")
                .update();
        for (DecidedOutcome outcome : DecidedOutcome.values()) {
            assertRefused(payout, outcome, "has not left yet");
        }
        desk.sql()
                .sql("update billing.payout_messages set state = 'released', released_at = now()")
                .update();

        decide(payout, DecidedOutcome.PAID, Optional.empty());
        assertRefused(payout, DecidedOutcome.PAID, "is paid and cannot be paid");
        assertRefused(payout, DecidedOutcome.FAILED, "is paid and cannot be failed");
        decide(payout, DecidedOutcome.RETURNED, Optional.empty());
        for (DecidedOutcome outcome : DecidedOutcome.values()) {
            assertRefused(payout, outcome, "is returned, the payout cancelled, and cannot be");
        }
        desk.assertNothingIsWrong();
    }

    @Test
    void cancelledPayoutAndReferenceOfAnotherAreRefused() {
        UUID other = desk.practitionerWithBank();
        desk.sales().payment(other, 1000, 800, "USD", "2026-03-02");
        send();
        UUID cancelled = payoutOf(practitioner);
        decide(cancelled, DecidedOutcome.FAILED, Optional.empty());
        bank.cancel(cancelled);
        assertRefused(cancelled, DecidedOutcome.PAID, "is failed, the payout cancelled, and");

        desk.sales().payment(practitioner, 1000, 700, "USD", "2026-03-10");
        batch = desk.approved("2026-03-15");
        bank.send(batch);
        decide(payoutOf(other), DecidedOutcome.PAID, Optional.of("OR-1"));
        UUID second =
                desk.sql()
                        .sql("select id from billing.payouts where amount_cents = 1600")
                        .query(UUID.class)
                        .single();
        assertThatThrownBy(() -> decide(second, DecidedOutcome.PAID, Optional.of("OR-1")))
                .hasMessageContaining("reference 'OR-1' is that of payout");
        desk.assertNothingIsWrong();
    }

    private void send() {
        batch = desk.approved("2026-03-08");
        bank.send(batch);
    }

    private void assertRefused(UUID id, DecidedOutcome outcome, String why) {
        List<String> before = bank.everything();
        assertThatThrownBy(() -> decide(id, outcome, Optional.empty())).hasMessageContaining(why);
        assertThat(bank.everything()).isEqualTo(before);
    }

    private void decide(UUID id, DecidedOutcome outcome, Optional<String> reference) {
        decide("ines", id, outcome, reference);
    }

    private void decide(String actor, UUID id, DecidedOutcome outcome, String reason) {
        decide(actor, new Decision(id, outcome, reason, Optional.empty()));
    }

    private void decide(String actor, UUID id, DecidedOutcome outcome, Optional<String> reference) {
        decide(actor, new Decision(id, outcome, "by telephone, Ms Hale", reference));
    }

    private void decide(String actor, Decision decision) {
        desk.as(actor)
                .act(
                        "decide",
                        "billing.payout",
                        decision.id().toString(),
                        Map.of(),
                        sql -> new PayoutDecisions(sql, actor).decide(decision));
    }

    /** What is posted of a transfer and its reversal, whoever gets it. */
    private List<String> rows(String reference) {
        return desk.sql()
                .sql(
                        """
                        select concat_ws(' ', e.reason, a.kind, e.amount_cents, e.currency)
                        from billing.payout_transfers t
                        left join billing.payout_reversals r on r.payout_id = t.payout_id
                        join billing.ledger_entries e on e.posting_id in (t.id, r.id)
                        join billing.ledger_accounts a on a.id = e.account_id
                        where t.id = ?
                        order by 1
                        """)
                .param(id(reference))
                .query(String.class)
                .list();
    }

    private UUID payout() {
        return payoutOf(practitioner);
    }

    private UUID payoutOf(UUID payee) {
        return desk.sql()
                .sql(
                        "select id from billing.payouts where practitioner_id = ? order by created_at limit 1")
                .param(payee)
                .query(UUID.class)
                .single();
    }

    private static UUID id(String reference) {
        return UUID.fromString(
                reference.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5"));
    }
}
