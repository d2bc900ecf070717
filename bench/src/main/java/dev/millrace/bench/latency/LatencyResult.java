package dev.millrace.bench.latency;

import java.util.Arrays;

/**
 * Latencies at one rate.
 *
 * @param label who
 * @param wantedRate changes a second that were to be written
 * @param committedRate changes a second that were committed
 * @param ascendingMicros from commit to readable, microseconds, one a change
 */
public record LatencyResult(
        String label, int wantedRate, double committedRate, long[] ascendingMicros) {

    public LatencyResult {
        ascendingMicros = ascendingMicros.clone();
        Arrays.sort(ascendingMicros);
    }

    /** The latency that this share of the changes did not exceed, in milliseconds. */
    public double quantileMillis(double share) {
        if (ascendingMicros.length == 0) {
            throw new IllegalStateException("no change was measured");
        }
        int place = (int) Math.ceil(share * ascendingMicros.length) - 1;
        return ascendingMicros[Math.max(0, place)] / 1000.0;
    }

    int changes() {
        return ascendingMicros.length;
    }
}
