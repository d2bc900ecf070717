package dev.millrace.streams.writer;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.position.Lsn;
import dev.millrace.streams.freshness.LookPace;
import dev.millrace.streams.progress.KafkaOffsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.apache.kafka.common.TopicPartition;

/**
 * The positions of all stores as their lines of freshness tell them, read at most fifty times a
 * second however many ask; the ends of topics as the broker tells them.
 */
public final class KnownProgress implements TopicProgress {

    private static final String QUERY =
            "select store, processed_lsn::text from derived.store_freshness"
                    + " where processed_lsn is not null and held_by is null";
    private static final long FRESH_NANOS = Duration.ofMillis(20).toNanos();

    private final DataSource database;
    private final KafkaOffsets offsets;
    private final LookPace pace;
    private Map<String, Lsn> positions = Map.of();
    private long readNanos;
    private boolean isRead;

    /**
     * @param database seen by a role that may read the derived tables; auto-commit off
     * @param pace of the watch that keeps the lines, told that somebody waits for them
     */
    public KnownProgress(DataSource database, KafkaOffsets offsets, LookPace pace) {
        this.database = database;
        this.offsets = offsets;
        this.pace = pace;
    }

    @Override
    public synchronized Optional<Lsn> processed(DerivedStore store) {
        pace.isWaitedFor();
        long now = System.nanoTime();
        if (!isRead || now - readNanos > FRESH_NANOS) {
            positions = read();
            readNanos = now;
            isRead = true;
        }
        return Optional.ofNullable(positions.get(store.name()));
    }

    @Override
    public Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
        return offsets.ends(partitions).orElse(Map.of());
    }

    private Map<String, Lsn> read() {
        Map<String, Lsn> read = new HashMap<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(QUERY)) {
            while (row.next()) {
                read.put(row.getString(1), Lsn.parse(row.getString(2)));
            }
            connection.rollback();
        } catch (SQLException e) {
            throw new PipelineException(
                    SqlFaults.kindOf(e),
                    "the positions of the stores cannot be read: " + e.getMessage(),
                    e);
        }
        return read;
    }
}
