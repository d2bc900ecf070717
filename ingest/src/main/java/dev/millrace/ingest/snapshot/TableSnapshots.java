package dev.millrace.ingest.snapshot;

import dev.millrace.ingest.gate.TableCheck;
import dev.millrace.ingest.publication.BadRows;
import dev.millrace.ingest.publication.PublicationMeter;
import dev.millrace.ingest.publication.RowsBeside;
import dev.millrace.ingest.publication.SetAsideRows;
import dev.millrace.ingest.request.SnapshotRequests;
import dev.millrace.ingest.request.SnapshotRequests.Request;
import dev.millrace.ingest.rows.ColumnForm;
import dev.millrace.ingest.rows.TableShape;
import dev.millrace.ingest.source.SourceConnections;
import dev.millrace.ingest.source.SourceFailures;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.topics.RowKeySerde;
import dev.millrace.schema.topics.Topics;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies of tables beside the log: what was interrupted, what an operator asked for, tables that
 * are captured for the first time, and columns that are captured since the last copy.
 */
public final class TableSnapshots implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TableSnapshots.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final String UNDEFINED_COLUMN = "42703";
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    /** Told whether copies are under way, and why they cannot go on. */
    public interface Watcher {

        /** A copy is due or under way; or none is any more. */
        void copying(boolean copying);

        /** Nothing is copied any more. */
        void failed(RuntimeException reason);
    }

    private final DatabaseSettings capture;
    private final String slot;
    private final List<CapturedTable> tables;
    private final IntFunction<Optional<ColumnForm>> forms;
    private final SnapshotRecorder recorder;
    private final Watcher watcher;
    private final Connection connection;
    private final TopicReader topics;
    private final SnapshotRequests requests;
    private final Map<String, CopyState> states;
    private final ChunkExchange exchange;
    private final SetAsideRows setAside;
    private final TableCopier copier;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean columnsChanged;

    private TableSnapshots(
            DatabaseSettings capture,
            String slot,
            List<TableShape> shapes,
            IntFunction<Optional<ColumnForm>> forms,
            SnapshotRecorder recorder,
            PublicationMeter meter,
            BadRows badRows,
            SetAsideRows setAside,
            Watcher watcher,
            Connection connection,
            TopicReader topics)
            throws SQLException, InterruptedException {
        this.capture = capture;
        this.slot = slot;
        this.tables = shapes.stream().map(TableShape::table).toList();
        this.forms = forms;
        this.recorder = recorder;
        this.setAside = setAside;
        this.exchange = new ChunkExchange(badRows);
        this.watcher = watcher;
        this.connection = connection;
        this.topics = topics;
        this.requests = new SnapshotRequests(connection, slot);
        this.states = topics.states();
        this.copier =
                new TableCopier(
                        connection, topics, exchange, badRows, requests, recorder, meter, slot);
        this.thread = Thread.ofPlatform().name("ingest-snapshot-" + slot).unstarted(this::run);
        for (CapturedTable table : requests.neverRequested(tables)) {
            note(requests.request(table.qualifiedName(), "captured for the first time"));
        }
        requestNewColumns(shapes);
        watcher.copying(!requests.unfinished().isEmpty());
    }

    /**
     * Finds out which copies are due; {@link #start} begins with them.
     *
     * @param shapes of the captured tables
     * @param forms the form of a type, by its OID
     * @param badRows what becomes of rows that cannot be published
     * @param setAside told which of them a copy has brought
     * @throws dev.millrace.schema.failure.PipelineException when a server does not answer
     * @throws InterruptedException when interrupted
     */
    public static TableSnapshots prepare(
            DatabaseSettings capture,
            KafkaSettings kafka,
            String slot,
            List<TableShape> shapes,
            IntFunction<Optional<ColumnForm>> forms,
            SnapshotRecorder recorder,
            PublicationMeter meter,
            BadRows badRows,
            SetAsideRows setAside,
            Watcher watcher)
            throws InterruptedException {
        Connection connection = null;
        TopicReader topics = new TopicReader(kafka);
        try {
            connection = SourceConnections.open(capture, "snapshot");
            return new TableSnapshots(
                    capture,
                    slot,
                    shapes,
                    forms,
                    recorder,
                    meter,
                    badRows,
                    setAside,
                    watcher,
                    connection,
                    topics);
        } catch (SQLException | RuntimeException | InterruptedException e) {
            topics.close();
            if (connection != null) {
                closeQuietly(connection);
            }
            if (e instanceof InterruptedException interrupted) {
                throw interrupted;
            }
            throw SourceFailures.of(e, capture, "looking which tables are to be copied");
        }
    }

    /** The rows, for the publisher. */
    public RowsBeside rows() {
        return exchange;
    }

    /** Begins, once the log is being read. */
    public void start() {
        thread.start();
    }

    /** A table may have new columns; those that hold something are copied. */
    public void columnsChanged() {
        columnsChanged = true;
    }

    @Override
    public void close() {
        closing.countDown();
        exchange.close();
        topics.cancel();
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.atDebug().setCause(e).log("connection could not be aborted");
        }
        if (!thread.isAlive()) {
            topics.close();
            return;
        }
        try {
            if (!thread.join(CLOSE_TIMEOUT)) {
                LOG.atWarn().log("copying did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!isClosing()) {
                if (columnsChanged) {
                    columnsChanged = false;
                    requestNewColumns(shapes());
                }
                requests.expand(tables);
                List<Request> due = requests.unfinished();
                watcher.copying(!due.isEmpty());
                if (due.isEmpty()) {
                    boolean _ = closing.await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                } else {
                    copyAll(due);
                }
            }
        } catch (SQLException | RuntimeException e) {
            if (!isClosing()) {
                watcher.failed(SourceFailures.of(e, capture, "copying tables"));
            }
        } catch (InterruptedException e) {
            // Nobody interrupts this thread; close() says so where it waits.
            LOG.atDebug().log("copying ends");
        } finally {
            topics.close();
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void copyAll(List<Request> due) throws SQLException, InterruptedException {
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
        requests.begun(request.id(), namesOf(shape), rowsExpected);
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

    private void requestNewColumns(List<TableShape> shapes) throws SQLException {
        Map<String, Set<String>> copied = requests.copiedColumns();
        List<String> due = requests.unfinished().stream().map(Request::table).toList();
        for (TableShape shape : shapes) {
            String table = shape.table().qualifiedName();
            Set<String> known = copied.get(table);
            if (known == null || due.contains(table) || known.containsAll(namesOf(shape))) {
                continue;
            }
            List<String> added = new ArrayList<>(namesOf(shape));
            added.removeAll(known);
            if (RowEstimate.holdsAny(connection, table, added)) {
                note(requests.request(table, "captured now: " + String.join(", ", added)));
            } else {
                requests.columnsCopied(table, namesOf(shape));
            }
        }
    }

    private List<TableShape> shapes() throws SQLException {
        List<TableShape> shapes = new ArrayList<>();
        for (CapturedTable table : tables) {
            shapes.add(TableCheck.check(connection, table, forms));
        }
        return shapes;
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

    private static List<String> namesOf(TableShape shape) {
        return shape.columns().stream().map(TableShape.Column::name).toList();
    }

    private static void note(Request request) {
        LOG.atInfo().addKeyValue("table", request.table()).log("table is to be copied");
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.atDebug().setCause(e).log("connection did not close cleanly");
        }
    }
}
