package dev.millrace.streams.progress;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Reads what the table writers have applied, of all stores at once. */
public final class AppliedPositions {

    private static final String QUERY =
            "select processor, topic, partition, next_offset from derived.applied_offsets";

    private static final String FORGET =
            "delete from derived.applied_offsets where processor = ? and topic = ?";

    private AppliedPositions() {}

    /** Next offset by processor and partition. */
    public static Map<String, Map<TopicPartition, Long>> read(Connection connection)
            throws SQLException {
        Map<String, Map<TopicPartition, Long>> positions = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(QUERY);
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                positions
                        .computeIfAbsent(row.getString(1), ignored -> new HashMap<>())
                        .put(new TopicPartition(row.getString(2), row.getInt(3)), row.getLong(4));
            }
        }
        return positions;
    }

    /** As if nothing of the topic had been applied. */
    public static void forget(Connection connection, String processor, String topic)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FORGET)) {
            statement.setString(1, processor);
            statement.setString(2, topic);
            statement.executeUpdate();
        }
    }
}
