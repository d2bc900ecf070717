package dev.millrace.batch.payouts.stripe;

import com.stripe.exception.StripeException;
import dev.millrace.batch.payouts.findings.Findings;
import dev.millrace.batch.payouts.payee.DetailsCipher;
import dev.millrace.batch.payouts.payee.PayeeAccounts;
import dev.millrace.batch.payouts.payee.PayeeDetails;
import dev.millrace.batch.payouts.sending.HandOver;
import dev.millrace.batch.payouts.sending.Payable;
import dev.millrace.batch.payouts.sending.Transactions;
import dev.millrace.batch.payouts.sending.Transfer;
import dev.millrace.batch.payouts.sending.TransferChannel;
import dev.millrace.batch.payouts.sending.TransferOutcomes;
import dev.millrace.batch.payouts.sending.Transfers;
import dev.millrace.batch.payouts.stripe.StripeTransfers.Answer;
import dev.millrace.batch.payouts.stripe.StripeTransfers.Held;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A transfer at Stripe for each payout. That an attempt begins is committed before the request;
 * from then on, until the outcome is known, Stripe is asked what it holds before anything is sent
 * again, and what is sent again has the same key.
 */
public final class StripeChannel implements TransferChannel {

    private static final String NAME = "stripe";
    private static final String RESOURCE = "billing.payout_transfer";

    private final StripeTransfers stripe;
    private final DetailsCipher cipher;

    public StripeChannel(StripeSettings settings, DetailsCipher cipher) {
        this.stripe = new StripeTransfers(settings);
        this.cipher = cipher;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String method() {
        return NAME;
    }

    @Override
    public Optional<String> obstacle(JdbcClient sql, Payable payable) {
        if (StripeAmount.of(payable.amount(), payable.currency()).isEmpty()) {
            return Optional.of(
                    "Stripe cannot write the amount in "
                            + payable.currency()
                            + " to the last digit");
        }
        return account(sql, payable.practitioner()).isPresent()
                ? Optional.empty()
                : Optional.of("the practitioner has no account at Stripe here");
    }

    @Override
    public Optional<UUID> message(JdbcClient sql, UUID batch, String currency) {
        return Optional.empty();
    }

    @Override
    public List<HandOver> handOver(UUID batch, Transactions transactions) {
        return transactions.look(sql -> new Transfers(sql).open(batch, NAME)).stream()
                .map(transfer -> handOver(transfer, transactions))
                .toList();
    }

    /**
     * Finds out which of the transfers that were paid lately were reversed since.
     *
     * @param days how far back
     */
    public List<HandOver> refresh(int days, Transactions transactions) {
        return transactions.look(sql -> new Transfers(sql).paidWithin(NAME, days)).stream()
                .flatMap(transfer -> refresh(transfer, transactions).stream())
                .toList();
    }

    private Optional<HandOver> refresh(Transfer transfer, Transactions transactions) {
        try {
            List<Held> held = stripe.find(transfer.id());
            if (held.size() == 1 && held.getFirst().isReversed()) {
                settle(
                        transfer,
                        "returned",
                        transactions,
                        (outcomes, locked) -> outcomes.returned(locked, "reversed at Stripe"));
                return Optional.of(report(transfer, "returned", "reversed at Stripe"));
            }
            if (held.size() == 1 && held.getFirst().reversed() == 0) {
                return Optional.empty();
            }
            return Optional.of(
                    report(
                            transfer,
                            "unknown",
                            held.isEmpty()
                                    ? "Stripe does not hold it any more"
                                    : "Stripe has reversed a part of it"));
        } catch (StripeException e) {
            return Optional.of(report(transfer, "unknown", StripeTransfers.reason(e)));
        }
    }

    private HandOver handOver(Transfer transfer, Transactions transactions) {
        try {
            if (transfer.state().equals("sent")) {
                List<Held> held = stripe.find(transfer.id());
                if (!held.isEmpty()) {
                    return found(transfer, held, transactions);
                }
            } else {
                begin(transfer, transactions);
            }
            return settled(transfer, pay(transfer, transactions), transactions);
        } catch (StripeException e) {
            return report(transfer, "unknown", StripeTransfers.reason(e));
        }
    }

    private void begin(Transfer transfer, Transactions transactions) {
        transactions.act(
                "begin",
                RESOURCE,
                transfer.id().toString(),
                Map.of(),
                sql -> {
                    new Transfers(sql).sent(transfer.id());
                    return true;
                });
    }

    private Answer pay(Transfer transfer, Transactions transactions) {
        // Also what was sent and did not arrive is not sent again while a finding stands against
        // it.
        Optional<String> finding =
                transactions.look(sql -> new Findings(sql).against(transfer.practitioner()));
        if (finding.isPresent()) {
            return new Answer.Unknown("the practitioner has " + finding.get());
        }
        Optional<String> account = transactions.look(sql -> account(sql, transfer.practitioner()));
        if (account.isEmpty()) {
            return new Answer.Unknown("the practitioner has no account at Stripe here any more");
        }
        return stripe.pay(
                transfer.id(),
                transfer.payout(),
                StripeAmount.of(transfer.amount(), transfer.currency()).orElseThrow(),
                transfer.currency(),
                account.get());
    }

    private HandOver settled(Transfer transfer, Answer answer, Transactions transactions)
            throws StripeException {
        return switch (answer) {
            case Answer.Paid paid -> paid(transfer, paid.id(), transactions);
            case Answer.Refused refused -> {
                settle(
                        transfer,
                        "failed",
                        transactions,
                        (outcomes, locked) -> outcomes.failed(locked, refused.reason()));
                yield report(transfer, "failed", refused.reason());
            }
            case Answer.Unknown unknown -> {
                List<Held> held = stripe.find(transfer.id());
                yield held.isEmpty()
                        ? report(transfer, "unknown", unknown.reason())
                        : found(transfer, held, transactions);
            }
        };
    }

    private HandOver found(Transfer transfer, List<Held> held, Transactions transactions) {
        long amount = StripeAmount.of(transfer.amount(), transfer.currency()).orElseThrow();
        Held first = held.getFirst();
        if (held.size() > 1
                || first.amount() != amount
                || !first.currency().equals(transfer.currency())) {
            return report(
                    transfer,
                    "unknown",
                    "Stripe holds %d transfers of this id, the first, %s, of %d %s"
                            .formatted(held.size(), first.id(), first.amount(), first.currency()));
        }
        return paid(transfer, first.id(), transactions);
    }

    private HandOver paid(Transfer transfer, String id, Transactions transactions) {
        settle(
                transfer,
                "paid",
                transactions,
                (outcomes, locked) -> outcomes.paid(locked, Optional.of(id)));
        return report(transfer, "paid", "");
    }

    /** Nothing when somebody else has settled it meanwhile. */
    private static void settle(
            Transfer transfer,
            String state,
            Transactions transactions,
            BiConsumer<TransferOutcomes, Transfer> outcome) {
        String from = state.equals("returned") ? "paid" : "sent";
        transactions.act(
                state,
                RESOURCE,
                transfer.id().toString(),
                Map.of(),
                sql -> {
                    new Transfers(sql)
                            .locked(transfer.id())
                            .filter(locked -> locked.state().equals(from))
                            .ifPresent(locked ->
                                    outcome.accept(
                                            new TransferOutcomes(sql, transactions.actor()),
                                            locked));
                    return true;
                });
    }

    private Optional<String> account(JdbcClient sql, UUID practitioner) {
        return new PayeeAccounts(sql, cipher)
                .find(practitioner)
                .flatMap(PayeeDetails::stripeAccount);
    }

    private static HandOver report(Transfer transfer, String state, String reason) {
        return new HandOver(
                NAME,
                1,
                transfer.amount(),
                transfer.currency(),
                "Stripe, transfer " + transfer.id(),
                state,
                reason);
    }
}
