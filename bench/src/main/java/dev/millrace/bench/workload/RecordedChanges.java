package dev.millrace.bench.workload;

import dev.millrace.bench.servers.BenchServers;
import dev.millrace.schema.position.Lsn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.IntConsumer;

/**
 * A stretch of the log that any number of readers can read, each from a slot of its own: copies of
 * one slot, which stands before the first change and is never read itself.
 */
public final class RecordedChanges {

    private static final String SLOT = "bench_recorded";
    private static final int PORTION = 100_000;

    private final BenchServers servers;
    private final int changes;
    private final Lsn end;
    private final long walBytes;

    private RecordedChanges(BenchServers servers, int changes, Lsn end, long walBytes) {
        this.servers = servers;
        this.changes = changes;
        this.end = end;
        this.walBytes = walBytes;
    }

    /**
     * Writes so many single-row changes in transactions of 1 to 100 rows.
     *
     * @param progress told how many there are so far
     */
    public static RecordedChanges record(BenchServers servers, int changes, IntConsumer progress)
            throws SQLException {
        try (Connection connection = servers.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "select pg_create_logical_replication_slot('" + SLOT + "', 'pgoutput')");
            Lsn begin = lsn(statement);
            // Only the recording: what is measured later commits as an application would.
            statement.execute("set synchronous_commit = off");
            for (int done = 0; done < changes; done += PORTION) {
                int rows = Math.min(PORTION, changes - done);
                // The seed decides the sizes of transactions and which rows are updated.
                double seed = (done / PORTION % 1000) / 1000.0;
                statement.execute("call bench.record(" + rows + ", " + seed + ")");
                progress.accept(done + rows);
            }
            statement.execute("checkpoint");
            Lsn end = lsn(statement);
            return new RecordedChanges(servers, changes, end, end.value() - begin.value());
        }
    }

    /** Makes a slot that stands where the log stands now, before changes that are yet to come. */
    public static RecordedChanges startingNow(BenchServers servers, String slot)
            throws SQLException {
        try (Connection connection = servers.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "select pg_create_logical_replication_slot('" + slot + "', 'pgoutput')");
            return new RecordedChanges(servers, 0, lsn(statement), 0);
        }
    }

    /** How many changes there are. */
    public int changes() {
        return changes;
    }

    /** Where the log stood after the last change. */
    public Lsn end() {
        return end;
    }

    /** How much log they made. */
    public long walBytes() {
        return walBytes;
    }

    /** Makes a slot that stands before the first change. */
    public void makeSlot(String name) throws SQLException {
        call("select pg_copy_logical_replication_slot(?, ?)", SLOT, name);
    }

    /** Drops a slot when its reader has gone. */
    public void dropSlot(String name) throws SQLException {
        call(
                """
                do $$ begin
                    for i in 1..200 loop
                        exit when not exists (
                            select from pg_replication_slots where slot_name = '%1$s' and active);
                        perform pg_sleep(0.05);
                    end loop;
                    perform pg_drop_replication_slot('%1$s');
                end $$
                """
                        .formatted(name));
    }

    private void call(String sql, String... parameters) throws SQLException {
        try (Connection connection = servers.connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            statement.execute();
        }
    }

    private static Lsn lsn(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("select pg_current_wal_insert_lsn()::text")) {
            row.next();
            return Lsn.parse(row.getString(1));
        }
    }
}
