package dev.millrace.bench.workload;

import dev.millrace.bench.servers.BenchServers;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.capture.CapturedTable.ReplicaIdentity;
import dev.millrace.schema.capture.CapturedTables;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The table whose changes every contestant captures, and its publication. */
public final class ChangeTable {

    public static final String PUBLICATION = "bench";

    /** The table, with the replica identity that PostgreSQL gives by default. */
    public static final CapturedTable TABLE =
            new CapturedTable(
                    "bench",
                    "changes",
                    List.of("id"),
                    Set.of(),
                    ReplicaIdentity.DEFAULT,
                    Optional.empty());

    private ChangeTable() {}

    /** What ingest captures: the table and the heartbeat. */
    public static List<CapturedTable> captured() {
        return List.of(TABLE, CapturedTables.get(CapturedTables.HEARTBEAT_TABLE));
    }

    /** Makes the table, its publication and the procedures that write to it. */
    public static void create(BenchServers servers) throws SQLException {
        try (Connection connection = servers.connect();
                Statement statement = connection.createStatement();
                InputStream sql = ChangeTable.class.getResourceAsStream("changes.sql")) {
            statement.execute(
                    new String(
                            Objects.requireNonNull(sql, "changes.sql").readAllBytes(),
                            StandardCharsets.UTF_8));
            // The recorded log must stay, however long it is.
            statement.execute("alter system set max_slot_wal_keep_size = -1");
            statement.execute("select pg_reload_conf()");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
