package dev.millrace.ingest.snapshot;

import dev.millrace.ingest.gate.TableCheck;
import dev.millrace.ingest.publication.SetAsideRows;
import dev.millrace.ingest.request.SnapshotRequests;
import dev.millrace.ingest.request.SnapshotRequests.Request;
import dev.millrace.ingest.rows.ColumnForm;
import dev.millrace.ingest.rows.TableShape;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.topics.RowKeySerde;
import dev.millrace.schema.topics.Topics;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries requests for copies out, each to its end, and goes on with those that were begun. */
final class RequestedCopies {

    private static final Logger LOG = LoggerFactory.getLogger(RequestedCopies.class);
    private static final String UNDEFINED_COLUMN = "42703";

    private final Connection connection;
    private final String slot;
    private final List<CapturedTable> tables;
    private final IntFunction<Optional<ColumnForm>> forms;
    private final SnapshotRequests requests;
    private final TopicReader topics;
    private final Map<String, CopyState> states;
    private final TableCopier copier;
    private final SnapshotRecorder recorder;
    private final SetAsideRows setAside;

    /**
     * @param states how far the copies of earlier runs got, by slot and table
     */
    RequestedCopies(
            Connection connection,
            String slot,
            List<CapturedTable> tables,
            IntFunction<Optional<ColumnForm>> forms,
            SnapshotRequests requests,
            TopicReader topics,
            Map<String, CopyState> states,
            TableCopier copier,
            SnapshotRecorder recorder,
            SetAsideRows setAside) {
        this.connection = connection;
        this.slot = slot;
        this.tables = List.copyOf(tables);
        this.forms = forms;
        this.requests = requests;
        this.topics = topics;
        this.states = Map.copyOf(states);
        this.copier = copier;
        this.recorder = recorder;
        this.setAside = setAside;
    }

    /** Makes the copies, one after the other. */
    void copyAll(List<Request> due) throws SQLException, InterruptedException {
        List<SnapshotProgress.Table> expected = new ArrayList<>();
        for (Request request : due) {
            expected.add(
                    new SnapshotProgress.Table(
                            request.table(), 0, isWhole(request) ? estimate(request) : 0, false));
        }
        recorder.begin(expected);
        for (int i = 0; i < due.size(); i++) {
            copy(due.get(i), expected.get(i).rowsExpected());
        }
        LOG.atInfo()
                .addKeyValue("tables", due.size())
                .addKeyValue("rows", recorder.progress().rowsCopied())
                .addKeyValue("removed", recorder.progress().ghostsRemoved())
                .addKeyValue("elapsed", recorder.progress().elapsed())
                .log("tables copied");
    }

    private void copy(Request request, long rowsExpected)
            throws SQLException, InterruptedException {
        Optional<CapturedTable> table = captured(request);
        if (table.isEmpty()) {
            fail(
                    request,
                    "table %s is not captured, expected one of %s"
                            .formatted(
                                    request.table(),
                                    tables.stream().map(CapturedTable::qualifiedName).toList()));
            return;
        }
        int keyColumns = table.get().key().size();
        if (request.key().isPresent() && request.key().get().values().size() != keyColumns) {
            fail(
                    request,
                    "its row key has %d values, expected those of %s"
                            .formatted(request.key().get().values().size(), table.get().key()));
            return;
        }
        TableShape shape = TableCheck.check(connection, table.get(), forms);
        requests.begun(request.id(), shape.columnNames(), rowsExpected);
        try {
            CopyState end = copier.copy(shape, stateOf(request, table.get()), request);
            requests.done(request.id());
            if (end.rowsSetAside() == 0) {
                brought(request, table.get());
            }
        } catch (SQLException e) {
            String state = Objects.requireNonNullElse(e.getSQLState(), "");
            if (isWhole(request) && state.equals(UNDEFINED_COLUMN)) {
                LOG.atInfo()
                        .addKeyValue("table", request.table())
                        .log("a column went while the table was copied; it is copied anew");
                return;
            }
            // A condition of somebody's own is the only SQL here that can be wrong in itself.
            if (isWhole(request) || !(state.startsWith("42") || state.startsWith("22"))) {
                throw e;
            }
            fail(request, "condition \"%s\": %s".formatted(request.filter().get(), e.getMessage()));
        }
    }

    private void brought(Request request, CapturedTable table) {
        if (isWhole(request)) {
            setAside.brought(table);
        }
        request.key().ifPresent(key -> setAside.brought(table, RowKeySerde.toBytes(key)));
    }

    private void fail(Request request, String reason) throws SQLException {
        LOG.atWarn()
                .addKeyValue("table", request.table())
                .addKeyValue("reason", reason)
                .log("table not copied");
        requests.failed(request.id(), reason);
        recorder.tableDone(request.table(), 0);
    }

    private CopyState stateOf(Request request, CapturedTable table) {
        CopyState kept = states.get(CopyState.key(slot, table));
        if (kept != null && kept.request().equals(request.id())) {
            return kept;
        }
        if (request.key().isPresent()) {
            return CopyState.ofOneRow(request.id(), table.archive().isPresent());
        }
        if (!isWhole(request)) {
            return CopyState.beginning(
                    request.id(), table.archive().isPresent(), Map.of(), Map.of());
        }
        String topic = Topics.capture(table).name();
        return CopyState.beginning(
                request.id(),
                table.archive().isPresent(),
                topics.begins(topic),
                topics.ends(topic));
    }

    private long estimate(Request request) throws SQLException {
        Optional<CapturedTable> table = captured(request);
        if (table.isEmpty()) {
            return 0;
        }
        long rows = RowEstimate.of(connection, table.get().qualifiedName());
        return table.get().archive().isPresent()
                ? rows + RowEstimate.of(connection, table.get().archive().get())
                : rows;
    }

    private Optional<CapturedTable> captured(Request request) {
        return tables.stream()
                .filter(table -> table.qualifiedName().equals(request.table()))
                .findFirst();
    }

    private static boolean isWhole(Request request) {
        return request.filter().isEmpty();
    }
}
