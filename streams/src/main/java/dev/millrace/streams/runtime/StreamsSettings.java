package dev.millrace.streams.runtime;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.streams.application.ApplicationSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * How the stores run in this process.
 *
 * @param kafka the broker
 * @param stateFolder where the applications keep their state; one process at a time, and the same
 *     folder after a restart, so that nothing needs to be restored
 * @param threads threads of each store application
 * @param commitInterval least time between two commits of a thread: longer means fewer
 *     transactions, and each hop of a topology waits for one
 * @param cacheBytes record cache of each application: several changes of a key within a commit
 *     leave it as one; 0 for none
 * @param stateCacheBytes block cache of all state stores of the process together
 * @param stateWriteBufferBytes write buffers of all state stores of the process together, part of
 *     the block cache
 * @param writerConnections connections of all table writers together
 * @param latencyWindow how far back the latency figures reach
 * @param standbys copies of each state that other processes keep up to date, so that one of them
 *     takes over without restoring; 0 for none
 * @param stores names of the stores that this process runs; empty for all
 */
public record StreamsSettings(
        KafkaSettings kafka,
        Path stateFolder,
        int threads,
        Duration commitInterval,
        long cacheBytes,
        long stateCacheBytes,
        long stateWriteBufferBytes,
        int writerConnections,
        Duration latencyWindow,
        int standbys,
        Set<String> stores) {

    private static final long MEBIBYTE = 1L << 20;

    public StreamsSettings {
        atLeast("streams.threads", threads, 1);
        atLeast("streams.commit-interval (ms)", commitInterval.toMillis(), 1);
        atLeast("streams.cache-bytes", cacheBytes, 0);
        atLeast("streams.state-cache-bytes", stateCacheBytes, MEBIBYTE);
        atLeast("streams.state-write-buffer-bytes", stateWriteBufferBytes, MEBIBYTE);
        atLeast("streams.writer-connections", writerConnections, 1);
        atLeast("streams.latency-window (ms)", latencyWindow.toMillis(), 1_000);
        atLeast("streams.standbys", standbys, 0);
        stores = Set.copyOf(stores);
        for (String store : stores) {
            try {
                DerivedStores.get(store);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("streams.stores: " + e.getMessage(), e);
            }
        }
        if (stateWriteBufferBytes > stateCacheBytes) {
            throw new IllegalArgumentException(
                    "streams.state-write-buffer-bytes is "
                            + stateWriteBufferBytes
                            + ", expected at most streams.state-cache-bytes ("
                            + stateCacheBytes
                            + ")");
        }
    }

    /** What the embedded stack uses. */
    public static StreamsSettings defaults(KafkaSettings kafka, Path stateFolder) {
        return new StreamsSettings(
                kafka,
                stateFolder,
                1,
                Duration.ofMillis(100),
                4 * MEBIBYTE,
                192 * MEBIBYTE,
                128 * MEBIBYTE,
                4,
                Duration.ofSeconds(60),
                0,
                Set.of());
    }

    /** What of it each application goes by. */
    ApplicationSettings applications() {
        return new ApplicationSettings(
                kafka, stateFolder, threads, commitInterval, cacheBytes, standbys);
    }

    /** Whether this process runs the store. */
    boolean runs(DerivedStore store) {
        return stores.isEmpty() || stores.contains(store.table());
    }

    /** The same with another commit interval. */
    public StreamsSettings withCommitInterval(Duration interval) {
        return new StreamsSettings(
                kafka,
                stateFolder,
                threads,
                interval,
                cacheBytes,
                stateCacheBytes,
                stateWriteBufferBytes,
                writerConnections,
                latencyWindow,
                standbys,
                stores);
    }

    /** The same with another record cache for each application. */
    public StreamsSettings withCacheBytes(long bytes) {
        return new StreamsSettings(
                kafka,
                stateFolder,
                threads,
                commitInterval,
                bytes,
                stateCacheBytes,
                stateWriteBufferBytes,
                writerConnections,
                latencyWindow,
                standbys,
                stores);
    }

    /** The same with copies of each state in other processes. */
    public StreamsSettings withStandbys(int copies) {
        return new StreamsSettings(
                kafka,
                stateFolder,
                threads,
                commitInterval,
                cacheBytes,
                stateCacheBytes,
                stateWriteBufferBytes,
                writerConnections,
                latencyWindow,
                copies,
                stores);
    }

    /** The same for these stores only. */
    public StreamsSettings withStores(Set<String> names) {
        return new StreamsSettings(
                kafka,
                stateFolder,
                threads,
                commitInterval,
                cacheBytes,
                stateCacheBytes,
                stateWriteBufferBytes,
                writerConnections,
                latencyWindow,
                standbys,
                names);
    }

    private static void atLeast(String key, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(
                    key + " is " + value + ", expected at least " + least);
        }
    }
}
