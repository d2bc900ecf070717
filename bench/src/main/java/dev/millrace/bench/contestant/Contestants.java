package dev.millrace.bench.contestant;

import dev.millrace.bench.process.ChildJvm;
import dev.millrace.bench.servers.BenchServers;
import dev.millrace.bench.workload.ChangeTable;
import dev.millrace.ingest.LogReader;
import dev.millrace.ingest.publication.TransactionalTopics;
import dev.millrace.ingest.source.SystemIdentity;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.position.SourcePosition;
import dev.millrace.schema.topics.TopicCreation;
import dev.millrace.schema.topics.Topics;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Starts contestants, each on a slot of its own. */
public final class Contestants {

    /** What our own process gets. */
    public static final List<String> MILLRACE_JVM = List.of("-Xmx512m", "-XX:+UseSerialGC");

    /** What Kafka's own start script gives to Connect. */
    public static final List<String> CONNECT_JVM =
            List.of(
                    "-Xms256m",
                    "-Xmx2g",
                    "-XX:+UseG1GC",
                    "-XX:MaxGCPauseMillis=20",
                    "-XX:InitiatingHeapOccupancyPercent=35");

    private static final Duration START_PATIENCE = Duration.ofSeconds(60);
    private static final Duration RUN_PATIENCE = Duration.ofMinutes(30);

    private final BenchServers servers;
    private final List<String> millraceOptions;

    /**
     * @param millraceOptions further options of our own JVM, for a profiler for example
     */
    public Contestants(BenchServers servers, List<String> millraceOptions) {
        this.servers = servers;
        this.millraceOptions = List.copyOf(millraceOptions);
    }

    /**
     * Starts one.
     *
     * @param slot its own, which stands before the first change
     * @param warmUp how many of the changes only warm it up
     * @param changes how many changes there are in all
     * @param end where the log stands after the last of them
     */
    public Running start(Contestant contestant, String slot, int warmUp, int changes, Lsn end)
            throws SQLException, InterruptedException {
        return switch (contestant) {
            case RAW -> raw(slot, warmUp, changes);
            case MILLRACE -> millrace(slot, LogReader.PGOUTPUT, end);
            case MILLRACE_DEBEZIUM -> millrace(slot, LogReader.DEBEZIUM, end);
            case CONNECT, CONNECT_TUNED ->
                    ConnectRun.start(
                            servers, slot, contestant == Contestant.CONNECT_TUNED, changes);
        };
    }

    private Running raw(String slot, int warmUp, int changes) {
        ChildJvm process =
                ChildJvm.start(
                        "raw",
                        servers.logFolder(),
                        MILLRACE_JVM,
                        RawReaderMain.class.getName(),
                        ChildArguments.of(
                                servers, slot, Integer.toString(warmUp), Integer.toString(changes)),
                        ChildArguments.environment(servers));
        return new OwnProcess(process) {
            @Override
            public Optional<Window> awaitEnd() throws InterruptedException {
                String[] times = process.await(RawReaderMain.READ, RUN_PATIENCE).split(" ", -1);
                return Optional.of(new Window(Long.parseLong(times[0]), Long.parseLong(times[1])));
            }
        };
    }

    private Running millrace(String slot, LogReader reader, Lsn end)
            throws SQLException, InterruptedException {
        sayThatTheSnapshotIsDone(slot);
        List<String> options = new ArrayList<>(MILLRACE_JVM);
        options.addAll(millraceOptions);
        ChildJvm process =
                ChildJvm.start(
                        "millrace",
                        servers.logFolder(),
                        options,
                        MillraceMain.class.getName(),
                        ChildArguments.of(servers, slot, reader.name(), end.toString()),
                        ChildArguments.environment(servers));
        try {
            process.await(MillraceMain.STARTED, START_PATIENCE);
        } catch (InterruptedException | RuntimeException e) {
            process.close();
            throw e;
        }
        return new OwnProcess(process) {
            @Override
            public Optional<Window> awaitEnd() throws InterruptedException {
                process.await(MillraceMain.REACHED, RUN_PATIENCE);
                return Optional.empty();
            }
        };
    }

    /** Ingest goes on from a position in Kafka; here it is where the slot stands. */
    private void sayThatTheSnapshotIsDone(String slot) throws SQLException, InterruptedException {
        for (CapturedTable table : ChangeTable.captured()) {
            sayThatItIsCopied(slot, table.qualifiedName());
        }
        SystemIdentity source = SystemIdentity.read(servers.capture());
        TopicCreation.createMissing(servers.kafka(), List.of(Topics.ingestPositions()));
        try (TransactionalTopics topics = TransactionalTopics.takeOver(servers.kafka(), slot)) {
            topics.write(
                    List.of(),
                    new SourcePosition(
                            slot,
                            source.systemIdentifier(),
                            source.timeline(),
                            SourcePosition.Phase.STREAMING,
                            confirmed(slot),
                            System.currentTimeMillis() * 1000,
                            Optional.empty()));
        }
    }

    private void sayThatItIsCopied(String slot, String table) throws SQLException {
        try (Connection connection = servers.connect();
                PreparedStatement insert =
                        connection.prepareStatement(
                                """
                                insert into ops.table_snapshots
                                    (slot_name, table_name, state, finished_at, columns, reason)
                                select ?, ?, 'done', clock_timestamp(), array_agg(attname::text),
                                    'the benchmark copies nothing'
                                from pg_attribute
                                where attrelid = ?::regclass and attnum > 0 and not attisdropped
                                """)) {
            insert.setString(1, slot);
            insert.setString(2, table);
            insert.setString(3, table);
            insert.executeUpdate();
        }
    }

    private Lsn confirmed(String slot) throws SQLException {
        try (Connection connection = servers.connect();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "select confirmed_flush_lsn::text from pg_replication_slots where slot_name = '"
                                        + slot
                                        + "'")) {
            row.next();
            return Lsn.parse(row.getString(1));
        }
    }

    /** A process that ends with its standard input. */
    private abstract static class OwnProcess implements Running {

        private final ChildJvm process;

        OwnProcess(ChildJvm process) {
            this.process = process;
        }

        @Override
        public long pid() {
            return process.pid();
        }

        @Override
        public void close() {
            process.close();
        }
    }
}
