package dev.millrace.streams.derived;

import dev.millrace.schema.topics.RowFormat;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** The day in UTC on which a moment falls, in the text form of PostgreSQL's date. */
public final class UtcDay {

    private UtcDay() {}

    /**
     * The day of a timestamptz: {@code 2026-01-31}.
     *
     * @param micros microseconds since 1970-01-01 UTC, infinities as {@link RowFormat} maps them
     */
    public static String of(long micros) {
        if (micros == RowFormat.INFINITY_MICROS || micros == RowFormat.NEGATIVE_INFINITY_MICROS) {
            return RowFormat.timestampText(micros);
        }
        LocalDate day = LocalDate.ofInstant(RowFormat.instantOf(micros), ZoneOffset.UTC);
        // PostgreSQL has no year 0: the one before 1 is 1 BC.
        boolean beforeChrist = day.getYear() < 1;
        return "%04d-%02d-%02d%s"
                .formatted(
                        beforeChrist ? 1 - day.getYear() : day.getYear(),
                        day.getMonthValue(),
                        day.getDayOfMonth(),
                        beforeChrist ? " BC" : "");
    }
}
