package dev.millrace.ingest.rows;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected texts are what PostgreSQL 18 prints. */
class FloatTextTest {

    @ParameterizedTest
    @CsvSource({
        "0.1, 0.1",
        "-0.0, -0",
        "1e15, 1e+15",
        "123456789012345, 123456789012345",
        "0.0001, 0.0001",
        "0.00001234, 1.234e-05",
        "4.9E-324, 5e-324",
        "2e23, 1.9999999999999998e+23",
        "1.7976931348623157e308, 1.7976931348623157e+308",
        "-2.5, -2.5",
        "NaN, NaN",
        "-Infinity, -Infinity"
    })
    void doubles(double value, String text) {
        assertThat(FloatText.of(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0.1, 0.1",
        "123456, 123456",
        "1234567, 1.234567e+06",
        "1.4E-45, 1e-45",
        "3.4028235e38, 3.4028235e+38",
        "-0.0, -0"
    })
    void reals(float value, String text) {
        assertThat(FloatText.of(value)).isEqualTo(text);
    }
}
