package dev.millrace.bench.search.measure;

import dev.millrace.bench.search.indexer.Indexer;
import dev.millrace.bench.servers.BenchServers;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * A first build: from the start of the indexer's process, with nothing there, until everything is
 * in the indexes. Nobody writes meanwhile.
 *
 * @param seconds how long it took
 * @param cpu what was computed meanwhile
 */
public record FirstBuild(double seconds, CpuSeconds cpu) {

    /**
     * Starts the indexer and waits.
     *
     * @throws PipelineException {@link ErrorKind#TIMED_OUT}
     */
    public static FirstBuild run(BenchServers servers, Indexer indexer, Duration patience)
            throws SQLException, InterruptedException {
        CpuSeconds before = CpuSeconds.now(servers, OptionalLong.empty());
        long begin = System.nanoTime();
        indexer.start();
        if (!indexer.awaitBuilt(patience)) {
            throw new PipelineException(
                    ErrorKind.TIMED_OUT,
                    "the first build was not done after %d s".formatted(patience.toSeconds()));
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        CpuSeconds cpu = CpuSeconds.now(servers, OptionalLong.of(indexer.pid())).minus(before);
        return new FirstBuild(seconds, cpu);
    }

    public double documentsPerSecond(long documents) {
        return documents / seconds;
    }
}
