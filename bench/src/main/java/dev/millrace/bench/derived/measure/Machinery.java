package dev.millrace.bench.derived.measure;

import dev.millrace.bench.process.CpuTrace;
import dev.millrace.bench.process.ProcessFigures;
import dev.millrace.bench.servers.BenchServers;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Seconds computed in each second of a stretch of time.
 *
 * @param own by the solution's process, and by a server that it has beside
 * @param broker by Kafka
 * @param postgres by all processes of PostgreSQL
 */
public record Machinery(double own, double broker, double postgres) {

    private static final String OWN = "own";
    private static final String BROKER = "broker";
    private static final String POSTGRES = "PostgreSQL";

    /**
     * Starts looking at them.
     *
     * @param pid the solution's process; empty when it has none
     * @param server the server that it has beside; empty when it has none
     */
    static CpuTrace watch(BenchServers servers, OptionalLong pid, OptionalLong server) {
        return CpuTrace.start(
                Map.of(
                        OWN,
                        () ->
                                (pid.isPresent() ? ProcessFigures.cpuSeconds(pid.getAsLong()) : 0)
                                        + (server.isPresent()
                                                ? ProcessFigures.cpuSecondsOfTree(
                                                        server.getAsLong())
                                                : 0),
                        BROKER,
                        servers::brokerCpuSeconds,
                        POSTGRES,
                        servers::postgresCpuSeconds));
    }

    /** What a closed trace says of this stretch. */
    static Machinery of(CpuTrace trace, long fromMillis, long toMillis) {
        double seconds = (toMillis - fromMillis) / 1000.0;
        return new Machinery(
                trace.between(OWN, fromMillis, toMillis) / seconds,
                trace.between(BROKER, fromMillis, toMillis) / seconds,
                trace.between(POSTGRES, fromMillis, toMillis) / seconds);
    }
}
