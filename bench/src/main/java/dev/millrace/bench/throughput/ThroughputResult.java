package dev.millrace.bench.throughput;

import dev.millrace.bench.contestant.Contestant;

/**
 * One run of one contestant.
 *
 * @param contestant who
 * @param round which run, from 1
 * @param changes how many changes were measured
 * @param held how many records its topic held afterwards, the warm-up included; 0 without a topic
 * @param seconds from the last change of the warm-up to the last change
 * @param cpuSeconds what its process computed in that time
 * @param brokerCpuSeconds the same of the broker
 * @param postgresCpuSeconds the same of PostgreSQL
 * @param peakMegabytes the most memory that its process had resident, from start to end
 */
public record ThroughputResult(
        Contestant contestant,
        int round,
        int changes,
        long held,
        double seconds,
        double cpuSeconds,
        double brokerCpuSeconds,
        double postgresCpuSeconds,
        long peakMegabytes) {

    public double changesPerSecond() {
        return changes / seconds;
    }

    double cpuPerMillion() {
        return cpuSeconds * 1_000_000 / changes;
    }

    double brokerCpuPerMillion() {
        return brokerCpuSeconds * 1_000_000 / changes;
    }

    double postgresCpuPerMillion() {
        return postgresCpuSeconds * 1_000_000 / changes;
    }
}
