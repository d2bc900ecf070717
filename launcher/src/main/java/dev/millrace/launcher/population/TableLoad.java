package dev.millrace.launcher.population;

import dev.millrace.launcher.rows.RowBatch;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Opens the inserts of one load and remembers how many rows went into each table. */
final class TableLoad {

    private final Connection connection;
    private final List<Opened> opened = new ArrayList<>();

    private record Opened(String table, RowBatch batch) {}

    TableLoad(Connection connection) {
        this.connection = connection;
    }

    /** Opens an insert; the columns are separated by commas. */
    RowBatch into(String table, String columns) throws SQLException {
        RowBatch batch = new RowBatch(connection, table, columns, "");
        opened.add(new Opened(table, batch));
        return batch;
    }

    /** Rows by table, in the order in which the tables were opened. */
    Map<String, Integer> rows() {
        Map<String, Integer> rows = new LinkedHashMap<>();
        opened.forEach(one -> rows.merge(one.table(), one.batch().rows(), Integer::sum));
        return rows;
    }
}
