package dev.millrace.streams.latency;

import java.time.Duration;

/**
 * What a window of latencies says.
 *
 * @param count how many changes were measured
 * @param p50 half of them took no longer; zero when there are none, like the others
 * @param p95 95 of 100 took no longer
 * @param p99 99 of 100 took no longer
 */
public record LatencySummary(long count, Duration p50, Duration p95, Duration p99) {

    static LatencySummary of(Histogram histogram) {
        return new LatencySummary(
                histogram.total(),
                histogram.percentile(0.50),
                histogram.percentile(0.95),
                histogram.percentile(0.99));
    }
}
