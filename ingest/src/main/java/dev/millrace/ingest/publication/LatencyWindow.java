package dev.millrace.ingest.publication;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Latencies of the last seconds, counted in buckets that are at most a sixteenth wide. Not safe for
 * several threads.
 */
final class LatencyWindow {

    private static final long WINDOW_MILLIS = 5_000;
    private static final int STEPS = 16;
    private static final int BUCKETS = STEPS * 44;

    private final Clock clock;
    private long[] current = new long[BUCKETS];
    private long[] previous = new long[BUCKETS];
    private long begin;

    LatencyWindow(Clock clock) {
        this.clock = clock;
        this.begin = clock.millis();
    }

    void record(long micros) {
        record(micros, 1);
    }

    /** Records so many events of the same latency. */
    void record(long micros, int times) {
        turn();
        current[bucket(Math.max(0, micros))] += times;
    }

    /** The latency that this share of the events did not exceed; empty without events. */
    Optional<Duration> quantile(double share) {
        turn();
        long total = 0;
        for (int i = 0; i < BUCKETS; i++) {
            total += current[i] + previous[i];
        }
        if (total == 0) {
            return Optional.empty();
        }
        long wanted = (long) Math.ceil(share * total);
        long seen = 0;
        int bucket = 0;
        while (seen < wanted) {
            seen += current[bucket] + previous[bucket];
            bucket++;
        }
        return Optional.of(
                Duration.of(upperMicros(bucket - 1), TimeUnit.MICROSECONDS.toChronoUnit()));
    }

    private void turn() {
        long now = clock.millis();
        if (now - begin < WINDOW_MILLIS) {
            return;
        }
        boolean silentForLong = now - begin >= 2 * WINDOW_MILLIS;
        previous = silentForLong ? new long[BUCKETS] : current;
        current = new long[BUCKETS];
        begin = now;
    }

    private static int bucket(long micros) {
        if (micros < STEPS) {
            return (int) micros;
        }
        int power = 63 - Long.numberOfLeadingZeros(micros);
        int step = (int) (micros >>> (power - 4)) & (STEPS - 1);
        return Math.min(BUCKETS - 1, (power - 3) * STEPS + step);
    }

    private static long upperMicros(int bucket) {
        if (bucket < STEPS) {
            return bucket;
        }
        int power = bucket / STEPS + 3;
        long step = bucket % STEPS;
        return ((STEPS + step + 1) << (power - 4)) - 1;
    }
}
