package dev.millrace.bench.search.measure;

import dev.millrace.bench.process.ProcessFigures;
import dev.millrace.bench.servers.BenchServers;
import java.util.OptionalLong;

/**
 * Seconds computed so far, or in a stretch of time.
 *
 * @param own by the indexer's process, or by the one that sends
 * @param broker by Kafka
 * @param postgres by all processes of PostgreSQL
 * @param search by the search server
 */
public record CpuSeconds(double own, double broker, double postgres, double search) {

    /**
     * Until now.
     *
     * @param pid the indexer's process; empty when there is none yet
     */
    static CpuSeconds now(BenchServers servers, OptionalLong pid) {
        return new CpuSeconds(
                pid.isPresent() ? ProcessFigures.cpuSeconds(pid.getAsLong()) : 0,
                servers.brokerCpuSeconds(),
                servers.postgresCpuSeconds(),
                servers.searchCpuSeconds());
    }

    CpuSeconds minus(CpuSeconds before) {
        return new CpuSeconds(
                own - before.own,
                broker - before.broker,
                postgres - before.postgres,
                search - before.search);
    }
}
