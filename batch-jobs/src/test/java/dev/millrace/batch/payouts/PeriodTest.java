package dev.millrace.batch.payouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.batch.job.JobRun;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PeriodTest {

    @Test
    void byDefaultItIsTheWeekThatEndedLast() {
        // 2026-03-09 is a Monday.
        assertThat(period("2026-03-09T05:00:00Z", Map.of()))
                .hasToString("Period[first=2026-03-02, last=2026-03-08, holdDays=0]");
        assertThat(period("2026-03-08T23:59:59Z", Map.of()))
                .hasToString("Period[first=2026-02-23, last=2026-03-01, holdDays=0]");
    }

    @Test
    void itEndsWithItsLastDayInUtcAndHoldsPaymentsBack() {
        Period period =
                period(
                        "2026-04-01T00:00:00Z",
                        Map.of(
                                "period-start", "2026-03-01",
                                "period-end", "2026-03-31",
                                "hold-days", "2"));

        assertThat(period.end()).hasToString("2026-04-01T00:00Z");
        assertThat(period.paymentsEnd()).hasToString("2026-03-30T00:00Z");
    }

    @Test
    void dayThatIsNotOverAndPeriodThatEndsBeforeItBeginsAreRefused() {
        assertThatThrownBy(() -> period("2026-03-31T23:00:00Z", Map.of("period-end", "2026-03-31")))
                .hasMessageContaining("period-end")
                .hasMessageContaining("expected a day before 2026-03-31");
        assertThatThrownBy(() ->
                        period(
                                "2026-03-31T23:00:00Z",
                                Map.of(
                                        "period-start", "2026-03-12",
                                        "period-end", "2026-03-11")))
                .hasMessageContaining("period-start")
                .hasMessageContaining("expected a day not after 2026-03-11");
    }

    @Test
    void amountsHaveTheDecimalsOfTheirCurrency() {
        assertThat(MinorUnits.text(8500, "USD")).isEqualTo("85.00 USD");
        assertThat(MinorUnits.text(-5, "USD")).isEqualTo("-0.05 USD");
        assertThat(MinorUnits.text(8500, "JPY")).isEqualTo("8500 JPY");
        assertThat(MinorUnits.text(8500, "KWD")).isEqualTo("8.500 KWD");
        assertThat(MinorUnits.text(8500, "XX1")).isEqualTo("85.00 XX1");
    }

    private static Period period(String now, Map<String, String> given) {
        return Period.of(
                JobRun.checked(
                        new PractitionerPayouts(PayoutSettings.DEFAULTS).description(),
                        given,
                        "alice",
                        Instant.parse(now),
                        1000,
                        0));
    }
}
