package dev.millrace.streams.writer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;

/**
 * Records a completion for everyone whose course progress reached the end (V13). Rows only say for
 * whom to look: while lessons are still being read a course may look done that is not, so that the
 * tables decide. Completions that exist stay as they are, so a replay adds nothing.
 */
final class CourseCompletions implements WriteBack {

    private static final String CALL = "select derived.record_course_completions(?::jsonb)";

    @Override
    public void apply(Connection connection, Collection<Written> rows) throws SQLException {
        ArrayNode reached = JsonNodeFactory.instance.arrayNode();
        for (Written written : rows) {
            ObjectNode row = written.row();
            if (row.hasNonNull("completed_at")) {
                ObjectNode learner = reached.addObject();
                learner.set("user_id", row.get("user_id"));
                learner.set("course_id", row.get("course_id"));
                written.asOf().ifPresent(asOf -> learner.put("as_of", asOf.toString()));
            }
        }
        if (reached.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(CALL)) {
            statement.setString(1, reached.toString());
            statement.execute();
        }
    }
}
