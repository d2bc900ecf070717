package dev.millrace.streams.derived;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** The one way in which averages and rates are rounded: two decimals, half away from zero. */
public final class Rounding {

    private static final int DECIMALS = 2;

    private Rounding() {}

    /** {@code sum / count}; null without data. */
    public static @Nullable BigDecimal average(BigDecimal sum, long count) {
        return count == 0
                ? null
                : sum.divide(BigDecimal.valueOf(count), DECIMALS, RoundingMode.HALF_UP);
    }

    /** {@code sum / count}; null without data. */
    public static @Nullable BigDecimal average(long sum, long count) {
        return average(BigDecimal.valueOf(sum), count);
    }

    /** {@code 100 x part / whole}; null without data. */
    public static @Nullable BigDecimal percentage(long part, long whole) {
        return average(BigDecimal.valueOf(part).movePointRight(2), whole);
    }
}
