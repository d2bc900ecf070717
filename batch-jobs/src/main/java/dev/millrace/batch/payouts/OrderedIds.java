package dev.millrace.batch.payouts;

/**
 * Ids of rows that come in great numbers. They begin with the time (UUID version 7), so that those
 * of a chunk are neighbours in an index: ids without any order touch a page each, and more pages
 * than fit into memory once there are many.
 */
final class OrderedIds {

    /** The parameter that {@link #NEXT} needs. */
    static final String BEGIN = "beginOfIds";

    /** Another id in each row, as an SQL expression. */
    static final String NEXT = "(:" + BEGIN + " || substr(gen_random_uuid()::text, 16))::uuid";

    private OrderedIds() {}

    /** What ids of this moment begin with: milliseconds since 1970, and the version. */
    static String begin() {
        return "%012x-7".formatted(System.currentTimeMillis());
    }
}
