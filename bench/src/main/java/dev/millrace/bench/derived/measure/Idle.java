package dev.millrace.bench.derived.measure;

import dev.millrace.bench.derived.load.Application;
import dev.millrace.bench.derived.load.Written;
import dev.millrace.bench.process.CpuTrace;
import dev.millrace.bench.servers.BenchServers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * The application at the same rate while nobody keeps derived values: what the others are compared
 * with.
 *
 * @param written what it committed
 * @param machinery CPU meanwhile
 */
public record Idle(Written written, Machinery machinery) {

    /** Writes at this rate, first to warm up, then to measure. */
    public static Idle measure(
            BenchServers servers, Application application, int rate, Duration warmUp, Duration time)
            throws SQLException, InterruptedException {
        application.writeAt(rate, warmUp);
        CpuTrace trace = Machinery.watch(servers, OptionalLong.empty(), OptionalLong.empty());
        long from = System.currentTimeMillis();
        Written written;
        long to;
        try (trace) {
            written = application.writeAt(rate, time);
            to = System.currentTimeMillis();
        }
        return new Idle(written, Machinery.of(trace, from, to));
    }
}
