package dev.millrace.bench.search.indexer;

import dev.millrace.bench.servers.BenchServers;
import java.util.List;

/** Makes the indexers. */
public final class Indexers {

    private Indexers() {}

    /**
     * The indexer of this kind; nothing of it runs yet.
     *
     * @param nice how much it gives way on the processors
     * @param oursJvm further options of our own JVM, for a profiler for example
     */
    public static Indexer of(
            IndexerKind kind, BenchServers servers, int nice, List<String> oursJvm) {
        return switch (kind) {
            case OURS -> new OursIndexer(servers, nice, oursJvm);
            case NAIVE -> new NaiveIndexer(servers, nice);
        };
    }
}
