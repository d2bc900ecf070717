package dev.millrace.streams.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected values are the true ones, as many digits of them as PostgreSQL prints. */
class PgLogarithmTest {

    @ParameterizedTest(name = "exp({0})")
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 1.0000000000000000",
                "-1 | 0.3678794411714423",
                "-0.03333333333333333333 | 0.96721610048200590204",
                "-12.1666666666666667 | 0.000005200963470939482",
                "-10 | 0.00004539992976248485",
                "-121.66666666666667 |"
                        + " 0.00000000000000000000000000000000000000000000000000001448231652270508",
                "-2.5 | 0.08208499862389880",
                "1 | 2.7182818284590452",
                "23.5 | 16066464720.622479"
            })
    void exponentialsHaveTheDigitsOfPostgres(BigDecimal exponent, String power) {
        assertThat(PgLogarithm.exp(exponent).toPlainString()).isEqualTo(power);
    }

    @ParameterizedTest(name = "log(10, {0})")
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | 0.0000000000000000",
                "2 | 0.3010299956639812",
                "3 | 0.4771212547196624",
                "10 | 1.0000000000000000",
                "999 | 2.9995654882259823",
                "1000 | 3.0000000000000000",
                "22026 | 4.3429356348876304",
                "22027 | 4.342955351795990",
                "1000000 | 6.000000000000000",
                "123456789 | 8.091514977169270",
                "9223372036854775807 | 18.964889726830815"
            })
    void logarithmsHaveTheDigitsOfPostgres(long n, String logarithm) {
        assertThat(PgLogarithm.log10(n).toPlainString()).isEqualTo(logarithm);
    }

    @Test
    void whatPostgresRefusesIsRefused() {
        assertThatThrownBy(() -> PgLogarithm.log10(0)).hasMessageContaining("log10 of 0");
        assertThatThrownBy(() -> PgLogarithm.exp(BigDecimal.valueOf(7_000)))
                .isInstanceOf(ArithmeticException.class);
    }
}
