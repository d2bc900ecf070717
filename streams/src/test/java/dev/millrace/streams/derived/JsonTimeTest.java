package dev.millrace.streams.derived;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.topics.RowFormat;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Expected texts are what PostgreSQL printed for {@code to_jsonb(...)} under UTC. */
class JsonTimeTest {

    @Test
    void timesReadAsPostgresqlPrintsThem() {
        assertThat(utc("2026-01-31T10:00:00Z")).isEqualTo("2026-01-31T10:00:00+00:00");
        assertThat(utc("2026-01-31T10:00:00.120Z")).isEqualTo("2026-01-31T10:00:00.12+00:00");
        assertThat(utc("2026-01-31T10:00:00.000001Z"))
                .isEqualTo("2026-01-31T10:00:00.000001+00:00");
        assertThat(utc("1969-12-31T23:59:59.5Z")).isEqualTo("1969-12-31T23:59:59.5+00:00");
        assertThat(utc("+12026-01-31T10:00:00Z")).isEqualTo("12026-01-31T10:00:00+00:00");
        assertThat(utc("-0043-03-15T12:00:00Z")).isEqualTo("0044-03-15T12:00:00+00:00 BC");
    }

    @Test
    void infinitiesHaveNoZone() {
        assertThat(JsonTime.utc(RowFormat.INFINITY_MICROS)).isEqualTo("infinity");
        assertThat(JsonTime.utc(RowFormat.NEGATIVE_INFINITY_MICROS)).isEqualTo("-infinity");
    }

    private static String utc(String instant) {
        return JsonTime.utc(RowFormat.microsOf(Instant.parse(instant)));
    }
}
