package dev.millrace.bench.search.indexer;

import dev.millrace.bench.process.ProgramJvm;
import dev.millrace.bench.search.data.SearchData;
import dev.millrace.bench.servers.BenchServers;
import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.search.SearchIndex;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Millrace: one process reads the log into Kafka, keeps the stores and fills the indexes. */
final class OursIndexer implements Indexer {

    /** What the database says of an index before the first watch over it has begun. */
    private static final String UNKNOWN = "22023";

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final BenchServers servers;
    private final List<String> options;
    private final IndexerProcess process;

    /**
     * @param furtherOptions of the JVM, besides its own
     */
    OursIndexer(BenchServers servers, int nice, List<String> furtherOptions) {
        this.servers = servers;
        this.options = new ArrayList<>(ProgramJvm.OPTIONS);
        options.addAll(furtherOptions);
        this.process = new IndexerProcess("ours", servers, nice);
    }

    @Override
    public IndexerKind kind() {
        return IndexerKind.OURS;
    }

    @Override
    public void start() throws InterruptedException {
        process.start(
                options,
                OursIndexerMain.class,
                servers.workFolder().resolve("ours").toString(),
                servers.searchUrl().toString());
    }

    /** As the database says of each index: it holds every transaction committed by now. */
    @Override
    public boolean awaitBuilt(Duration patience) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        try (Connection connection = servers.connect();
                PreparedStatement await =
                        connection.prepareStatement(
                                "select derived.await(?, ?::pg_lsn, interval '1 second')")) {
            String now = currentLsn(connection);
            for (SearchIndex index : SearchData.INDEXES) {
                await.setString(1, DerivedStore.of(index).name());
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

    private static boolean isTrue(PreparedStatement query)
            throws SQLException, InterruptedException {
        try (ResultSet row = query.executeQuery()) {
            row.next();
            return row.getBoolean(1);
        } catch (SQLException e) {
            if (!UNKNOWN.equals(e.getSQLState())) {
                throw e;
            }
            Thread.sleep(PAUSE);
            return false;
        }
    }

    @Override
    public long pid() {
        return process.running().pid();
    }

    @Override
    public void failIfBroken() {
        process.failIfBroken();
    }

    @Override
    public void close() throws SQLException {
        process.stop();
        try (Connection connection = servers.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "select pg_drop_replication_slot(slot_name) from pg_replication_slots");
        }
    }
}
