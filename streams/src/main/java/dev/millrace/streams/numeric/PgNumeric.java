package dev.millrace.streams.numeric;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * The operations of PostgreSQL's {@code numeric} whose result depends on how PostgreSQL chooses the
 * number of decimals.
 *
 * <p>A {@link BigDecimal} whose scale is not negative holds a numeric exactly: its scale is the
 * numeric's display scale. Sums and products need no help, both sides compute them exactly and with
 * the same scale. Quotients and conversions from double are rounded, and a value derived from them
 * is equal on both sides only when they are rounded at the same digit.
 *
 * <p>Source: {@code select_div_scale}, {@code div_var} and {@code float8_numeric} in PostgreSQL's
 * {@code src/backend/utils/adt/numeric.c}; the same in versions 15 to 18.
 */
public final class PgNumeric {

    // PostgreSQL stores decimal digits in groups of four.
    private static final int GROUP_DIGITS = 4;
    private static final int QUOTIENT_DIGITS_MIN = 16;
    private static final int SCALE_MAX = 1000;
    private static final MathContext DOUBLE_DIGITS = new MathContext(15, RoundingMode.HALF_EVEN);

    private PgNumeric() {}

    /**
     * {@code dividend / divisor}: at least 16 significant digits, at least as many decimals as
     * either operand, rounded half away from zero.
     *
     * @throws ArithmeticException when the divisor is zero
     */
    public static BigDecimal divide(BigDecimal dividend, BigDecimal divisor) {
        return dividend.divide(divisor, quotientScale(dividend, divisor), RoundingMode.HALF_UP);
    }

    /** {@code round(value, decimals)}: half away from zero, exactly this many decimals. */
    public static BigDecimal round(BigDecimal value, int decimals) {
        return value.setScale(decimals, RoundingMode.HALF_UP);
    }

    /**
     * {@code value::numeric} of a double precision: its first 15 significant digits.
     *
     * @throws NumberFormatException when the value is infinite or not a number
     */
    public static BigDecimal ofDouble(double value) {
        BigDecimal rounded = new BigDecimal(value).round(DOUBLE_DIGITS).stripTrailingZeros();
        return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
    }

    private static int quotientScale(BigDecimal dividend, BigDecimal divisor) {
        int weight = weight(dividend) - weight(divisor);
        if (firstGroup(dividend) <= firstGroup(divisor)) {
            weight--;
        }
        int scale = QUOTIENT_DIGITS_MIN - weight * GROUP_DIGITS;
        scale = Math.max(scale, Math.max(dividend.scale(), divisor.scale()));
        return Math.min(Math.max(scale, 0), SCALE_MAX);
    }

    /** Power of 10,000 that the first group of digits that is not zero stands for. */
    private static int weight(BigDecimal value) {
        if (value.signum() == 0) {
            return 0;
        }
        int leadingDigitExponent = value.precision() - value.scale() - 1;
        return Math.floorDiv(leadingDigitExponent, GROUP_DIGITS);
    }

    /** The first group of digits that is not zero, 1 to 9999; 0 for zero. */
    private static int firstGroup(BigDecimal value) {
        BigInteger group = value.abs().movePointLeft(weight(value) * GROUP_DIGITS).toBigInteger();
        return group.intValueExact();
    }
}
