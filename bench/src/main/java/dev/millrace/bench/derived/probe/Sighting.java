package dev.millrace.bench.derived.probe;

/**
 * A probe and when its number could be read.
 *
 * @param row which of the probe's source rows
 * @param number what was set there
 * @param sentNanos {@link System#nanoTime} just before the commit
 * @param seenNanos the same when a query that showed the number had returned; 0 while none has
 */
record Sighting(Probe probe, int row, long number, long sentNanos, long seenNanos) {

    boolean isSeen() {
        return seenNanos != 0;
    }

    Sighting seenAt(long nanos) {
        return new Sighting(probe, row, number, sentNanos, nanos);
    }

    /** From commit to readable; for one that is not seen, how long it has waited until then. */
    long micros(long untilNanos) {
        return ((isSeen() ? seenNanos : untilNanos) - sentNanos) / 1000;
    }
}
