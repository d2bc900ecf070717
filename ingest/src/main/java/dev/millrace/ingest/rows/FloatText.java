package dev.millrace.ingest.rows;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * Floating-point numbers as PostgreSQL prints them: the shortest digits that lie strictly between
 * both halfway points to the neighbours. Java also takes digits that lie on a halfway point, and
 * prints at least two.
 */
public final class FloatText {

    // From these decimal exponents on PostgreSQL writes 1e+NN; below the lower one 1e-NN.
    private static final int REAL_EXPONENT_MAX = 6;
    private static final int DOUBLE_EXPONENT_MAX = 15;
    private static final int EXPONENT_MIN = -4;

    private static final BigDecimal TWO = BigDecimal.valueOf(2);

    private FloatText() {}

    public static String of(float value) {
        if (Float.isNaN(value) || Float.isInfinite(value)) {
            return Float.toString(value);
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        float size = Math.abs(value);
        String digits =
                print(
                        new BigDecimal(size),
                        new BigDecimal(Math.nextDown(size)),
                        size == Float.MAX_VALUE ? null : new BigDecimal(Math.nextUp(size)),
                        REAL_EXPONENT_MAX);
        return value < 0 ? "-" + digits : digits;
    }

    public static String of(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return Double.toString(value);
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        double size = Math.abs(value);
        String digits =
                print(
                        new BigDecimal(size),
                        new BigDecimal(Math.nextDown(size)),
                        size == Double.MAX_VALUE ? null : new BigDecimal(Math.nextUp(size)),
                        DOUBLE_EXPONENT_MAX);
        return value < 0 ? "-" + digits : digits;
    }

    private static String print(
            BigDecimal exact, BigDecimal below, @Nullable BigDecimal above, int exponentMax) {
        BigDecimal low = exact.add(below).divide(TWO);
        BigDecimal high =
                above == null ? exact.add(exact).subtract(low) : exact.add(above).divide(TWO);
        int precision = 1;
        BigDecimal digits = rounded(exact, precision);
        while (digits.compareTo(low) <= 0 || digits.compareTo(high) >= 0) {
            precision++;
            digits = rounded(exact, precision);
        }
        return print(digits.stripTrailingZeros(), exponentMax);
    }

    private static BigDecimal rounded(BigDecimal exact, int precision) {
        return exact.round(new MathContext(precision, RoundingMode.HALF_EVEN));
    }

    private static String print(BigDecimal digits, int exponentMax) {
        String unscaled = digits.unscaledValue().toString();
        int exponent = unscaled.length() - 1 - digits.scale();
        if (exponent >= EXPONENT_MIN && exponent < exponentMax) {
            return digits.toPlainString();
        }
        StringBuilder text = new StringBuilder().append(unscaled.charAt(0));
        if (unscaled.length() > 1) {
            text.append('.').append(unscaled, 1, unscaled.length());
        }
        return text.append('e')
                .append(exponent < 0 ? '-' : '+')
                .append(Math.abs(exponent) < 10 ? "0" : "")
                .append(Math.abs(exponent))
                .toString();
    }
}
