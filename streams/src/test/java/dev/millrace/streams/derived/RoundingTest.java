package dev.millrace.streams.derived;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class RoundingTest {

    @Test
    void halvesGoAwayFromZero() {
        assertThat(Rounding.average(9, 8)).isEqualTo(new BigDecimal("1.13"));
        assertThat(Rounding.average(-9, 8)).isEqualTo(new BigDecimal("-1.13"));
        assertThat(Rounding.percentage(2, 3)).isEqualTo(new BigDecimal("66.67"));
        assertThat(Rounding.percentage(3, 3)).isEqualTo(new BigDecimal("100.00"));
    }

    @Test
    void noDataIsNull() {
        assertThat(Rounding.average(0, 0)).isNull();
        assertThat(Rounding.percentage(0, 0)).isNull();
    }
}
