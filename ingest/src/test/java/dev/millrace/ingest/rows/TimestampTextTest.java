package dev.millrace.ingest.rows;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimestampTextTest {

    @ParameterizedTest
    @CsvSource({
        "2026-01-31 10:00:00+00, 2026-01-31T10:00:00Z",
        "2026-01-31 10:00:00.1+00, 2026-01-31T10:00:00.100Z",
        "2026-01-31 10:00:00.12+00, 2026-01-31T10:00:00.120Z",
        "2026-01-31 10:00:00.123+00, 2026-01-31T10:00:00.123Z",
        "2026-01-31 10:00:00.1234+00, 2026-01-31T10:00:00.123400Z",
        "2026-01-31 10:00:00.000001+00, 2026-01-31T10:00:00.000001Z",
        "2026-01-31 10:00:00.5+05:30, 2026-01-31T04:30:00.500Z",
        "1890-01-01 00:00:00-03:30:52, 1890-01-01T03:30:52Z",
        "0044-03-15 10:00:00+00 BC, -0043-03-15T10:00:00Z",
        "12345-06-07 08:09:10+00, +12345-06-07T08:09:10Z",
        "infinity, infinity",
        "-infinity, -infinity",
        "2026-01-31T10:00:00.120Z, 2026-01-31T10:00:00.120Z"
    })
    void withZone(String text, String canonical) {
        assertThat(TimestampText.canonicalWithZone(text)).isEqualTo(canonical);
        assertThat(json(ScalarForm.TIMESTAMPTZ, text)).isEqualTo('"' + canonical + '"');
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31 10:00:00, 2026-01-31T10:00:00",
        "2026-01-31 10:00:00.12, 2026-01-31T10:00:00.120",
        "0044-03-15 10:00:00.1234 BC, -0043-03-15T10:00:00.123400",
        "infinity, infinity",
        "-infinity, -infinity",
        "2026-01-31T10:00:00.120, 2026-01-31T10:00:00.120"
    })
    void withoutZone(String text, String canonical) {
        assertThat(TimestampText.canonicalWithoutZone(text)).isEqualTo(canonical);
        assertThat(json(ScalarForm.TIMESTAMP, text)).isEqualTo('"' + canonical + '"');
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31, 2026-01-31",
        "+12345-06-07, 12345-06-07",
        "-0043-03-15, 0044-03-15 BC",
        "0000-12-31, 0001-12-31 BC",
        "0001-01-01, 0001-01-01"
    })
    void dates(LocalDate date, String text) {
        assertThat(TimestampText.ofDate(date)).isEqualTo(text);
    }

    private static String json(ColumnForm form, String text) {
        JsonBuffer json = new JsonBuffer();
        byte[] bytes = ("?" + text + "?").getBytes(US_ASCII);
        form.appendJson(json, bytes, 1, bytes.length - 1);
        return new String(json.toBytes(), US_ASCII);
    }
}
