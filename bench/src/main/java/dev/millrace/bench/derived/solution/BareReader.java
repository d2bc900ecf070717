package dev.millrace.bench.derived.solution;

import dev.millrace.bench.contestant.ChildArguments;
import dev.millrace.bench.derived.check.ComparedStore;
import dev.millrace.bench.process.ChildJvm;
import dev.millrace.bench.process.ProgramJvm;
import dev.millrace.bench.servers.BenchServers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * The limit of whoever reads the log: a process that reads the changes of the same tables over a
 * slot and throws them away. It keeps nothing, so that only what it costs is measured.
 */
final class BareReader implements OwnProcess {

    private static final String SLOT = "bench_reader";
    private static final Duration START_PATIENCE = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final String REACHED =
            "select confirmed_flush_lsn >= ?::pg_lsn from pg_replication_slots where slot_name = ?";

    private final BenchServers servers;
    private final SolutionProcess process;

    BareReader(BenchServers servers, int nice) {
        this.servers = servers;
        this.process = new SolutionProcess(nice);
    }

    @Override
    public SolutionKind kind() {
        return SolutionKind.READER;
    }

    @Override
    public List<ComparedStore> stores() {
        return List.of();
    }

    @Override
    public boolean buildsInBackground() {
        return false;
    }

    @Override
    public void build() throws SQLException, InterruptedException {
        try (Connection connection = servers.connect();
                PreparedStatement create =
                        connection.prepareStatement(
                                "select pg_create_logical_replication_slot(?, 'pgoutput')")) {
            create.setString(1, SLOT);
            create.execute();
        }
        start();
    }

    @Override
    public void start() throws InterruptedException {
        ChildJvm started =
                ChildJvm.start(
                        "reader",
                        servers.logFolder(),
                        ProgramJvm.OPTIONS,
                        BareReaderMain.class.getName(),
                        ChildArguments.of(servers, SLOT),
                        ChildArguments.environment(servers));
        process.await(started, BareReaderMain.STARTED, START_PATIENCE);
    }

    /** It has read all that had committed by now. */
    @Override
    public boolean awaitUpToDate(Duration patience) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        try (Connection connection = servers.connect();
                PreparedStatement reached = connection.prepareStatement(REACHED)) {
            String now = Slots.currentLsn(connection);
            while (System.nanoTime() < deadline) {
                failIfBroken();
                reached.setString(1, now);
                reached.setString(2, SLOT);
                try (ResultSet row = reached.executeQuery()) {
                    if (row.next() && row.getBoolean(1)) {
                        return true;
                    }
                }
                Thread.sleep(LOOK);
            }
            return false;
        }
    }

    @Override
    public void stop() {
        process.stop();
    }

    @Override
    public SolutionProcess process() {
        return process;
    }

    @Override
    public void close() throws SQLException {
        stop();
        Slots.drop(servers, SLOT);
    }
}
