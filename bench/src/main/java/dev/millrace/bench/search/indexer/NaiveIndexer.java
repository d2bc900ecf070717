package dev.millrace.bench.search.indexer;

import dev.millrace.bench.servers.BenchServers;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.time.Duration;
import java.util.List;

/** The indexer that everyone writes first: it polls {@code updated_at}. */
final class NaiveIndexer implements Indexer {

    private static final List<String> JVM = List.of("-Xms256m", "-Xmx1g", "-XX:+UseSerialGC");

    private final BenchServers servers;
    private final IndexerProcess process;

    NaiveIndexer(BenchServers servers, int nice) {
        this.servers = servers;
        this.process = new IndexerProcess("naive", servers, nice);
    }

    @Override
    public IndexerKind kind() {
        return IndexerKind.NAIVE;
    }

    @Override
    public void start() throws InterruptedException {
        process.start(JVM, NaiveMain.class, servers.searchUrl().toString());
    }

    @Override
    public boolean awaitBuilt(Duration patience) throws InterruptedException {
        try {
            process.running().await(NaiveMain.BUILT, patience);
            return true;
        } catch (PipelineException e) {
            if (e.kind() == ErrorKind.TIMED_OUT) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public long pid() {
        return process.running().pid();
    }

    @Override
    public void failIfBroken() {
        process.failIfBroken();
    }

    @Override
    public void close() {
        process.stop();
    }
}
