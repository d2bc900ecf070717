package dev.millrace.batch.payouts.stripe;

import com.stripe.StripeClient;
import com.stripe.exception.CardException;
import com.stripe.exception.IdempotencyException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.Transfer;
import com.stripe.net.RequestOptions;
import com.stripe.param.TransferCreateParams;
import com.stripe.param.TransferListParams;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * What is asked of Stripe. The id of a transfer is the idempotency key, and also its transfer
 * group: keys are forgotten after a day or more, a group can be asked for at any time.
 */
final class StripeTransfers {

    private final StripeClient client;

    StripeTransfers(StripeSettings settings) {
        this.client =
                StripeClient.builder()
                        .setApiKey(settings.key().reveal())
                        .setApiBase(settings.address().toString())
                        .setHttpClient(new OneAttemptHttp(settings.timeout()))
                        // What became of a request is asked for before it is made again.
                        .setMaxNetworkRetries(0)
                        .build();
    }

    /** What an attempt to pay came to. */
    sealed interface Answer {

        /** It is paid. */
        record Paid(String id) implements Answer {}

        /** It was refused, and nothing was paid. */
        record Refused(String reason) implements Answer {}

        /** Nobody knows whether it was paid. */
        record Unknown(String reason) implements Answer {}
    }

    /** What Stripe holds of a transfer. */
    record Held(String id, long amount, long reversed, String currency) {

        boolean isReversed() {
            return reversed >= amount;
        }
    }

    /**
     * Asks for a transfer, once.
     *
     * @param amount as Stripe writes it
     */
    Answer pay(UUID id, UUID payout, long amount, String currency, String account) {
        TransferCreateParams parameters =
                TransferCreateParams.builder()
                        .setAmount(amount)
                        .setCurrency(currency.toLowerCase(Locale.ROOT))
                        .setDestination(account)
                        .setTransferGroup(id.toString())
                        .setDescription("Payout " + payout)
                        .putMetadata("transfer", id.toString())
                        .putMetadata("payout", payout.toString())
                        .build();
        RequestOptions options = RequestOptions.builder().setIdempotencyKey(id.toString()).build();
        try {
            return new Answer.Paid(client.v1().transfers().create(parameters, options).getId());
        } catch (IdempotencyException e) {
            // The key was used with other parameters: an earlier attempt may have paid.
            return new Answer.Unknown(reason(e));
        } catch (InvalidRequestException | CardException e) {
            return new Answer.Refused(reason(e));
        } catch (StripeException e) {
            return new Answer.Unknown(reason(e));
        }
    }

    /**
     * The transfers of this id: none or one, unless Stripe was told to pay by somebody else.
     *
     * @throws StripeException when Stripe does not say
     */
    List<Held> find(UUID id) throws StripeException {
        return client
                .v1()
                .transfers()
                .list(
                        TransferListParams.builder()
                                .setTransferGroup(id.toString())
                                .setLimit(10L)
                                .build())
                .getData()
                .stream()
                .map(StripeTransfers::held)
                .toList();
    }

    private static Held held(Transfer transfer) {
        Long reversed = transfer.getAmountReversed();
        return new Held(
                transfer.getId(),
                transfer.getAmount(),
                reversed == null ? 0 : reversed,
                transfer.getCurrency().toUpperCase(Locale.ROOT));
    }

    /** In Stripe's words, without what was sent. */
    static String reason(StripeException e) {
        String code = e.getCode() == null ? "" : " " + e.getCode();
        Integer status = e.getStatusCode();
        return e.getClass().getSimpleName()
                + code
                + (status == null || status == 0 ? "" : " (HTTP " + status + ")");
    }
}
