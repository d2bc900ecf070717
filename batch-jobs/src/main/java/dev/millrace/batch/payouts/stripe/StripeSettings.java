package dev.millrace.batch.payouts.stripe;

import dev.millrace.schema.settings.Secret;
import java.net.URI;
import java.time.Duration;

/**
 * How Stripe is reached.
 *
 * @param key secret key of the account that pays
 * @param address where its interface is
 * @param timeout how long one request may take; what became of it is not known then
 */
public record StripeSettings(Secret key, URI address, Duration timeout) {

    /** Where Stripe is. */
    public static final URI ADDRESS = URI.create("https://api.stripe.com");

    /** How long a request may take, unless settings say otherwise. */
    public static final Duration TIMEOUT = Duration.ofSeconds(30);

    public StripeSettings {
        boolean isLocal = "127.0.0.1".equals(address.getHost());
        if (!"https".equals(address.getScheme()) && !isLocal) {
            throw new IllegalArgumentException(
                    "batch.payouts.stripe.address is %s, expected one with https"
                            .formatted(address));
        }
        if (timeout.toMillis() < 1 || timeout.toMillis() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "batch.payouts.stripe.timeout is %s, expected 1 ms or more".formatted(timeout));
        }
    }
}
