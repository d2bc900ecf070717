package dev.millrace.ingest.rows;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Floating-point numbers as PostgreSQL prints them: the shortest digits that read back exactly. */
public final class FloatText {

    // From these decimal exponents on PostgreSQL writes 1e+NN; below the lower one 1e-NN.
    private static final int REAL_EXPONENT_MAX = 6;
    private static final int DOUBLE_EXPONENT_MAX = 15;
    private static final int EXPONENT_MIN = -4;

    private FloatText() {}

    public static String of(float value) {
        if (Float.isNaN(value) || Float.isInfinite(value)) {
            return Float.toString(value);
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        BigDecimal digits = new BigDecimal(Float.toString(value)).stripTrailingZeros();
        // Java never prints a single digit where PostgreSQL does: 1.4E-45 for 1e-45.
        BigDecimal single = digits.round(new MathContext(1, RoundingMode.HALF_EVEN));
        return print(single.floatValue() == value ? single : digits, REAL_EXPONENT_MAX);
    }

    public static String of(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return Double.toString(value);
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        BigDecimal digits = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        BigDecimal single = digits.round(new MathContext(1, RoundingMode.HALF_EVEN));
        return print(single.doubleValue() == value ? single : digits, DOUBLE_EXPONENT_MAX);
    }

    private static String print(BigDecimal digits, int exponentMax) {
        String unscaled = digits.unscaledValue().abs().toString();
        int exponent = unscaled.length() - 1 - digits.scale();
        if (exponent >= EXPONENT_MIN && exponent < exponentMax) {
            return digits.toPlainString();
        }
        StringBuilder text = new StringBuilder();
        if (digits.signum() < 0) {
            text.append('-');
        }
        text.append(unscaled.charAt(0));
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
