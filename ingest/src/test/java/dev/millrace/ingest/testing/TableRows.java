package dev.millrace.ingest.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.schema.capture.CapturedTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a captured table, as its topic holds them now and as the database does: every column
 * as PostgreSQL's own text. For columns whose text the topic keeps: numbers, texts, booleans,
 * enums, dates.
 */
public final class TableRows {

    private static final ObjectMapper JSON = new ObjectMapper();

    private TableRows() {}

    /** The topic's last row of each key is the table's, column by column, and nothing is over. */
    public static void assertSame(TestSource source, CapturedTable table) {
        assertThat(published(source, table)).isEqualTo(stored(source, table));
    }

    private static Map<String, Map<String, @Nullable String>> published(
            TestSource source, CapturedTable table) {
        Map<String, Map<String, @Nullable String>> rows = new TreeMap<>();
        TestTopics.table(source.topics(), table).forEach((key, row) -> rows.put(key, columns(row)));
        return rows;
    }

    private static Map<String, Map<String, @Nullable String>> stored(
            TestSource source, CapturedTable table) {
        Map<String, Map<String, @Nullable String>> rows = new TreeMap<>();
        try (Connection connection = source.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select * from " + table.qualifiedName())) {
            while (row.next()) {
                Map<String, @Nullable String> columns = new LinkedHashMap<>();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    columns.put(row.getMetaData().getColumnName(i), row.getString(i));
                }
                String key =
                        table.key().stream()
                                .map(column -> '"' + columns.get(column) + '"')
                                .collect(Collectors.joining(",", "[", "]"));
                rows.put(key, columns);
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, @Nullable String> columns(String row) {
        try {
            Map<String, @Nullable String> columns = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> column : JSON.readTree(row).properties()) {
                JsonNode value = column.getValue();
                columns.put(
                        column.getKey(),
                        value.isNull()
                                ? null
                                // The driver gives booleans as the server sends them.
                                : value.isBoolean()
                                        ? (value.booleanValue() ? "t" : "f")
                                        : value.asText());
            }
            return columns;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(row, e);
        }
    }
}
