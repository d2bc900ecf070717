package dev.millrace.ingest.rows;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;

/**
 * PostgreSQL's ISO timestamps, turned into the canonical form of {@link
 * dev.millrace.schema.topics.RowFormat}: that of {@link java.time.Instant#toString()}.
 */
public final class TimestampText {

    private static final int DATE_END = "2026-01-31".length();
    private static final int SECONDS_END = "2026-01-31 10:00:00".length();
    private static final int UTC_LENGTH = "+00".length();
    private static final String BEFORE_CHRIST = " BC";

    private TimestampText() {}

    /** Appends a timestamptz, in the form of {@link #canonicalWithZone}, as a JSON string. */
    static void appendWithZone(JsonBuffer json, byte[] text, int from, int to) {
        // Nearly every value: four digits of year, at UTC.
        if (to - from >= SECONDS_END + UTC_LENGTH
                && text[from + 4] == '-'
                && text[to - 3] == '+'
                && text[to - 2] == '0'
                && text[to - 1] == '0') {
            json.ascii('"');
            appendUsual(json, text, from, to - UTC_LENGTH);
            json.ascii('Z');
            json.ascii('"');
        } else {
            json.quote(canonicalWithZone(new String(text, from, to - from, US_ASCII)));
        }
    }

    /** Appends a timestamp, in the form of {@link #canonicalWithoutZone}, as a JSON string. */
    static void appendWithoutZone(JsonBuffer json, byte[] text, int from, int to) {
        if (to - from >= SECONDS_END
                && text[from + 4] == '-'
                && text[from + DATE_END] == ' '
                && text[to - 1] <= '9') {
            json.ascii('"');
            appendUsual(json, text, from, to);
            json.ascii('"');
        } else {
            json.quote(canonicalWithoutZone(new String(text, from, to - from, US_ASCII)));
        }
    }

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

    /** Date, T, time; of the fraction no digit, three or six, as Instant prints it. */
    private static void appendUsual(JsonBuffer json, byte[] text, int from, int to) {
        json.raw(text, from, from + DATE_END);
        json.ascii('T');
        json.raw(text, from + DATE_END + 1, to);
        int digits = to - from - SECONDS_END - 1;
        if (digits > 0) {
            for (int i = digits; i < (digits <= 3 ? 3 : 6); i++) {
                json.ascii('0');
            }
        }
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
