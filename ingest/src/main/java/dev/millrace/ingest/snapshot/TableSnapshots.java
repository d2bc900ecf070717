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
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    /** Told whether copies are under way, and why they cannot go on. */
    public interface Watcher {

        /** A copy is due or under way; or none is any more. */
        void copying(boolean copying);

        /** Nothing is copied any more. */
        void failed(RuntimeException reason);
    }

    private final DatabaseSettings capture;
    private final List<CapturedTable> tables;
    private final IntFunction<Optional<ColumnForm>> forms;
    private final Watcher watcher;
    private final Connection connection;
    private final TopicReader topics;
    private final SnapshotRequests requests;
    private final ChunkExchange exchange;
    private final NewlyCaptured newlyCaptured;
    private final RequestedCopies copies;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private final Set<CapturedTable> changed = ConcurrentHashMap.newKeySet();

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
        this.tables = shapes.stream().map(TableShape::table).toList();
        this.forms = forms;
        this.exchange = new ChunkExchange(badRows);
        this.watcher = watcher;
        this.connection = connection;
        this.topics = topics;
        this.requests = new SnapshotRequests(connection, slot);
        this.newlyCaptured = new NewlyCaptured(connection, requests);
        this.copies =
                new RequestedCopies(
                        connection,
                        slot,
                        tables,
                        forms,
                        requests,
                        topics,
                        topics.states(),
                        new TableCopier(
                                connection,
                                topics,
                                exchange,
                                badRows,
                                requests,
                                recorder,
                                meter,
                                slot),
                        recorder,
                        setAside);
        this.thread = Thread.ofPlatform().name("ingest-snapshot-" + slot).unstarted(this::run);
        newlyCaptured.requestTables(shapes);
        newlyCaptured.requestColumns(shapes);
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

    /** This table may have new columns; if they hold something, it is copied. */
    public void columnsChanged(CapturedTable table) {
        changed.add(table);
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
                lookAtChanged();
                requests.expand(tables);
                List<Request> due = requests.unfinished();
                watcher.copying(!due.isEmpty());
                if (due.isEmpty()) {
                    boolean _ = closing.await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                } else {
                    copies.copyAll(due);
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

    private void lookAtChanged() throws SQLException {
        List<TableShape> shapes = new ArrayList<>();
        for (CapturedTable table : List.copyOf(changed)) {
            // What is told from here on is looked at the next time.
            changed.remove(table);
            shapes.add(TableCheck.check(connection, table, forms));
        }
        if (!shapes.isEmpty()) {
            newlyCaptured.requestColumns(shapes);
        }
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.atDebug().setCause(e).log("connection did not close cleanly");
        }
    }
}
