package dev.millrace.ingest.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.ingest.gate.TableCheck;
import dev.millrace.ingest.publication.PublicationMeter;
import dev.millrace.ingest.publication.TransactionalTopics;
import dev.millrace.ingest.rows.ColumnForm;
import dev.millrace.ingest.rows.RowImage;
import dev.millrace.ingest.rows.TableShape;
import dev.millrace.ingest.source.SourceConnections;
import dev.millrace.ingest.source.SourceFailures;
import dev.millrace.ingest.source.SystemIdentity;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.position.SourcePosition;
import dev.millrace.schema.position.SourcePosition.Phase;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.topics.Headers;
import dev.millrace.schema.topics.Topics;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first copy of every captured table, exactly as the database was where the slot begins.
 *
 * <p>Before the slot is made, the position topic says that a copy is under way; when every row is
 * durable, it says where the log takes over. Whoever finds the first without the second drops the
 * slot and begins again. Keys that the topics hold from such an attempt, or from before a lost
 * slot, and that the tables do not have any more, get tombstones.
 */
public final class InitialSnapshot {

    private static final Logger LOG = LoggerFactory.getLogger(InitialSnapshot.class);
    private static final int ROWS_PER_TRANSACTION = 2_000;
    private static final long BYTES_PER_TRANSACTION = 4_000_000;

    private final DatabaseSettings capture;
    private final KafkaSettings kafka;
    private final String slot;
    private final TransactionalTopics topics;
    private final SystemIdentity source;
    private final SnapshotRecorder recorder;
    private final PublicationMeter meter;
    private final List<Connection> open = new ArrayList<>();
    private boolean cancelled;

    /** The rows that wait for the next Kafka transaction. */
    private final List<ProducerRecord<byte[], byte[]>> pending = new ArrayList<>();

    private long pendingBytes;

    public InitialSnapshot(
            DatabaseSettings capture,
            KafkaSettings kafka,
            String slot,
            TransactionalTopics topics,
            SystemIdentity source,
            SnapshotRecorder recorder,
            PublicationMeter meter) {
        this.capture = capture;
        this.kafka = kafka;
        this.slot = slot;
        this.topics = topics;
        this.source = source;
        this.recorder = recorder;
        this.meter = meter;
    }

    /**
     * Copies the tables.
     *
     * @param dropSlot whether a slot of an earlier attempt is in the way
     * @param forms the form of a type, by its OID
     * @return the position from which the log goes on; also where the slot stands
     * @throws dev.millrace.schema.failure.PipelineException when it cannot be finished
     * @throws InterruptedException when interrupted
     */
    public SourcePosition take(
            List<CapturedTable> tables, IntFunction<Optional<ColumnForm>> forms, boolean dropSlot)
            throws InterruptedException {
        try {
            topics.write(List.of(), position(Phase.SNAPSHOT, Lsn.ZERO, 0));
            if (dropSlot) {
                ExportedSlot.drop(capture, slot);
            }
            Connection replication =
                    opened(SourceConnections.openReplication(capture, "snapshot slot"));
            try (ExportedSlot exported = ExportedSlot.create(replication, slot);
                    Connection reading = opened(SourceConnections.open(capture, "snapshot"))) {
                long takenMicros = importSnapshot(reading, exported.snapshot());
                List<TableShape> shapes = new ArrayList<>();
                for (CapturedTable table : tables) {
                    shapes.add(TableCheck.check(reading, table, forms));
                }
                estimate(reading, shapes);
                try (LiveKeys liveKeys = new LiveKeys(kafka)) {
                    for (TableShape shape : shapes) {
                        String topic = Topics.capture(shape.table()).name();
                        Set<ByteBuffer> ghosts = liveKeys.of(topic, this::isCancelled);
                        copy(reading, shape, ghosts, exported.consistentPoint(), takenMicros);
                    }
                }
                SourcePosition done =
                        position(Phase.STREAMING, exported.consistentPoint(), takenMicros);
                topics.write(List.of(), done);
                reading.commit();
                LOG.atInfo()
                        .addKeyValue("rows", recorder.progress().rowsCopied())
                        .addKeyValue("lsn", done.commitLsn())
                        .log("snapshot taken");
                return done;
            }
        } catch (SQLException e) {
            if (isCancelled()) {
                InterruptedException interrupted = new InterruptedException("snapshot cancelled");
                interrupted.initCause(e);
                throw interrupted;
            }
            throw SourceFailures.of(e, capture, "taking the snapshot");
        }
    }

    /** Makes a snapshot in progress end soon, from another thread. */
    public void cancel() {
        List<Connection> toAbort;
        synchronized (open) {
            cancelled = true;
            toAbort = List.copyOf(open);
        }
        for (Connection connection : toAbort) {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException e) {
                LOG.atDebug().setCause(e).log("connection could not be aborted");
            }
        }
    }

    private boolean isCancelled() {
        synchronized (open) {
            return cancelled;
        }
    }

    private Connection opened(Connection connection) throws SQLException {
        synchronized (open) {
            open.add(connection);
            if (cancelled) {
                connection.close();
            }
        }
        return connection;
    }

    private static long importSnapshot(Connection connection, String snapshot) throws SQLException {
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try (Statement statement = connection.createStatement()) {
            statement.execute("set transaction snapshot '" + snapshot + "'");
            try (ResultSet row =
                    statement.executeQuery(
                            "select (extract(epoch from now()) * 1000000)::bigint")) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private void estimate(Connection connection, List<TableShape> shapes) throws SQLException {
        List<SnapshotProgress.Table> expected = new ArrayList<>();
        for (TableShape shape : shapes) {
            long rows = RowEstimate.of(connection, shape.table().qualifiedName());
            if (shape.table().archive().isPresent()) {
                rows += RowEstimate.of(connection, shape.table().archive().get());
            }
            expected.add(new SnapshotProgress.Table(shape.table().qualifiedName(), 0, rows, false));
        }
        recorder.begin(expected);
    }

    private void copy(
            Connection connection,
            TableShape shape,
            Set<ByteBuffer> ghosts,
            Lsn lsn,
            long takenMicros)
            throws SQLException, InterruptedException {
        CapturedTable table = shape.table();
        String topic = Topics.capture(table).name();
        SourcePosition under = position(Phase.SNAPSHOT, lsn, takenMicros);
        // A row is in the archive or in the table. Should it be in both, the live one is last.
        if (table.archive().isPresent()) {
            copy(connection, shape, table.archive().get(), under, ghosts);
        }
        copy(connection, shape, table.qualifiedName(), under, ghosts);
        long removed = ghosts.size();
        for (ByteBuffer ghost : ghosts) {
            byte[] key = new byte[ghost.remaining()];
            ghost.get(key);
            add(new ProducerRecord<>(topic, null, key, null, headers("d", under)), under);
        }
        flush(under);
        recorder.tableDone(table.qualifiedName(), removed);
    }

    private void copy(
            Connection connection,
            TableShape shape,
            String relation,
            SourcePosition under,
            Set<ByteBuffer> ghosts)
            throws SQLException, InterruptedException {
        String topic = Topics.capture(shape.table()).name();
        String name = shape.table().qualifiedName();
        long rows = 0;
        try (TableCopy rowsOf = new TableCopy(connection, shape, relation)) {
            @Nullable RowImage row;
            while ((row = rowsOf.next()) != null) {
                byte[] key = row.keyBytes();
                ghosts.remove(ByteBuffer.wrap(key));
                rows++;
                if (add(
                        new ProducerRecord<>(
                                topic, null, key, row.valueBytes(), headers("r", under)),
                        under)) {
                    recorder.copied(name, rows);
                    rows = 0;
                }
            }
        }
        flush(under);
        recorder.copied(name, rows);
    }

    /** Returns whether this filled a transaction, which was then written. */
    private boolean add(ProducerRecord<byte[], byte[]> record, SourcePosition under)
            throws InterruptedException {
        pending.add(record);
        pendingBytes += record.value() == null ? 0 : record.value().length;
        if (pending.size() < ROWS_PER_TRANSACTION && pendingBytes < BYTES_PER_TRANSACTION) {
            return false;
        }
        flush(under);
        return true;
    }

    private void flush(SourcePosition under) throws InterruptedException {
        if (pending.isEmpty()) {
            return;
        }
        topics.write(pending, under);
        meter.copied(pending.size());
        pending.clear();
        pendingBytes = 0;
    }

    private static RecordHeaders headers(String operation, SourcePosition under) {
        RecordHeaders headers = new RecordHeaders();
        headers.add(Headers.OPERATION, operation.getBytes(UTF_8));
        headers.add(Headers.LSN, under.commitLsn().toString().getBytes(UTF_8));
        headers.add(Headers.COMMIT_TIME, Long.toString(under.commitMicros()).getBytes(UTF_8));
        return headers;
    }

    private SourcePosition position(Phase phase, Lsn lsn, long micros) {
        return new SourcePosition(
                slot,
                source.systemIdentifier(),
                source.timeline(),
                phase,
                lsn,
                micros,
                Optional.empty());
    }
}
