package dev.millrace.batch.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.LocalDate;

/**
 * The texts that PostgreSQL and the engine both write for values of some types, made of the values:
 * dates of ISO 8601, times in UTC.
 */
final class ValueText {

    /** No text that is made here has more bytes. */
    static final int LONGEST = 48;

    private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);
    private static final byte[] NEVER_ENDS = "infinity".getBytes(US_ASCII);
    private static final byte[] NEVER_BEGAN = "-infinity".getBytes(US_ASCII);
    private static final byte[] LEAST = Long.toString(Long.MIN_VALUE).getBytes(US_ASCII);
    private static final byte[] UTC = "+00".getBytes(US_ASCII);
    private static final int YEAR_DIGITS = 4;
    private static final int FRACTION_DIGITS = 6;
    private static final long MICROS = 1_000_000;
    private static final long MICROS_OF_DAY = 86_400 * MICROS;
    private static final int UUID_BYTES = 16;

    private ValueText() {}

    /**
     * Writes a UUID with its dashes.
     *
     * @return how many bytes it takes in {@code into}, as of every method here
     */
    static int uuid(byte[] bytes, int offset, byte[] into) {
        int at = 0;
        for (int i = 0; i < UUID_BYTES; i++) {
            if (i == 4 || i == 6 || i == 8 || i == 10) {
                into[at++] = '-';
            }
            byte b = bytes[offset + i];
            into[at++] = HEX[b >> 4 & 0xF];
            into[at++] = HEX[b & 0xF];
        }
        return at;
    }

    /** Leaves out the dashes of a UUID that is there. */
    static int withoutDashes(byte[] text) {
        System.arraycopy(text, 9, text, 8, 4);
        System.arraycopy(text, 14, text, 12, 4);
        System.arraycopy(text, 19, text, 16, 4);
        System.arraycopy(text, 24, text, 20, 12);
        return 2 * UUID_BYTES;
    }

    static int wholeNumber(long number, byte[] into) {
        if (number == Long.MIN_VALUE) {
            return copy(LEAST, into, 0);
        }
        int at = 0;
        if (number < 0) {
            into[at++] = '-';
        }
        long left = Math.abs(number);
        int digits = 1;
        for (long rest = left; rest >= 10; rest /= 10) {
            digits++;
        }
        return digits(left, digits, into, at);
    }

    /**
     * Writes a time without zeros at the end of its fraction.
     *
     * @param micros after 1970-01-01 00:00:00; {@link SentMoment#INFINITY} and its negative too
     * @param withZone whether it ends with that of UTC
     */
    static int moment(long micros, boolean withZone, byte[] into) {
        if (micros == SentMoment.INFINITY) {
            return copy(NEVER_ENDS, into, 0);
        }
        if (micros == -SentMoment.INFINITY) {
            return copy(NEVER_BEGAN, into, 0);
        }
        LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(micros, MICROS_OF_DAY));
        long ofDay = Math.floorMod(micros, MICROS_OF_DAY);
        int second = (int) (ofDay / MICROS);
        int at =
                day.getYear() < 10_000
                        ? digits(day.getYear(), YEAR_DIGITS, into, 0)
                        : wholeNumber(day.getYear(), into);
        into[at++] = '-';
        at = digits(day.getMonthValue(), 2, into, at);
        into[at++] = '-';
        at = digits(day.getDayOfMonth(), 2, into, at);
        into[at++] = ' ';
        at = digits(second / 3600, 2, into, at);
        into[at++] = ':';
        at = digits(second / 60 % 60, 2, into, at);
        into[at++] = ':';
        at = digits(second % 60, 2, into, at);
        at = fraction(ofDay % MICROS, into, at);
        return withZone ? copy(UTC, into, at) : at;
    }

    private static int fraction(long micros, byte[] into, int begin) {
        if (micros == 0) {
            return begin;
        }
        into[begin] = '.';
        int end = digits(micros, FRACTION_DIGITS, into, begin + 1);
        while (into[end - 1] == '0') {
            end--;
        }
        return end;
    }

    /** Writes so many digits, zeros before the number included, and gives the place behind. */
    private static int digits(long number, int count, byte[] into, int begin) {
        long left = number;
        for (int i = begin + count - 1; i >= begin; i--) {
            into[i] = (byte) ('0' + left % 10);
            left /= 10;
        }
        return begin + count;
    }

    private static int copy(byte[] text, byte[] into, int at) {
        System.arraycopy(text, 0, into, at, text.length);
        return at + text.length;
    }
}
