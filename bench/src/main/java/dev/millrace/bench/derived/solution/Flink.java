package dev.millrace.bench.derived.solution;

import dev.millrace.bench.derived.check.ComparedStore;
import dev.millrace.bench.derived.data.DataSet;
import dev.millrace.bench.process.ChildJvm;
import dev.millrace.bench.servers.BenchServers;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Flink SQL in a mini cluster: a job that reads each source table by Flink CDC, over a slot of its
 * own, and writes four tables by JDBC. It goes on from its last complete checkpoint.
 */
final class Flink implements OwnProcess {

    static final List<String> JVM = List.of("-Xms512m", "-Xmx2g", "-XX:+UseG1GC");

    private static final String MAIN = "dev.millrace.benchflink.FlinkMain";
    private static final String STARTED = "flink started";
    private static final String PREFIX = "flink_";
    private static final Duration START_PATIENCE = Duration.ofMinutes(10);
    private static final Duration CHECKPOINT_PATIENCE = Duration.ofMinutes(5);
    private static final Duration LOOK = Duration.ofMillis(200);

    // What Flink and its serializers reach into.
    private static final List<String> OPEN =
            List.of(
                    "java.base/java.lang",
                    "java.base/java.lang.reflect",
                    "java.base/java.net",
                    "java.base/java.nio",
                    "java.base/java.text",
                    "java.base/java.time",
                    "java.base/java.util",
                    "java.base/java.util.concurrent",
                    "java.base/java.util.concurrent.atomic",
                    "java.base/java.util.concurrent.locks",
                    "java.base/sun.net.util",
                    "java.base/sun.nio.ch");

    private final BenchServers servers;
    private final FlinkCheckpoints checkpoints;
    private final SolutionProcess process;

    Flink(BenchServers servers, int nice) {
        this.servers = servers;
        this.process = new SolutionProcess(nice);
        this.checkpoints = new FlinkCheckpoints(folder(servers));
    }

    private static Path folder(BenchServers servers) {
        return servers.workFolder().resolve("flink");
    }

    @Override
    public SolutionKind kind() {
        return SolutionKind.FLINK;
    }

    @Override
    public List<ComparedStore> stores() {
        return ComparedStore.FOUR.stream()
                .map(store -> ComparedStore.in("bench." + PREFIX + store, store))
                .toList();
    }

    @Override
    public boolean buildsInBackground() {
        return true;
    }

    @Override
    public void build() throws SQLException, InterruptedException {
        try (Connection connection = servers.connect();
                Statement statement = connection.createStatement()) {
            for (String source : DataSet.SOURCES) {
                statement.execute(
                        "create publication %s for table %s"
                                .formatted(PREFIX + source.replaceFirst(".*\\.", ""), source));
            }
            for (ComparedStore store : stores()) {
                statement.execute(
                        """
                        create table %1$s (like derived.%2$s including indexes);
                        do $$
                        declare
                            time_column name;
                        begin
                            for time_column in
                                select attname from pg_attribute
                                where attrelid = '%1$s'::regclass and attname = 'updated_at'
                            loop
                                execute format('alter table %1$s drop column %%I', time_column);
                            end loop;
                        end
                        $$
                        """
                                .formatted(store.relation(), store.store()));
            }
        }
        run(Optional.empty());
    }

    @Override
    public void start() throws InterruptedException {
        run(checkpoints.newest());
    }

    private void run(Optional<Path> checkpoint) throws InterruptedException {
        List<String> options = new ArrayList<>(JVM);
        options.add("-Duser.timezone=UTC");
        options.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
        OPEN.forEach(opened -> options.add("--add-opens=" + opened + "=ALL-UNNAMED"));
        List<String> arguments = new ArrayList<>();
        arguments.add(servers.admin().host());
        arguments.add(Integer.toString(servers.admin().port()));
        arguments.add(servers.admin().database());
        arguments.add(servers.admin().user());
        arguments.add(checkpoints.folder().toUri().toString());
        checkpoint.ifPresent(from -> arguments.add(from.toUri().toString()));
        ChildJvm started =
                ChildJvm.start(
                        "flink",
                        servers.logFolder(),
                        options,
                        FlinkJars.classPath(),
                        MAIN,
                        arguments,
                        Map.of("MILLRACE_BENCH_PASSWORD", servers.admin().password().reveal()));
        process.await(started, STARTED, START_PATIENCE);
    }

    /** Ends after its next checkpoint, from which the next start goes on. */
    @Override
    public void stop() throws InterruptedException {
        if (!process.isRunning()) {
            return;
        }
        Instant now = Instant.now();
        long deadline = System.nanoTime() + CHECKPOINT_PATIENCE.toNanos();
        while (checkpoints.newestAfter(now).isEmpty()) {
            failIfBroken();
            if (System.nanoTime() > deadline) {
                throw new PipelineException(
                        ErrorKind.TIMED_OUT,
                        "Flink has completed no checkpoint within %d s"
                                .formatted(CHECKPOINT_PATIENCE.toSeconds()));
            }
            Thread.sleep(LOOK);
        }
        process.stop();
    }

    @Override
    public SolutionProcess process() {
        return process;
    }

    @Override
    public void close() throws SQLException, InterruptedException {
        kill();
        try (Connection connection = servers.connect();
                Statement statement = connection.createStatement()) {
            // The server notices a little later that its client is gone.
            long deadline = System.nanoTime() + START_PATIENCE.toNanos();
            while (isAnySlotHeld(statement) && System.nanoTime() < deadline) {
                Thread.sleep(LOOK);
            }
            statement.execute(
                    "select pg_drop_replication_slot(slot_name) from pg_replication_slots"
                            + " where slot_name like 'flink\\_%' and not active");
            for (String source : DataSet.SOURCES) {
                statement.execute(
                        "drop publication if exists " + PREFIX + source.replaceFirst(".*\\.", ""));
            }
            for (ComparedStore store : stores()) {
                statement.execute("drop table if exists " + store.relation());
            }
        }
    }

    private static boolean isAnySlotHeld(Statement statement) throws SQLException {
        try (ResultSet row =
                statement.executeQuery(
                        "select from pg_replication_slots where slot_name like 'flink\\_%'"
                                + " and active")) {
            return row.next();
        }
    }
}
