package dev.millrace.ingest.rows;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;

/**
 * PostgreSQL's ISO timestamps, turned into the canonical form of {@link
 * dev.millrace.schema.topics.RowFormat}: that of {@link java.time.Instant#toString()}.
 */
public final class TimestampText {

    private static final int SECONDS_END = "2026-01-31 10:00:00".length();
    private static final String BEFORE_CHRIST = " BC";

    private TimestampText() {}

    /**
     * A timestamptz. Canonical text passes through.
     *
     * @param text {@code 2026-01-31 10:00:00.12+00}, with any offset, an era, or {@code infinity}
     */
    static String canonicalWithZone(String text) {
        char last = text.charAt(text.length() - 1);
        if (last == 'Z' || last == 'y') {
            return text;
        }
        // Nearly every value: four digits of year, at UTC.
        if (text.charAt(4) == '-' && text.endsWith("+00")) {
            return appendFraction(text, text.length() - 3).append('Z').toString();
        }
        boolean beforeChrist = text.endsWith(BEFORE_CHRIST);
        int end = beforeChrist ? text.length() - BEFORE_CHRIST.length() : text.length();
        int offsetAt = Math.max(text.lastIndexOf('+', end - 1), text.lastIndexOf('-', end - 1));
        ZoneOffset offset = ZoneOffset.of(text.substring(offsetAt, end));
        return dateTime(text.substring(0, offsetAt), beforeChrist).toInstant(offset).toString();
    }

    /** A timestamp without time zone. Canonical text passes through. */
    static String canonicalWithoutZone(String text) {
        if (text.charAt(text.length() - 1) == 'y' || text.indexOf('T') > 0) {
            return text;
        }
        if (text.charAt(4) == '-' && !text.endsWith(BEFORE_CHRIST)) {
            return appendFraction(text, text.length()).toString();
        }
        boolean beforeChrist = text.endsWith(BEFORE_CHRIST);
        int end = beforeChrist ? text.length() - BEFORE_CHRIST.length() : text.length();
        String canonical =
                dateTime(text.substring(0, end), beforeChrist).toInstant(ZoneOffset.UTC).toString();
        return canonical.substring(0, canonical.length() - 1);
    }

    /** A date as PostgreSQL prints it: years beyond 9999 without a sign, before 1 with an era. */
    public static String ofDate(LocalDate date) {
        int year = date.getYear();
        if (year > 0 && year <= 9999) {
            return date.toString();
        }
        String text =
                "%04d-%02d-%02d"
                        .formatted(
                                year > 0 ? year : 1 - year,
                                date.getMonthValue(),
                                date.getDayOfMonth());
        return year > 0 ? text : text + BEFORE_CHRIST;
    }

    private static StringBuilder appendFraction(String text, int end) {
        StringBuilder canonical = new StringBuilder(27);
        canonical.append(text, 0, end).setCharAt(10, 'T');
        // Instant prints no fraction, three digits or six.
        if (end > SECONDS_END) {
            int digits = end - SECONDS_END - 1;
            int wanted = digits <= 3 ? 3 : 6;
            for (int i = digits; i < wanted; i++) {
                canonical.append('0');
            }
        }
        return canonical;
    }

    private static LocalDateTime dateTime(String text, boolean beforeChrist) {
        int space = text.indexOf(' ');
        String[] date = text.substring(0, space).split("-", -1);
        int year = Integer.parseInt(date[0]);
        return LocalDateTime.of(
                LocalDate.of(
                        beforeChrist ? 1 - year : year,
                        Integer.parseInt(date[1]),
                        Integer.parseInt(date[2])),
                LocalTime.parse(text.substring(space + 1)));
    }
}
