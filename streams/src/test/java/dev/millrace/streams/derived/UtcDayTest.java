package dev.millrace.streams.derived;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.topics.RowFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UtcDayTest {

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T23:59:59.999999Z, 2026-01-31",
        "2026-02-01T00:00:00Z, 2026-02-01",
        "1969-12-31T23:59:59.999999Z, 1969-12-31",
        "0001-01-01T00:00:00Z, 0001-01-01",
        "0000-12-31T00:00:00Z, 0001-12-31 BC",
        "+12345-06-07T00:00:00Z, 12345-06-07",
        "infinity, infinity",
        "-infinity, -infinity"
    })
    void dayReadsAsPostgresqlPrintsIt(String timestamp, String day) {
        assertThat(UtcDay.of(RowFormat.timestampMicros(timestamp))).isEqualTo(day);
    }
}
