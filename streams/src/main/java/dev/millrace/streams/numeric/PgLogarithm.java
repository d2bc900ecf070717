package dev.millrace.streams.numeric;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * {@code exp} and {@code log(10, n)} of PostgreSQL's {@code numeric}: the true value, rounded half
 * away from zero at the digit that PostgreSQL chooses.
 *
 * <p>Source: {@code numeric_exp}, {@code exp_var}, {@code log_var} and {@code estimate_ln_dweight}
 * in PostgreSQL's {@code src/backend/utils/adt/numeric.c}; the same in versions 15 to 18.
 */
public final class PgLogarithm {

    private static final int DIGITS_MIN = 16;
    private static final int SCALE_MAX = 1000;
    private static final double LOG10_OF_E = 0.434294481903252;

    // Beyond it PostgreSQL's exp overflows, or is zero.
    private static final int EXPONENT_MAX = 6000;

    private static final int RESULT_SCALE_MAX = 2000;

    // More than rounding in between can cost.
    private static final int SPARE_DIGITS = 20;

    // Halved so often, an exponent is small enough for a short series.
    private static final int SMALL_BITS = 8;

    private static final MathContext LOGARITHM_DIGITS = new MathContext(45, RoundingMode.HALF_EVEN);
    private static final BigDecimal LN_10 = ln(10);

    private PgLogarithm() {}

    /**
     * {@code exp(exponent)}: at least 16 significant digits, at least as many decimals as the
     * exponent.
     *
     * @throws ArithmeticException when the result is too large for PostgreSQL
     */
    public static BigDecimal exp(BigDecimal exponent) {
        double estimate = exponent.doubleValue();
        double weight =
                Math.clamp(estimate * LOG10_OF_E, -RESULT_SCALE_MAX, (double) RESULT_SCALE_MAX);
        int scale = Math.clamp(Math.max(DIGITS_MIN - (int) weight, exponent.scale()), 0, SCALE_MAX);
        if (estimate <= -EXPONENT_MAX) {
            return BigDecimal.ZERO.setScale(scale);
        }
        if (estimate >= EXPONENT_MAX) {
            throw new ArithmeticException("exp(" + exponent + ") overflows numeric");
        }
        int digits = scale + Math.max(0, (int) weight) + SPARE_DIGITS;
        return exp(exponent, new MathContext(digits, RoundingMode.HALF_EVEN))
                .setScale(scale, RoundingMode.HALF_UP);
    }

    /**
     * {@code log(10, n)}: 16 significant digits, as many decimals.
     *
     * @throws IllegalArgumentException when {@code n} is less than 1
     */
    public static BigDecimal log10(long n) {
        if (n < 1) {
            throw new IllegalArgumentException("log10 of " + n + ", expected at least 1");
        }
        // PostgreSQL expects as many digits before the point as ln(n) has more than one.
        int weight = n == 1 ? 0 : (int) Math.log10(Math.log(n));
        return ln(n).divide(LN_10, LOGARITHM_DIGITS)
                .setScale(DIGITS_MIN - weight, RoundingMode.HALF_UP);
    }

    /** One step of Halley's method from the double, which triples its digits. */
    private static BigDecimal ln(long n) {
        BigDecimal estimate = new BigDecimal(Math.log(n));
        BigDecimal power = exp(estimate, LOGARITHM_DIGITS);
        BigDecimal value = BigDecimal.valueOf(n);
        BigDecimal correction = value.subtract(power).divide(value.add(power), LOGARITHM_DIGITS);
        return estimate.add(correction.add(correction), LOGARITHM_DIGITS);
    }

    /** By the series of a fraction of the exponent, squared again. */
    private static BigDecimal exp(BigDecimal exponent, MathContext digits) {
        int halvings = SMALL_BITS + Math.max(0, Math.getExponent(exponent.doubleValue()) + 1);
        BigDecimal x = exponent.divide(BigDecimal.TWO.pow(halvings), digits);
        BigDecimal sum = BigDecimal.ONE;
        BigDecimal term = BigDecimal.ONE;
        BigDecimal least = BigDecimal.ONE.movePointLeft(digits.getPrecision());
        for (int i = 1; term.abs().compareTo(least) > 0; i++) {
            term = term.multiply(x, digits).divide(BigDecimal.valueOf(i), digits);
            sum = sum.add(term, digits);
        }
        for (int i = 0; i < halvings; i++) {
            sum = sum.multiply(sum, digits);
        }
        return sum;
    }
}
