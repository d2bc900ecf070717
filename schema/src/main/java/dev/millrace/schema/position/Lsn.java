package dev.millrace.schema.position;

/**
 * A log sequence number: a byte position in PostgreSQL's write-ahead log.
 *
 * <p>Compared as an unsigned number. The text form is PostgreSQL's own, for example {@code
 * 16/B374D848}.
 *
 * @param value the position in bytes, read as unsigned
 */
public record Lsn(long value) implements Comparable<Lsn> {

    /** Before every real position. */
    public static final Lsn ZERO = new Lsn(0);

    /**
     * Reads PostgreSQL's text form.
     *
     * @throws IllegalArgumentException when the text is not two hexadecimal numbers joined by a
     *     slash
     */
    public static Lsn parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 1 || slash == text.length() - 1) {
            throw new IllegalArgumentException("not a log position: '" + text + "', expected 0/0");
        }
        long high = Long.parseUnsignedLong(text.substring(0, slash), 16);
        long low = Long.parseUnsignedLong(text.substring(slash + 1), 16);
        return new Lsn((high << 32) | low);
    }

    public boolean isAfter(Lsn other) {
        return compareTo(other) > 0;
    }

    public boolean isBefore(Lsn other) {
        return compareTo(other) < 0;
    }

    /** The bytes from the other position up to this one; negative when this one is earlier. */
    public long bytesSince(Lsn other) {
        return value - other.value;
    }

    @Override
    public int compareTo(Lsn other) {
        return Long.compareUnsigned(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toHexString(value >>> 32).toUpperCase(java.util.Locale.ROOT)
                + "/"
                + Long.toHexString(value & 0xFFFF_FFFFL).toUpperCase(java.util.Locale.ROOT);
    }
}
