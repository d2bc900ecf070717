package dev.millrace.streams.latency;

import java.time.Duration;
import java.util.Arrays;

/**
 * Counts durations in buckets that are a sixteenth of their value wide, from a microsecond to
 * weeks: small, cheap, and never further off than 6.25 %.
 */
final class Histogram {

    private static final int STEP_BITS = 4;
    private static final int STEPS = 1 << STEP_BITS;
    private static final int MAX_EXPONENT = 40;
    private static final int BUCKETS = (MAX_EXPONENT - STEP_BITS + 2) * STEPS;
    private static final long MAX_MICROS = (1L << (MAX_EXPONENT + 1)) - 1;

    private final int[] counts = new int[BUCKETS];
    private long total;

    void add(long micros) {
        counts[bucketOf(Math.clamp(micros, 0, MAX_MICROS))]++;
        total++;
    }

    void add(Histogram other) {
        for (int i = 0; i < BUCKETS; i++) {
            counts[i] += other.counts[i];
        }
        total += other.total;
    }

    void clear() {
        if (total > 0) {
            Arrays.fill(counts, 0);
            total = 0;
        }
    }

    long total() {
        return total;
    }

    /** The duration that this share of all stays within; zero when nothing was counted. */
    Duration percentile(double share) {
        long rank = Math.max(1, (long) Math.ceil(share * total));
        long seen = 0;
        for (int i = 0; i < BUCKETS && total > 0; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return Duration.ofNanos(1_000L * highestOf(i));
            }
        }
        return Duration.ZERO;
    }

    private static int bucketOf(long micros) {
        if (micros < STEPS) {
            return (int) micros;
        }
        int exponent = 63 - Long.numberOfLeadingZeros(micros);
        int step = (int) (micros >>> (exponent - STEP_BITS)) & (STEPS - 1);
        return (exponent - STEP_BITS + 1) * STEPS + step;
    }

    private static long highestOf(int bucket) {
        if (bucket < STEPS) {
            return bucket;
        }
        int shift = bucket / STEPS - 1;
        long lowest = (long) (STEPS + bucket % STEPS) << shift;
        return lowest + (1L << shift) - 1;
    }
}
