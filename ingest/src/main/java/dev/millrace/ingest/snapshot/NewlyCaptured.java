package dev.millrace.ingest.snapshot;

import dev.millrace.ingest.request.SnapshotRequests;
import dev.millrace.ingest.request.SnapshotRequests.Request;
import dev.millrace.ingest.rows.TableShape;
import dev.millrace.schema.capture.CapturedTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks for copies of what is captured for the first time: tables, and columns that hold values. */
final class NewlyCaptured {

    private static final Logger LOG = LoggerFactory.getLogger(NewlyCaptured.class);

    private final Connection connection;
    private final SnapshotRequests requests;

    NewlyCaptured(Connection connection, SnapshotRequests requests) {
        this.connection = connection;
        this.requests = requests;
    }

    void requestTables(List<TableShape> shapes) throws SQLException {
        for (CapturedTable table :
                requests.neverRequested(shapes.stream().map(TableShape::table).toList())) {
            note(requests.request(table.qualifiedName(), "captured for the first time"));
        }
    }

    void requestColumns(List<TableShape> shapes) throws SQLException {
        Map<String, Set<String>> copied = requests.copiedColumns();
        List<String> due = requests.unfinished().stream().map(Request::table).toList();
        for (TableShape shape : shapes) {
            String table = shape.table().qualifiedName();
            Set<String> known = copied.get(table);
            if (known == null || due.contains(table) || known.containsAll(shape.columnNames())) {
                continue;
            }
            List<String> added = new ArrayList<>(shape.columnNames());
            added.removeAll(known);
            if (RowEstimate.holdsAny(connection, table, added)) {
                note(requests.request(table, "captured now: " + String.join(", ", added)));
            } else {
                requests.columnsCopied(table, shape.columnNames());
            }
        }
    }

    private static void note(Request request) {
        LOG.atInfo().addKeyValue("table", request.table()).log("table is to be copied");
    }
}
