package dev.millrace.streams.writer;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The rows of {@code derived.applied_offsets} of one processor and topic: how far the table reaches
 * into each partition.
 */
final class AppliedOffsets {

    private static final String READ =
            "select partition, next_offset, end_offset, left_offsets from derived.applied_offsets"
                    + " where processor = ? and topic = ?";
    private static final String FIRST =
            "insert into derived.applied_offsets"
                    + " (next_offset, end_offset, left_offsets, processor, topic, partition,"
                    + " updated_at) values (?, ?, ?, ?, ?, ?, now()) on conflict do nothing";
    private static final String ADVANCE =
            "update derived.applied_offsets"
                    + " set next_offset = ?, end_offset = ?, left_offsets = ?, updated_at = now()"
                    + " where processor = ? and topic = ? and partition = ? and next_offset = ?"
                    + " and end_offset is not distinct from ?"
                    + " and left_offsets is not distinct from ?";

    private final String processor;
    private final String topic;

    AppliedOffsets(String processor, String topic) {
        this.processor = processor;
        this.topic = topic;
    }

    /** By partition; absent where nothing was applied. */
    Map<Integer, Reach> read(Connection connection) throws SQLException {
        Map<Integer, Reach> reaches = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(READ)) {
            query.setString(1, processor);
            query.setString(2, topic);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    Array left = row.getArray("left_offsets");
                    reaches.put(
                            row.getInt("partition"),
                            left == null
                                    ? Reach.to(row.getLong("next_offset"))
                                    : Reach.to(
                                            row.getLong("end_offset"),
                                            Arrays.asList((Long[]) left.getArray())));
                }
            }
        }
        return reaches;
    }

    /**
     * Moves a partition on, and keeps its row locked until the transaction ends.
     *
     * @param expected what is stored as far as the caller knows, empty for nothing
     * @return false when something else is stored: another writer has been here
     */
    boolean advance(Connection connection, int partition, Optional<Reach> expected, Reach reach)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(expected.isPresent() ? ADVANCE : FIRST)) {
            set(statement, 1, reach);
            statement.setString(4, processor);
            statement.setString(5, topic);
            statement.setInt(6, partition);
            if (expected.isPresent()) {
                set(statement, 7, expected.get());
            }
            return statement.executeUpdate() == 1;
        }
    }

    private static void set(PreparedStatement statement, int first, Reach reach)
            throws SQLException {
        statement.setLong(first, reach.next());
        if (reach.left().isEmpty()) {
            statement.setNull(first + 1, Types.BIGINT);
            statement.setNull(first + 2, Types.ARRAY);
        } else {
            statement.setLong(first + 1, reach.end());
            statement.setArray(
                    first + 2,
                    statement.getConnection().createArrayOf("bigint", reach.left().toArray()));
        }
    }
}
