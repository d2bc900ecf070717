package dev.millrace.bench.derived.solution;

import dev.millrace.bench.contestant.ChildArguments;
import dev.millrace.bench.derived.check.ComparedStore;
import dev.millrace.bench.process.ChildJvm;
import dev.millrace.bench.process.ProcessPriority;
import dev.millrace.bench.process.ProgramJvm;
import dev.millrace.bench.servers.BenchServers;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.streams.runtime.StoreApplication;
import dev.millrace.streams.runtime.StoreApplications;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Millrace: one process reads the log into Kafka and keeps the stores. It builds the compared
 * stores alone at first, as the others do, and from then on runs with every store of the release.
 */
final class Ours implements OwnProcess {

    private static final String SLOT = "bench_ours";
    private static final Duration START_PATIENCE = Duration.ofMinutes(10);

    private final BenchServers servers;
    private final int nice;
    private final List<String> furtherOptions;
    private @Nullable ChildJvm process;

    Ours(BenchServers servers, int nice, List<String> furtherOptions) {
        this.servers = servers;
        this.nice = nice;
        this.furtherOptions = List.copyOf(furtherOptions);
    }

    @Override
    public SolutionKind kind() {
        return SolutionKind.OURS;
    }

    @Override
    public List<ComparedStore> stores() {
        return ComparedStore.FOUR.stream().map(Ours::kept).toList();
    }

    @Override
    public List<ComparedStore> comparedStores() {
        List<ComparedStore> all = new ArrayList<>(stores());
        all.add(kept("match_scores"));
        return all;
    }

    private static ComparedStore kept(String store) {
        return ComparedStore.in("derived." + store, store);
    }

    @Override
    public boolean buildsInBackground() {
        return true;
    }

    @Override
    public void build() throws InterruptedException {
        run(ComparedStore.FOUR);
    }

    @Override
    public void start() throws InterruptedException {
        run(List.of());
    }

    /** All stores of the release hold every transaction that has committed by now. */
    @Override
    public boolean awaitUpToDate(Duration patience) throws SQLException {
        long deadline = System.nanoTime() + patience.toNanos();
        try (Connection connection = servers.connect();
                PreparedStatement await =
                        connection.prepareStatement(
                                "select derived.await(?, ?::pg_lsn, interval '2 seconds')")) {
            String now = currentLsn(connection);
            for (StoreApplication application : StoreApplications.all()) {
                await.setString(1, application.store().name());
                await.setString(2, now);
                while (!isTrue(await)) {
                    failIfBroken();
                    if (System.nanoTime() > deadline) {
                        return false;
                    }
                }
            }
            return true;
        }
    }

    private static String currentLsn(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_current_wal_lsn()::text")) {
            row.next();
            return row.getString(1);
        }
    }

    private static boolean isTrue(PreparedStatement query) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private void run(List<String> stores) throws InterruptedException {
        List<String> options = new ArrayList<>(ProgramJvm.OPTIONS);
        // As ./millrace does: what one run has loaded, the next finds in an archive.
        options.add("-XX:SharedArchiveFile=" + servers.workFolder().resolve("ours.jsa").toString());
        options.add("-XX:+AutoCreateSharedArchive");
        options.add("-Xlog:cds=off");
        options.add("-Xlog:cds+dynamic=off");
        options.add("-Xlog:aot=off");
        options.addAll(furtherOptions);
        List<String> rest = new ArrayList<>();
        rest.add(servers.workFolder().resolve("ours").toString());
        rest.addAll(stores);
        ChildJvm started =
                ChildJvm.start(
                        "ours",
                        servers.logFolder(),
                        options,
                        OursMain.class.getName(),
                        ChildArguments.of(servers, SLOT, rest.toArray(String[]::new)),
                        ChildArguments.environment(servers));
        process = started;
        ProcessPriority.set(started.pid(), nice);
        started.await(OursMain.STARTED, START_PATIENCE);
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
