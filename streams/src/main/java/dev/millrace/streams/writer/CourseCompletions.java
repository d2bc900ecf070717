package dev.millrace.streams.writer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Records a completion for everyone whose course progress reached the end (V13). Completions that
 * exist stay as they are, so a replay adds nothing.
 */
final class CourseCompletions implements WriteBack {

    private static final String CALL = "select derived.record_course_completions(?::jsonb)";
    private static final List<String> COLUMNS =
            List.of(
                    "user_id",
                    "course_id",
                    "completed_lessons",
                    "completed_at",
                    "total_time_spent_seconds");

    @Override
    public void apply(Connection connection, Collection<ObjectNode> rows) throws SQLException {
        // Reached once is reached: a later row of the same batch may already be short of it again.
        Map<String, ObjectNode> reached = new LinkedHashMap<>();
        for (ObjectNode row : rows) {
            if (row.hasNonNull("completed_at")) {
                String key = row.get("user_id").asText() + "/" + row.get("course_id").asText();
                reached.putIfAbsent(key, row.deepCopy().retain(COLUMNS));
            }
        }
        if (reached.isEmpty()) {
            return;
        }
        ArrayNode json = JsonNodeFactory.instance.arrayNode().addAll(reached.values());
        try (PreparedStatement statement = connection.prepareStatement(CALL)) {
            statement.setString(1, json.toString());
            statement.execute();
        }
    }
}
