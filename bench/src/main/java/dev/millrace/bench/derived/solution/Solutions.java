package dev.millrace.bench.derived.solution;

import dev.millrace.bench.derived.DerivedSettings;
import dev.millrace.bench.servers.BenchServers;

/** Makes solutions. */
public final class Solutions {

    private Solutions() {}

    /**
     * The solution of this kind, which does nothing yet.
     *
     * @param settings how a process of its own is started
     */
    public static Solution of(SolutionKind kind, BenchServers servers, DerivedSettings settings) {
        return switch (kind) {
            case OURS -> new Ours(servers, settings);
            case TRIGGERS -> new Triggers(servers);
            case REFRESH -> new Refresh(servers);
            case FLINK -> new Flink(servers, settings.nice());
            case READER -> new BareReader(servers, settings.nice());
        };
    }
}
