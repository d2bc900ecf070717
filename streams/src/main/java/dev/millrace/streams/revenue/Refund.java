package dev.millrace.streams.revenue;

/**
 * A refund that succeeded.
 *
 * @param micros when it was processed, in microseconds since 1970-01-01 UTC
 */
record Refund(long cents, long micros) {}
