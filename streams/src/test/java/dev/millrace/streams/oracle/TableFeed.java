package dev.millrace.streams.oracle;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells what changed in tables of a real database since it last looked. */
public final class TableFeed {

    private final OracleDatabase database;
    private final Map<String, Map<RowKey, Row>> published = new HashMap<>();

    /** Receives each row that changed. */
    @FunctionalInterface
    public interface Changes {
        void change(String table, RowKey key, @Nullable Row row);
    }

    public TableFeed(OracleDatabase database) {
        this.database = database;
    }

    /** Hands on what changed in these tables, table by table. */
    public void publish(List<String> tables, Changes changes) throws SQLException {
        for (String table : tables) {
            Map<RowKey, Row> now = database.table(table);
            Map<RowKey, Row> before = published.getOrDefault(table, Map.of());
            Set<RowKey> gone = new HashSet<>(before.keySet());
            gone.removeAll(now.keySet());
            gone.forEach(key -> changes.change(table, key, null));
            now.forEach((key, row) -> {
                if (!row.equals(before.get(key))) {
                    changes.change(table, key, row);
                }
            });
            published.put(table, now);
        }
    }

    /** What changed in this table is known to nobody, as when a partition is dropped. */
    public void pass(String table) throws SQLException {
        published.put(table, database.table(table));
    }
}
