package dev.millrace.bench.search.indexer;

import dev.millrace.bench.servers.BenchServers;

/** Makes the indexers. */
public final class Indexers {

    private Indexers() {}

    /** The indexer of this kind; nothing of it runs yet. */
    public static Indexer of(IndexerKind kind, BenchServers servers) {
        return switch (kind) {
            case OURS -> new OursIndexer(servers);
            case NAIVE -> new NaiveIndexer(servers);
        };
    }
}
