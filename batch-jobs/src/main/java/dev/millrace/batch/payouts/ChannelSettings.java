package dev.millrace.batch.payouts;

import dev.millrace.batch.payouts.bank.BankFileChannel;
import dev.millrace.batch.payouts.bank.Debtor;
import dev.millrace.batch.payouts.payee.DetailsCipher;
import dev.millrace.batch.payouts.sending.TransferChannel;
import dev.millrace.batch.payouts.stripe.StripeChannel;
import dev.millrace.batch.payouts.stripe.StripeSettings;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.Secret;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The ways on which money can go, and what they need.
 *
 * @param folder where files for the bank are laid down; empty for one in the program's own folder
 * @param detailsKey under which accounts of practitioners are encrypted
 * @param debtor whose account at a bank pays; empty when nothing is paid by bank
 * @param stripe empty when nothing is paid by Stripe
 */
public record ChannelSettings(
        Optional<Path> folder,
        Optional<Secret> detailsKey,
        Optional<Debtor> debtor,
        Optional<StripeSettings> stripe) {

    public static final ChannelSettings NONE =
            new ChannelSettings(
                    Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * What reads and writes accounts of practitioners.
     *
     * @throws PipelineException {@link ErrorKind#SETTING_INVALID} without a key, or with a wrong
     *     one
     */
    public DetailsCipher cipher() {
        return new DetailsCipher(
                detailsKey.orElseThrow(() ->
                        new PipelineException(
                                ErrorKind.SETTING_INVALID,
                                "batch.payouts.details-key is missing: 32 bytes in Base64, as"
                                        + " openssl rand -base64 32 makes them")));
    }

    /**
     * Those that are set up.
     *
     * @param ownFolder for files for the bank, unless settings say otherwise
     * @throws PipelineException {@link ErrorKind#SETTING_INVALID} when nothing is set up, or the
     *     key is missing
     */
    public List<TransferChannel> open(Path ownFolder) {
        List<TransferChannel> channels = new ArrayList<>();
        debtor.ifPresent(payer ->
                channels.add(new BankFileChannel(payer, cipher(), folder.orElse(ownFolder))));
        stripeChannel().ifPresent(channels::add);
        if (channels.isEmpty()) {
            throw new PipelineException(
                    ErrorKind.SETTING_INVALID,
                    "nothing can be sent: neither batch.payouts.bank.name and .account nor"
                            + " batch.payouts.stripe.key are set");
        }
        return channels;
    }

    /** Stripe, when it is set up. */
    public Optional<StripeChannel> stripeChannel() {
        return stripe.map(settings -> new StripeChannel(settings, cipher()));
    }
}
