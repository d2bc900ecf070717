package dev.millrace.streams.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected values are what PostgreSQL 15.18 printed. */
class PgNumericTest {

    @ParameterizedTest(name = "{0} / {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | 3 | 0.33333333333333333333",
                "2 | 3 | 0.66666666666666666667",
                "3 | 3 | 1.00000000000000000000",
                "1 | 7 | 0.14285714285714285714",
                "10 | 3 | 3.3333333333333333",
                "9999 | 3 | 3333.0000000000000000",
                "10000 | 3 | 3333.3333333333333333",
                "99999 | 3 | 33333.000000000000",
                "12345 | 3 | 4115.0000000000000000",
                "12345678 | 9 | 1371742.000000000000",
                "1 | 9999 | 0.00010001000100010001",
                "1 | 10000 | 0.000100000000000000000000",
                "1 | 10001 | 0.000099990000999900009999",
                "1 | 12345678 | 0.000000081000006642000545",
                "0 | 3 | 0.00000000000000000000",
                "0 | 7000000 | 0.000000000000000000000000",
                "250 | 1000 | 0.25000000000000000000",
                "-1 | 3 | -0.33333333333333333333",
                "-2 | 3 | -0.66666666666666666667",
                "1.50 | 3 | 0.50000000000000000000",
                "2.000 | 3 | 0.66666666666666666667",
                "0.0001 | 3 | 0.000033333333333333333333",
                "0.00012345 | 7 | 0.000017635714285714285714",
                "0.00001 | 3 | 0.000003333333333333333333",
                "100 | 0.40 | 250.0000000000000000",
                "100 | 1.00 | 100.0000000000000000",
                "53.2000000000000000 | 0.90 | 59.1111111111111111",
                "74.4444 | 0.90 | 82.7160000000000000",
                "6700 | 90 | 74.4444444444444444",
                "33.333333333333333333 | 0.40 | 83.333333333333333333",
                "123456789012345678 | 7 | 17636684144620811",
                "1 | 0.0003 | 3333.3333333333333333",
                "1 | 0.00003 | 33333.333333333333",
                "5000 | 4999 | 1.0002000400080016",
                "4999 | 5000 | 0.99980000000000000000",
                "30000 | 30001 | 0.99996666777774074198",
                "8000 | 7 | 1142.8571428571428571",
                "7 | 8000 | 0.00087500000000000000",
                "0.00000000000000001 | 3 | 0.000000000000000003333333333333333333"
            })
    void quotientsHaveTheDigitsOfPostgres(
            BigDecimal dividend, BigDecimal divisor, String quotient) {
        assertThat(PgNumeric.divide(dividend, divisor).toPlainString()).isEqualTo(quotient);
    }

    @ParameterizedTest(name = "{0}::numeric")
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 0",
                "1 | 1",
                "0.5 | 0.5",
                "0.1 | 0.1",
                "0.3333333333333333 | 0.333333333333333",
                "0.6666666666666666 | 0.666666666666667",
                "0.35929453263428573 | 0.359294532634286",
                "123456789.12345679 | 123456789.123457",
                "1e-05 | 0.00001",
                "1.23456789e-07 | 0.000000123456789",
                "0.7499999999999999 | 0.75",
                "0.30000000000000004 | 0.3",
                "1e+15 | 1000000000000000",
                "1.2345678901234568e+17 | 123456789012346000",
                "0.9999999999999999 | 1",
                "-2.5 | -2.5",
                "4.9e-10 | 0.00000000049",
                "1.1428571428571e-05 | 0.000011428571428571",
                "9.007199254740992e+15 | 9007199254740990"
            })
    void doublesKeepFifteenDigits(double value, String numeric) {
        assertThat(PgNumeric.ofDouble(value).toPlainString()).isEqualTo(numeric);
    }

    @ParameterizedTest(name = "round({0}, {1})")
    @CsvSource(
            delimiter = '|',
            value = {
                "0.12345 | 4 | 0.1235",
                "0.00005 | 4 | 0.0001",
                "74.445 | 2 | 74.45",
                "-0.005 | 2 | -0.01",
                "1 | 4 | 1.0000",
                "0.5 | 0 | 1",
                "33.33333333 | 2 | 33.33"
            })
    void roundingGoesAwayFromZero(BigDecimal value, int decimals, String rounded) {
        assertThat(PgNumeric.round(value, decimals).toPlainString()).isEqualTo(rounded);
    }

    @Test
    void divisionByZeroIsRefused() {
        assertThatThrownBy(() -> PgNumeric.divide(BigDecimal.ONE, BigDecimal.ZERO))
                .isInstanceOf(ArithmeticException.class);
    }
}
