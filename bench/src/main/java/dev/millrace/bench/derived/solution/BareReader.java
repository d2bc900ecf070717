package dev.millrace.bench.derived.solution;

import dev.millrace.bench.contestant.ChildArguments;
import dev.millrace.bench.derived.check.ComparedStore;
import dev.millrace.bench.process.ChildJvm;
import dev.millrace.bench.process.ProcessPriority;
import dev.millrace.bench.process.ProgramJvm;
import dev.millrace.bench.servers.BenchServers;
import dev.millrace.schema.failure.ErrorKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The limit of whoever reads the log: a process that reads the changes of the same tables over a
 * slot and throws them away. It keeps nothing, so that only what it costs is measured.
 */
final class BareReader implements OwnProcess {

    private static final String SLOT = "bench_reader";
    private static final Duration START_PATIENCE = Duration.ofMinutes(1);

    private final BenchServers servers;
    private final int nice;
    private @Nullable ChildJvm process;

    BareReader(BenchServers servers, int nice) {
        this.servers = servers;
        this.nice = nice;
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
        process = started;
        ProcessPriority.set(started.pid(), nice);
        started.await(BareReaderMain.STARTED, START_PATIENCE);
    }

    @Override
    public void stop() {
        ChildJvm running = process;
        if (running != null) {
            running.close();
            process = null;
        }
    }

    @Override
    public OptionalLong pid() {
        ChildJvm running = process;
        return running == null ? OptionalLong.empty() : OptionalLong.of(running.pid());
    }

    @Override
    public void kill() throws InterruptedException {
        ChildJvm running = process;
        if (running != null) {
            running.kill();
            process = null;
        }
    }

    @Override
    public void failIfBroken() {
        ChildJvm running = process;
        if (running != null && !running.isAlive()) {
            throw running.failure(ErrorKind.TRANSIENT, "has ended");
        }
    }

    @Override
    public void close() throws SQLException {
        stop();
        try (Connection connection = servers.connect();
                PreparedStatement drop =
                        connection.prepareStatement(
                                "select pg_drop_replication_slot(slot_name)"
                                        + " from pg_replication_slots where slot_name = ?")) {
            drop.setString(1, SLOT);
            drop.execute();
        }
    }
}
