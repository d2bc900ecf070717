package dev.millrace.streams.writer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The rows of {@code derived.applied_offsets} of one processor and topic: up to which offset the
 * table is the topic.
 */
final class AppliedOffsets {

    private static final String READ =
            "select partition, next_offset from derived.applied_offsets"
                    + " where processor = ? and topic = ?";
    private static final String FIRST =
            "insert into derived.applied_offsets"
                    + " (next_offset, processor, topic, partition, updated_at)"
                    + " values (?, ?, ?, ?, now()) on conflict do nothing";
    private static final String ADVANCE =
            "update derived.applied_offsets set next_offset = ?, updated_at = now()"
                    + " where processor = ? and topic = ? and partition = ? and next_offset = ?";

    private final String processor;
    private final String topic;

    AppliedOffsets(String processor, String topic) {
        this.processor = processor;
        this.topic = topic;
    }

    /** Next offset by partition; absent where nothing was applied. */
    Map<Integer, Long> read(Connection connection) throws SQLException {
        Map<Integer, Long> offsets = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(READ)) {
            query.setString(1, processor);
            query.setString(2, topic);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    offsets.put(row.getInt(1), row.getLong(2));
                }
            }
        }
        return offsets;
    }

    /**
     * Moves a partition on, and keeps its row locked until the transaction ends.
     *
     * @param expected what is stored as far as the caller knows, empty for nothing
     * @return false when something else is stored: another writer has been here
     */
    boolean advance(Connection connection, int partition, OptionalLong expected, long next)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(expected.isPresent() ? ADVANCE : FIRST)) {
            statement.setLong(1, next);
            statement.setString(2, processor);
            statement.setString(3, topic);
            statement.setInt(4, partition);
            if (expected.isPresent()) {
                statement.setLong(5, expected.getAsLong());
            }
            return statement.executeUpdate() == 1;
        }
    }
}
