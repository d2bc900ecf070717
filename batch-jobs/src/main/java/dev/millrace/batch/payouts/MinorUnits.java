package dev.millrace.batch.payouts;

import java.math.BigDecimal;
import java.util.Currency;

/** Amounts for people: kept in the minor unit, shown with the decimals of their currency. */
public final class MinorUnits {

    private static final int DECIMALS_UNKNOWN = 2;

    private MinorUnits() {}

    /** For example {@code 85.00 USD}, {@code 8500 JPY}, {@code 8.500 KWD}. */
    public static String text(long amount, String currency) {
        return plain(amount, currency) + " " + currency;
    }

    /** The same without the currency, for a column of numbers. */
    public static String plain(long amount, String currency) {
        return BigDecimal.valueOf(amount, decimals(currency)).toPlainString();
    }

    /**
     * The amount as a decimal number with exactly the decimals of its currency.
     *
     * @throws IllegalArgumentException when ISO 4217 has no minor unit for the currency
     */
    public static BigDecimal exact(long amount, String currency) {
        if (!isKnown(currency)) {
            throw new IllegalArgumentException("ISO 4217 has no minor unit for " + currency);
        }
        return BigDecimal.valueOf(amount, decimals(currency));
    }

    /** Whether the currency is in ISO 4217, with a minor unit. */
    public static boolean isKnown(String currency) {
        try {
            return Currency.getInstance(currency).getDefaultFractionDigits() >= 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** How many decimals the currency has; 2 for a code that is not in ISO 4217. */
    static int decimals(String currency) {
        try {
            return Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
        } catch (IllegalArgumentException e) {
            return DECIMALS_UNKNOWN;
        }
    }
}
