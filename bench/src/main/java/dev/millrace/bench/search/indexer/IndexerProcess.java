package dev.millrace.bench.search.indexer;

import dev.millrace.bench.contestant.ChildArguments;
import dev.millrace.bench.process.ChildJvm;
import dev.millrace.bench.process.ProcessPriority;
import dev.millrace.bench.servers.BenchServers;
import dev.millrace.schema.failure.ErrorKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The process of an indexer. */
final class IndexerProcess {

    private static final String SLOT = "millrace";

    private final String name;
    private final BenchServers servers;
    private final int nice;
    private @Nullable ChildJvm process;

    IndexerProcess(String name, BenchServers servers, int nice) {
        this.name = name;
        this.servers = servers;
        this.nice = nice;
    }

    /**
     * Starts it.
     *
     * @param rest arguments behind those that say where the servers are
     */
    void start(List<String> options, Class<?> mainClass, String... rest)
            throws InterruptedException {
        ChildJvm started =
                ChildJvm.start(
                        name,
                        servers.logFolder(),
                        options,
                        mainClass.getName(),
                        ChildArguments.of(servers, SLOT, rest),
                        ChildArguments.environment(servers));
        process = started;
        ProcessPriority.set(started.pid(), nice);
    }

    ChildJvm running() {
        ChildJvm running = process;
        if (running == null) {
            throw new IllegalStateException(name + " has not been started");
        }
        return running;
    }

    void failIfBroken() {
        if (!running().isAlive()) {
            throw running().failure(ErrorKind.TRANSIENT, "has ended");
        }
    }

    void stop() {
        ChildJvm running = process;
        if (running != null) {
            running.close();
            process = null;
        }
    }
}
