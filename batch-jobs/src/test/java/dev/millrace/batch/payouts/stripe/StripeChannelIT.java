package dev.millrace.batch.payouts.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.batch.payouts.PayoutDesk;
import dev.millrace.batch.payouts.bank.FaultyTransactions;
import dev.millrace.batch.payouts.sending.HandOver;
import dev.millrace.batch.payouts.sending.PayoutSending;
import dev.millrace.batch.payouts.sending.SendReport;
import dev.millrace.batch.payouts.sending.Transactions;
import dev.millrace.batch.payouts.stripe.StripeDouble.Fault;
import dev.millrace.schema.settings.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requirement 32: whatever a provider does, each payout is paid at most once, and in the end. */
class StripeChannelIT {

    private final PayoutDesk desk = new PayoutDesk();
    private final StripeDouble stripe = new StripeDouble();
    private final StripeChannel channel =
            new StripeChannel(
                    new StripeSettings(
                            new Secret("key-of-the-tests"),
                            stripe.address(),
                            Duration.ofMillis(400)),
                    desk.cipher());

    @AfterEach
    void close() {
        stripe.close();
        desk.close();
    }

    @ParameterizedTest
    @EnumSource(value = Fault.class, mode = EnumSource.Mode.EXCLUDE, names = "REFUSE")
    void payoutIsPaidOnceWhateverHappensToTheRequest(Fault fault) {
        UUID batch = approved(1);
        stripe.queue(fault);

        int sends = untilWhole(batch);

        assertThat(sends).isLessThanOrEqualTo(4);
        assertPaidOnce(1);
        assertThat(stripe.usedKeys()).hasSize(1);
    }

    @Test
    void outcomeThatIsNotKnownIsAskedForBeforeTheKeyIsForgotten() {
        UUID batch = approved(1);
        stripe.queue(Fault.PAY_LATE, Fault.FORGET_KEYS);

        assertThat(send(batch, desk.as("tom")).handedOver())
                .extracting(HandOver::state)
                .containsExactly("unknown");
        desk.assertNothingIsWrong();
        untilWhole(batch);

        assertPaidOnce(1);
    }

    @Test
    void refusedTransferFailsAndIsTriedAgainUnderANewKey() {
        UUID batch = approved(1);
        stripe.queue(Fault.REFUSE);

        assertThat(send(batch, desk.as("tom")).handedOver())
                .extracting(HandOver::state, HandOver::reason)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "failed",
                                "InvalidRequestException balance_insufficient (HTTP 400)"));
        assertThat(desk.payouts()).containsExactly("2026-03-02 2026-03-08 900 USD failed");
        desk.assertNothingIsWrong();
        assertThat(send(batch, desk.as("tom")).isWhole()).isTrue();

        assertPaidOnce(1);
        assertThat(stripe.usedKeys()).hasSize(2);
    }

    @Test
    void senderThatDiesAnywherePaysOnce() {
        UUID batch = approved(2);
        int deaths = 0;
        boolean whole = false;
        for (int step = 0; !whole; step++) {
            assertThat(step).isLessThan(60);
            try {
                whole = send(batch, new FaultyTransactions(desk.as("tom"), step)).isWhole();
            } catch (FaultyTransactions.Killed e) {
                deaths++;
            }
            desk.assertNothingIsWrong();
        }

        assertThat(deaths).isGreaterThan(4);
        assertPaidOnce(2);
        assertThat(stripe.usedKeys()).hasSize(2);
    }

    @Test
    void randomFaultsAndDeathsPayEachOnce() {
        long seed = Long.getLong("millrace.test.seed", new Random().nextLong());
        System.out.println("randomFaultsAndDeathsPayEachOnce: seed " + seed);
        Random random = new Random(seed);
        int payouts = Boolean.getBoolean("millrace.test.long") ? 60 : 8;
        UUID batch = approved(payouts);
        Fault[] all = Fault.values();
        Fault[] queued = new Fault[2 * payouts];
        Arrays.setAll(queued, i -> all[random.nextInt(all.length)]);
        stripe.queue(queued);

        boolean whole = false;
        for (int tries = 0; !whole; tries++) {
            assertThat(tries).as("sends of one batch").isLessThan(40 * payouts);
            try {
                whole =
                        send(batch, new FaultyTransactions(desk.as("tom"), random.nextInt(60)))
                                .isWhole();
            } catch (FaultyTransactions.Killed e) {
                desk.assertNothingIsWrong();
            }
        }

        assertPaidOnce(payouts);
    }

    @Test
    void reversedTransferOpensItsItemsAgain() {
        UUID batch = approved(1);
        untilWhole(batch);
        assertThat(channel.refresh(90, desk.as("tom"))).isEmpty();
        stripe.paid().getFirst().reversed = 900;

        assertThat(channel.refresh(90, desk.as("tom")))
                .extracting(HandOver::state)
                .containsExactly("returned");

        assertThat(desk.carried()).containsExactly("USD 900");
        assertThat(desk.payouts()).containsExactly("2026-03-02 2026-03-08 900 USD cancelled");
        assertThat(channel.refresh(90, desk.as("tom"))).isEmpty();
        desk.assertNothingIsWrong();
    }

    @Test
    void providerThatIsAwayLeavesTheOutcomeOpen() {
        UUID batch = approved(1);
        stripe.close();

        SendReport report = send(batch, desk.as("tom"));

        assertThat(report.isWhole()).isFalse();
        assertThat(report.handedOver()).extracting(HandOver::state).containsExactly("unknown");
        assertThat(desk.payouts()).containsExactly("2026-03-02 2026-03-08 900 USD processing");
        desk.assertNothingIsWrong();
    }

    @Test
    void whatDidNotArriveIsNotSentAgainWhileAFindingStandsAgainstIt() {
        UUID batch = approved(1);
        stripe.queue(Fault.DROP_REQUEST);
        assertThat(send(batch, desk.as("tom")).isWhole()).isFalse();
        desk.sql()
                .sql(
                        """
                        insert into billing.reconciliation_findings
                            (problem, subject, details, practitioner_id, found_at, seen_at)
                        select 'problem', 'subject', '', id, now(), now()
                        from wellness.practitioners
                        """)
                .update();

        assertThat(send(batch, desk.as("tom")).handedOver())
                .singleElement()
                .satisfies(open -> {
                    assertThat(open.state()).isEqualTo("unknown");
                    assertThat(open.reason())
                            .startsWith(
                                    "the practitioner has 1 open finding(s), the first: problem");
                });
        assertThat(stripe.paid()).isEmpty();

        desk.sql()
                .sql(
                        """
                        update billing.reconciliation_findings
                        set settled_by = 'tom', settled_at = now(), reason = 'looked at'
                        """)
                .update();
        untilWhole(batch);
        assertPaidOnce(1);
    }

    @Test
    void addressWithoutEncryptionIsRefused() {
        assertThatThrownBy(() ->
                        new StripeSettings(
                                new Secret("k"),
                                URI.create("http://example.org"),
                                Duration.ofSeconds(1)))
                .hasMessageContaining("expected one with https");
    }

    private UUID approved(int payouts) {
        for (int i = 0; i < payouts; i++) {
            UUID practitioner = desk.sales().practitioner();
            desk.keep(practitioner, "{\"name\": \"A\", \"stripe_account\": \"account " + i + "\"}");
            desk.sales().payment(practitioner, 1000, 900, "USD", "2026-03-02");
        }
        return desk.approved("2026-03-08");
    }

    private int untilWhole(UUID batch) {
        int sends = 1;
        while (!send(batch, desk.as("tom")).isWhole()) {
            desk.assertNothingIsWrong();
            sends++;
            assertThat(sends).as("sends of one batch").isLessThan(20);
        }
        return sends;
    }

    private SendReport send(UUID batch, Transactions transactions) {
        return new PayoutSending(List.of(channel), transactions).send(batch);
    }

    /** By the books of the provider, and by ours. */
    private void assertPaidOnce(int payouts) {
        assertThat(stripe.paid()).hasSize(payouts).allMatch(paid -> paid.amount == 900);
        assertThat(stripe.paid().stream().map(paid -> paid.destination).distinct())
                .hasSize(payouts);
        assertThat(desk.payouts())
                .hasSize(payouts)
                .containsOnly("2026-03-02 2026-03-08 900 USD paid");
        assertThat(desk.balance("paid")).isEqualTo(-900L * payouts);
        assertThat(desk.balance("sending")).isZero();
        desk.assertNothingIsWrong();
    }
}
