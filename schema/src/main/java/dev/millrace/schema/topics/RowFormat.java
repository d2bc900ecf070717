package dev.millrace.schema.topics;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The lossless JSON form of each PostgreSQL type, written down once for snapshot, stream and
 * readers.
 *
 * <ul>
 *   <li>boolean: true or false
 *   <li>smallint, integer, bigint, oid: a JSON integer
 *   <li>numeric: a string with every digit and the scale kept ({@code "12.50"}), or {@code "NaN"},
 *       {@code "Infinity"}, {@code "-Infinity"}
 *   <li>real, double precision: a string in PostgreSQL's shortest exact form
 *   <li>text, varchar, char(n) (padded), citext, enum, uuid, inet, cidr: a string, as PostgreSQL
 *       prints it
 *   <li>date: {@code "2026-01-31"}; years before 1 and beyond 9999 as PostgreSQL prints them
 *       ({@code "0044-03-15 BC"}); {@code "infinity"}, {@code "-infinity"}
 *   <li>time: {@code "21:00:00"}, with up to six decimals, trailing zeros left out
 *   <li>timestamptz: ISO 8601 in UTC with up to six decimals ({@code
 *       "2026-01-31T10:00:00.123456Z"}), or {@code "infinity"}, {@code "-infinity"}; years as in
 *       {@link Instant#toString()}
 *   <li>timestamp: the same without the {@code Z}
 *   <li>json, jsonb: the value itself, numbers exact
 *   <li>arrays: a JSON array of the element's form, nested as in the database, null elements kept
 *   <li>bytea: lower-case hexadecimal after {@code \x}
 *   <li>SQL null: JSON null
 * </ul>
 *
 * Any other type refuses to be captured.
 */
public final class RowFormat {

    /** How {@code infinity} reads as a number of microseconds: after every real time. */
    public static final long INFINITY_MICROS = Long.MAX_VALUE;

    /** How {@code -infinity} reads as a number of microseconds: before every real time. */
    public static final long NEGATIVE_INFINITY_MICROS = Long.MIN_VALUE;

    private static final long MICROS_PER_SECOND = 1_000_000L;

    private RowFormat() {}

    /** The text form of a timestamptz given in microseconds since 1970-01-01 UTC. */
    public static String timestampText(long micros) {
        if (micros == INFINITY_MICROS) {
            return "infinity";
        }
        if (micros == NEGATIVE_INFINITY_MICROS) {
            return "-infinity";
        }
        return instantOf(micros).toString();
    }

    /**
     * Microseconds since 1970-01-01 UTC of a timestamptz in its text form.
     *
     * @throws java.time.format.DateTimeParseException when the text has another form
     * @throws ArithmeticException for the last 30 years of PostgreSQL's range (294247 to 294276),
     *     whose microseconds since 1970 exceed 64 bits; the text form itself holds them
     */
    public static long timestampMicros(String text) {
        return switch (text) {
            case "infinity" -> INFINITY_MICROS;
            case "-infinity" -> NEGATIVE_INFINITY_MICROS;
            default -> PlainTimestamp.micros(text).orElseGet(() -> microsOf(Instant.parse(text)));
        };
    }

    public static long microsOf(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    public static Instant instantOf(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, MICROS_PER_SECOND),
                Math.floorMod(micros, MICROS_PER_SECOND) * 1_000L);
    }
}
