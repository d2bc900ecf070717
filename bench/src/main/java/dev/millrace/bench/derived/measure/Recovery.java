package dev.millrace.bench.derived.measure;

import dev.millrace.bench.derived.load.Application;
import dev.millrace.bench.derived.probe.ProbeRows;
import dev.millrace.bench.derived.probe.ProbeRun;
import dev.millrace.bench.derived.solution.OwnProcess;
import dev.millrace.bench.servers.BenchServers;
import java.sql.SQLException;
import java.time.Duration;

/**
 * A kill -9 under load; the application writes on meanwhile.
 *
 * @param startedSeconds from the kill until the new process said that it had started
 * @param seconds from the kill until, in every store, a change was readable that had been committed
 *     after that: then everything that was committed while nobody looked is readable, too
 * @param fresh false when that was not reached: then the seconds are how long it was waited for
 */
public record Recovery(double startedSeconds, double seconds, boolean fresh) {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration BEFORE = Duration.ofSeconds(5);
    private static final Duration AFTER = Duration.ofSeconds(5);

    /** Kills, starts again at once, and waits; the solution runs afterwards. */
    public static Recovery measure(
            BenchServers servers,
            OwnProcess solution,
            Application application,
            ProbeRows rows,
            int rate)
            throws SQLException, InterruptedException {
        try (ProbeRun probes = ProbeRun.start(servers, rows, solution.probedStores());
                Application.Background writing = application.inBackground(rate)) {
            Thread.sleep(BEFORE);
            long killed = System.nanoTime();
            solution.kill();
            solution.start();
            double started = (System.nanoTime() - killed) / 1e9;
            boolean fresh = probes.awaitCaughtUp(System.nanoTime(), PATIENCE);
            double seconds = (System.nanoTime() - killed) / 1e9;
            solution.failIfBroken();
            Thread.sleep(AFTER);
            writing.stop();
            probes.stopSending();
            probes.awaitSeen(System.nanoTime(), PATIENCE);
            return new Recovery(started, seconds, fresh);
        }
    }
}
