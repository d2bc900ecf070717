package dev.millrace.batch.payouts.stripe;

import dev.millrace.batch.payouts.MinorUnits;
import java.math.BigDecimal;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Amounts as Stripe writes them: its minor units are those of ISO 4217 with exceptions
 * (docs.stripe.com/currencies). Króna and Ugandan shilling have none in ISO 4217 and are written
 * with two digits all the same; ariary has two in ISO 4217 and none there; the last of three digits
 * must be 0.
 */
final class StripeAmount {

    private static final Set<String> WITHOUT =
            Set.of(
                    "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND",
                    "VUV", "XAF", "XOF", "XPF");
    private static final Set<String> WITH_THREE = Set.of("BHD", "JOD", "KWD", "OMR", "TND");

    private StripeAmount() {}

    /**
     * The amount as Stripe wants it; empty when it cannot be written there, or the currency is not
     * in ISO 4217.
     *
     * @param amount in the minor unit of ISO 4217
     */
    static OptionalLong of(long amount, String currency) {
        if (!MinorUnits.isKnown(currency)) {
            return OptionalLong.empty();
        }
        int digits = WITHOUT.contains(currency) ? 0 : WITH_THREE.contains(currency) ? 3 : 2;
        BigDecimal written = MinorUnits.exact(amount, currency).movePointRight(digits);
        boolean fits =
                written.stripTrailingZeros().scale() <= 0
                        && written.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0
                        && (digits < 3 || amount % 10 == 0);
        return fits ? OptionalLong.of(written.longValueExact()) : OptionalLong.empty();
    }
}
