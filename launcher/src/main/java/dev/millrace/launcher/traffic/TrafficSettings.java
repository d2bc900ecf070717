package dev.millrace.launcher.traffic;

/**
 * What traffic to play.
 *
 * @param seed sets the sequence of transactions of each writer; the ids of new rows are random
 * @param perSecond transactions to commit each second
 * @param threads writers, each with a connection of its own
 */
public record TrafficSettings(long seed, int perSecond, int threads) {

    public TrafficSettings {
        if (perSecond < 1) {
            throw new IllegalArgumentException(
                    "traffic.per-second is " + perSecond + ", expected at least 1");
        }
        if (threads < 1) {
            throw new IllegalArgumentException(
                    "traffic.threads is " + threads + ", expected at least 1");
        }
    }

    /** 200 transactions a second by four writers. */
    public static TrafficSettings defaults() {
        return new TrafficSettings(20_240_601L, 200, 4);
    }

    public TrafficSettings withPerSecond(int rate) {
        return new TrafficSettings(seed, rate, threads);
    }
}
