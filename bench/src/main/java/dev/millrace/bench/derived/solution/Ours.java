package dev.millrace.bench.derived.solution;

import dev.millrace.bench.contestant.ChildArguments;
import dev.millrace.bench.derived.DerivedSettings;
import dev.millrace.bench.derived.check.ComparedStore;
import dev.millrace.bench.process.ChildJvm;
import dev.millrace.bench.process.ProgramJvm;
import dev.millrace.bench.servers.BenchServers;
import dev.millrace.streams.runtime.StoreApplication;
import dev.millrace.streams.runtime.StoreApplications;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Millrace: one process reads the log into Kafka and keeps the stores. It builds the compared
 * stores alone at first, as the others do, and from then on runs with every store of the release.
 */
final class Ours implements OwnProcess {

    private static final String SLOT = "bench_ours";
    private static final Duration START_PATIENCE = Duration.ofMinutes(10);

    private final BenchServers servers;
    private final List<String> furtherOptions;
    private final SolutionProcess process;
    private final Optional<LogStandby> standby;

    Ours(BenchServers servers, DerivedSettings settings) {
        this.servers = servers;
        this.process = new SolutionProcess(settings.nice());
        this.furtherOptions = settings.oursJvm();
        this.standby = settings.standby() ? Optional.of(new LogStandby(servers)) : Optional.empty();
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
            String now = Slots.currentLsn(connection);
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
        rest.add(Integer.toString(standby.map(LogStandby::start).orElse(servers.admin().port())));
        rest.addAll(stores);
        ChildJvm started =
                ChildJvm.start(
                        "ours",
                        servers.logFolder(),
                        options,
                        OursMain.class.getName(),
                        ChildArguments.of(servers, SLOT, rest.toArray(String[]::new)),
                        ChildArguments.environment(servers));
        process.await(started, OursMain.STARTED, START_PATIENCE);
    }

    @Override
    public OptionalLong ownServer() {
        return standby.map(LogStandby::pid).orElseGet(OptionalLong::empty);
    }

    @Override
    public void stop() {
        process.stop();
        standby.ifPresent(LogStandby::stop);
    }

    @Override
    public SolutionProcess process() {
        return process;
    }

    @Override
    public void close() throws SQLException {
        stop();
        Slots.drop(servers, SLOT);
        if (standby.isPresent()) {
            standby.get().close();
        }
    }
}
