package dev.millrace.launcher.traffic;

import java.util.concurrent.TimeUnit;

/** Counts events by the second and tells the rate of the last few seconds. */
final class RateWindow {

    private static final int SECONDS = 5;
    private static final int BUCKETS = SECONDS + 1;

    private final long startNanos;
    private final long[] counts = new long[BUCKETS];
    private final long[] seconds = new long[BUCKETS];

    RateWindow(long startNanos) {
        this.startNanos = startNanos;
    }

    synchronized void count(long nowNanos) {
        long second = secondOf(nowNanos);
        int bucket = (int) (second % BUCKETS);
        if (seconds[bucket] != second) {
            seconds[bucket] = second;
            counts[bucket] = 0;
        }
        counts[bucket]++;
    }

    /** Events a second over the last five whole seconds, or since the start while it is younger. */
    synchronized double perSecond(long nowNanos) {
        long current = secondOf(nowNanos);
        long sum = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            boolean whole = seconds[bucket] < current && seconds[bucket] >= current - SECONDS;
            if (current < SECONDS ? seconds[bucket] <= current : whole) {
                sum += counts[bucket];
            }
        }
        double young = (nowNanos - startNanos) / (double) TimeUnit.SECONDS.toNanos(1);
        return sum / (current < SECONDS ? Math.max(young, 0.1) : SECONDS);
    }

    private long secondOf(long nowNanos) {
        return TimeUnit.NANOSECONDS.toSeconds(nowNanos - startNanos);
    }
}
