package dev.millrace.streams.fanout;

import java.util.HexFormat;
import java.util.UUID;

/**
 * Key values of one length whose byte order is the order of what they stand for, so that a {@link
 * PathStore} walks them in that order.
 */
public final class OrderedText {

    private static final HexFormat HEX = HexFormat.of();

    private OrderedText() {}

    /** A number or a time in microseconds, the least first. */
    public static String ascending(long value) {
        // The sign bit turned round: negative numbers come before positive ones.
        return HEX.toHexDigits(value ^ Long.MIN_VALUE);
    }

    /** The number that {@link #ascending} wrote. */
    public static long toLong(String ascending) {
        return HexFormat.fromHexDigitsToLong(ascending) ^ Long.MIN_VALUE;
    }

    /** A number or a time in microseconds, the greatest first. */
    public static String descending(long value) {
        return ascending(~value);
    }

    /**
     * A uuid, the greatest first as PostgreSQL orders them: by their bytes. In the other direction
     * the text of a uuid is in order already.
     *
     * @throws IllegalArgumentException when the text is not a uuid
     */
    public static String descendingUuid(String uuid) {
        UUID id = UUID.fromString(uuid);
        return new UUID(~id.getMostSignificantBits(), ~id.getLeastSignificantBits()).toString();
    }
}
