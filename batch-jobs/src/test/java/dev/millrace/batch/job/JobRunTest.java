package dev.millrace.batch.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.batch.job.Parameter.Kind;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobRunTest {

    private static final Instant NOW = Instant.parse("2026-03-31T12:00:00Z");

    private static final JobDescription JOB =
            new JobDescription(
                    "T02",
                    "example",
                    "An example.",
                    List.of(
                            Parameter.of("months", Kind.COUNT, 3, "months"),
                            Parameter.optional("day", Kind.DATE, "a day"),
                            Parameter.optional("person", Kind.ID, "a person")));

    @Test
    void whatIsNotGivenHasItsDefault() {
        JobRun run = checked(Map.of());

        assertThat(run.values())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "cut-off", "2026-03-31T12:00:00Z",
                                "chunk-size", "1000",
                                "rows-per-second", "0",
                                "months", "3"));
        assertThat(run.cutOff().toInstant()).isEqualTo(NOW);
        assertThat(run.date("day")).isEmpty();
    }

    @Test
    void whatIsGivenCounts() {
        JobRun run =
                checked(
                        Map.of(
                                "cut-off", "2025-01-01T00:00:00Z",
                                "chunk-size", "7",
                                "rows-per-second", "100",
                                "months", "12",
                                "day", "2026-02-28"));

        assertThat(run.cutOff()).hasToString("2025-01-01T00:00Z");
        assertThat(run.chunkSize()).isEqualTo(7);
        assertThat(run.rowsPerSecond()).isEqualTo(100);
        assertThat(run.number("months")).isEqualTo(12);
        assertThat(run.date("day")).contains(LocalDate.of(2026, 2, 28));
    }

    @Test
    void valueThatDoesNotFitIsNamedWithWhatWasExpected() {
        assertRefused("months", "x", "a whole number from 0 to 1000000000");
        assertRefused("months", "-1", "a whole number from 0 to 1000000000");
        assertRefused("months", "1000000001", "a whole number from 0 to 1000000000");
        assertRefused("day", "2026-02-30", "a date such as 2026-03-31");
        assertRefused("cut-off", "2026-02-28", "a moment such as 2026-03-31T12:00:00Z");
        assertRefused("person", "1-1-1-1-1", "a UUID");
        assertRefused("chunk-size", "0", "a whole number from 1 to 1000000000");
    }

    @Test
    void unknownParameterIsNamedWithThoseThatAreKnown() {
        assertThatThrownBy(() -> checked(Map.of("month", "3")))
                .hasMessage(
                        "job example has no parameter 'month', expected one of chunk-size, cut-off,"
                                + " day, months, person, rows-per-second");
    }

    private static void assertRefused(String name, String value, String expected) {
        assertThatThrownBy(() -> checked(Map.of(name, value)))
                .hasMessage(
                        "parameter %s of job example is '%s', expected %s"
                                .formatted(name, value, expected));
    }

    private static JobRun checked(Map<String, String> given) {
        return JobRun.checked(JOB, given, "alice", NOW, 1000, 0);
    }
}
