package dev.millrace.batch.archive;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A time as PostgreSQL sends it, in microseconds after 2000-01-01 00:00:00, and as the engine keeps
 * it, after 1970-01-01 00:00:00.
 */
final class SentMoment {

    /** The engine's end of all time; its begin is the negative. */
    static final long INFINITY = Long.MAX_VALUE;

    /** Stands for a time that the file has no place for: one before Christ, or far away. */
    static final long NO_PLACE = Long.MIN_VALUE;

    private static final long NEVER_ENDS = Long.MAX_VALUE;
    private static final long NEVER_BEGAN = Long.MIN_VALUE;
    private static final long MICROS = 1_000_000;
    private static final long EPOCH_OF_POSTGRES =
            LocalDateTime.of(2000, 1, 1, 0, 0).toEpochSecond(ZoneOffset.UTC);
    private static final long FIRST =
            LocalDateTime.of(1, 1, 1, 0, 0).toEpochSecond(ZoneOffset.UTC) * MICROS;

    private static final DateTimeFormatter WORDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss G", Locale.US);

    private SentMoment() {}

    /** Microseconds after 1970-01-01 00:00:00, {@link #INFINITY} included, or none. */
    static long sinceEpoch(long sent) {
        if (sent == NEVER_ENDS) {
            return INFINITY;
        }
        if (sent == NEVER_BEGAN) {
            return -INFINITY;
        }
        long offset = EPOCH_OF_POSTGRES * MICROS;
        if (sent >= INFINITY - offset || sent + offset < FIRST) {
            return NO_PLACE;
        }
        return sent + offset;
    }

    /** For people. */
    static String words(long sent) {
        return WORDS.format(
                LocalDateTime.ofEpochSecond(
                        Math.floorDiv(sent, MICROS) + EPOCH_OF_POSTGRES, 0, ZoneOffset.UTC));
    }
}
