package dev.millrace.streams.derived;

import dev.millrace.schema.topics.RowFormat;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;

/**
 * Times inside a json or jsonb column, where no type tells what they are: the text that {@code
 * to_jsonb} gives a timestamptz in a session whose time zone is UTC.
 */
public final class JsonTime {

    private static final int MICROS_DIGITS = 6;
    private static final int YEAR_DIGITS = 4;

    private JsonTime() {}

    /**
     * The text of a timestamptz in microseconds since 1970-01-01 UTC, such as {@code
     * 2026-01-31T10:00:00.5+00:00}.
     */
    public static String utc(long micros) {
        if (micros == RowFormat.INFINITY_MICROS || micros == RowFormat.NEGATIVE_INFINITY_MICROS) {
            return RowFormat.timestampText(micros);
        }
        LocalDateTime time = LocalDateTime.ofInstant(RowFormat.instantOf(micros), ZoneOffset.UTC);
        boolean beforeChrist = time.getYear() < 1;
        // A formatter took an eighth of learner_dashboard's time: five of these are in each row.
        StringBuilder text = new StringBuilder(40);
        padded(text, beforeChrist ? 1 - time.getYear() : time.getYear(), YEAR_DIGITS);
        padded(text.append('-'), time.getMonthValue(), 2);
        padded(text.append('-'), time.getDayOfMonth(), 2);
        padded(text.append('T'), time.getHour(), 2);
        padded(text.append(':'), time.getMinute(), 2);
        padded(text.append(':'), time.getSecond(), 2);
        text.append(fraction(TimeUnit.NANOSECONDS.toMicros(time.getNano()))).append("+00:00");
        return beforeChrist ? text.append(" BC").toString() : text.toString();
    }

    private static void padded(StringBuilder text, int number, int width) {
        String digits = Integer.toString(number);
        text.repeat('0', Math.max(0, width - digits.length())).append(digits);
    }

    /** As many decimals as are needed, none for a whole second. */
    private static String fraction(long micros) {
        if (micros == 0) {
            return "";
        }
        String digits = Long.toString(micros);
        String padded = "0".repeat(MICROS_DIGITS - digits.length()) + digits;
        int end = MICROS_DIGITS;
        while (padded.charAt(end - 1) == '0') {
            end--;
        }
        return "." + padded.substring(0, end);
    }
}
