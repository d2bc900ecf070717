package dev.millrace.bench.derived.solution;

import dev.millrace.bench.servers.BenchServers;
import java.util.List;

/** Makes solutions. */
public final class Solutions {

    private Solutions() {}

    /**
     * The solution of this kind, which does nothing yet.
     *
     * @param oursJvm further options of our own JVM, for a profiler for example
     */
    public static Solution of(SolutionKind kind, BenchServers servers, List<String> oursJvm) {
        return switch (kind) {
            case OURS -> new Ours(servers, oursJvm);
            case TRIGGERS -> new Triggers(servers);
            case REFRESH -> new Refresh(servers);
            case FLINK -> new Flink(servers);
        };
    }
}
