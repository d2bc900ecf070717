package dev.millrace.launcher.settings;

import dev.millrace.batch.payouts.ChannelSettings;
import dev.millrace.batch.payouts.PayoutSettings;
import dev.millrace.batch.payouts.bank.Debtor;
import dev.millrace.batch.payouts.payee.BankAccount;
import dev.millrace.batch.payouts.stripe.StripeSettings;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The settings under {@code batch.payouts}. */
final class PayoutKeys {

    private static final int MOST = 1_000_000_000;
    private static final String BANK = "batch.payouts.bank.";
    private static final String STRIPE = "batch.payouts.stripe.";

    private PayoutKeys() {}

    static PayoutSettings read(SettingValues settings) {
        PayoutSettings defaults = PayoutSettings.DEFAULTS;
        return new PayoutSettings(
                settings.number("batch.payouts.hold-days", defaults.holdDays(), 0, 365),
                settings.number("batch.payouts.minimum", (int) defaults.minimumCents(), 1, MOST),
                settings.number("batch.payouts.maximum", (int) defaults.maximumCents(), 0, MOST),
                settings.number(
                        "batch.payouts.automatic-below",
                        (int) defaults.automaticBelowCents(),
                        0,
                        MOST),
                new ChannelSettings(
                        settings.optionalText("batch.payouts.folder").map(Path::of),
                        settings.optionalText("batch.payouts.details-key").map(Secret::new),
                        debtor(settings),
                        stripe(settings)));
    }

    private static Optional<Debtor> debtor(SettingValues settings) {
        Optional<String> name = settings.optionalText(BANK + "name");
        Optional<String> account = settings.optionalText(BANK + "account");
        Optional<String> bic = settings.optionalText(BANK + "bic");
        Optional<String> clearing = settings.optionalText(BANK + "clearing");
        if (name.isEmpty() && account.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Debtor(
                            name.orElse(""), new BankAccount(account.orElse(""), bic, clearing)));
        } catch (IllegalArgumentException e) {
            throw new PipelineException(
                    ErrorKind.SETTING_INVALID, BANK + "*: " + e.getMessage(), e);
        }
    }

    private static Optional<StripeSettings> stripe(SettingValues settings) {
        Optional<Secret> key = settings.optionalText(STRIPE + "key").map(Secret::new);
        String address = settings.text(STRIPE + "address", StripeSettings.ADDRESS.toString());
        Duration timeout = settings.duration(STRIPE + "timeout", StripeSettings.TIMEOUT);
        try {
            URI uri = URI.create(address);
            return key.map(secret -> new StripeSettings(secret, uri, timeout));
        } catch (IllegalArgumentException e) {
            throw new PipelineException(
                    ErrorKind.SETTING_INVALID, STRIPE + "*: " + e.getMessage(), e);
        }
    }
}
