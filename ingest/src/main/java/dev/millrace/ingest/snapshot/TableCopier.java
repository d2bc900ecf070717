package dev.millrace.ingest.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.ingest.heartbeat.Heartbeat;
import dev.millrace.ingest.publication.BadRows;
import dev.millrace.ingest.publication.BadRows.BadRow;
import dev.millrace.ingest.publication.PublicationMeter;
import dev.millrace.ingest.request.SnapshotRequests;
import dev.millrace.ingest.request.SnapshotRequests.Request;
import dev.millrace.ingest.rows.RowImage;
import dev.millrace.ingest.rows.TableShape;
import dev.millrace.ingest.snapshot.CopyState.Stage;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.deadletter.DeadLetter.Origin;
import dev.millrace.schema.topics.Headers;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.RowKeySerde;
import dev.millrace.schema.topics.Topics;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Copies one table into its topic, a chunk at a time, beside the log: archived rows, the table's
 * rows, and tombstones for keys that the topic holds from before and the table does not.
 */
final class TableCopier {

    private static final int SWEPT_KEYS = 5_000;

    private final Connection connection;
    private final TopicReader topics;
    private final ChunkExchange exchange;
    private final BadRows badRows;
    private final SnapshotRequests requests;
    private final SnapshotRecorder recorder;
    private final PublicationMeter meter;
    private final String slot;

    TableCopier(
            Connection connection,
            TopicReader topics,
            ChunkExchange exchange,
            BadRows badRows,
            SnapshotRequests requests,
            SnapshotRecorder recorder,
            PublicationMeter meter,
            String slot) {
        this.connection = connection;
        this.topics = topics;
        this.exchange = exchange;
        this.badRows = badRows;
        this.requests = requests;
        this.recorder = recorder;
        this.meter = meter;
        this.slot = slot;
    }

    /**
     * Goes on with a copy to its end.
     *
     * @param from how far it is
     * @return its end
     */
    CopyState copy(TableShape shape, CopyState from, Request request)
            throws SQLException, InterruptedException {
        CopyState state = from;
        String table = shape.table().qualifiedName();
        ChunkReader reader = new ChunkReader(connection);
        recorder.resumed(table, state.rowsCopied());
        while (state.stage() != Stage.DONE) {
            CopyState next =
                    state.stage() == Stage.SWEEP
                            ? sweep(shape, state, request)
                            : copyChunk(reader, shape, state, request.filter());
            if (next.rowsCopied() > state.rowsCopied()
                    || next.rowsSetAside() > state.rowsSetAside()
                    || next.rowsRemoved() > state.rowsRemoved()) {
                meter.copied(
                        next.rowsCopied()
                                - state.rowsCopied()
                                + next.rowsRemoved()
                                - state.rowsRemoved());
                recorder.copied(table, next.rowsCopied() - state.rowsCopied());
                requests.progressed(
                        next.request(), next.rowsCopied(), next.rowsSetAside(), next.rowsRemoved());
            }
            state = next;
        }
        recorder.tableDone(table, state.rowsRemoved());
        return state;
    }

    private CopyState copyChunk(
            ChunkReader reader, TableShape shape, CopyState state, Optional<String> filter)
            throws SQLException, InterruptedException {
        CapturedTable table = shape.table();
        String relation =
                state.stage() == Stage.ARCHIVE
                        ? table.archive().orElseThrow()
                        : table.qualifiedName();
        ChunkWindow window = exchange.open(table);
        ChunkReader.Stretch read = reader.read(shape, relation, state.after(), filter);
        RecordHeaders headers = headers("r", read.seen());
        List<Chunk.Row> rows = new ArrayList<>(read.rows().size());
        List<BadRow> bad = new ArrayList<>();
        for (RowImage row : read.rows()) {
            try {
                Chunk.Row copied = row(table, row.keyBytes(), row.valueBytes(), headers);
                badRows.check(copied.record());
                rows.add(copied);
            } catch (RuntimeException e) {
                bad.add(badRows.of(row, origin(table, read.seen()), e));
            }
        }
        CopyState next = state.copied(rows.size(), bad.size(), read.lastKey());
        if (read.isLast()) {
            next = next.stageDone();
        }
        if (read.rows().isEmpty()) {
            return next;
        }
        return publish(window, new Chunk(read.seen(), rows, bad, next.record(slot, table)))
                ? next
                : state;
    }

    private CopyState sweep(TableShape shape, CopyState state, Request request)
            throws SQLException, InterruptedException {
        CapturedTable table = shape.table();
        TopicReader.Keys keys =
                request.key().isPresent()
                        ? onlyKey(request.key().get(), state)
                        : topics.keys(
                                Topics.capture(table).name(),
                                state.sweep(),
                                state.sweepEnds(),
                                SWEPT_KEYS);
        ChunkWindow window = exchange.open(table);
        MissingKeys.Found found = new MissingKeys(connection).of(shape, keys.live());
        CopyState next = state.swept(found.missing().size(), keys.next());
        if (next.isSwept()) {
            next = next.stageDone();
        }
        if (found.missing().isEmpty()) {
            return next;
        }
        RecordHeaders headers = headers("d", found.seen());
        List<Chunk.Row> rows = new ArrayList<>(found.missing().size());
        for (ByteBuffer key : found.missing()) {
            rows.add(row(table, key.array(), null, headers));
        }
        return publish(window, new Chunk(found.seen(), rows, List.of(), next.record(slot, table)))
                ? next
                : state;
    }

    /** Of a copy of one row: its key alone may be gone from the table. */
    private static TopicReader.Keys onlyKey(RowKey key, CopyState state) {
        return new TopicReader.Keys(
                List.of(ByteBuffer.wrap(RowKeySerde.toBytes(key))), state.sweepEnds());
    }

    /** Returns whether the chunk is durable; otherwise it must be read again. */
    private boolean publish(ChunkWindow window, Chunk chunk)
            throws SQLException, InterruptedException {
        window.read(chunk);
        // The log comes to this transaction after all that the chunk shows.
        Heartbeat.beat(connection);
        return switch (window.outcome().join()) {
            case PUBLISHED -> true;
            case READ_AGAIN -> false;
            case CLOSED -> throw new InterruptedException("copying tables");
        };
    }

    private static Chunk.Row row(
            CapturedTable table, byte[] key, byte @Nullable [] value, RecordHeaders headers) {
        return new Chunk.Row(
                ByteBuffer.wrap(key),
                new ProducerRecord<>(Topics.capture(table).name(), null, key, value, headers));
    }

    private static Origin.Source origin(CapturedTable table, RowSnapshot seen) {
        return new Origin.Source(
                table.qualifiedName(),
                "r",
                seen.bound(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                seen.micros());
    }

    private static RecordHeaders headers(String operation, RowSnapshot seen) {
        RecordHeaders headers = new RecordHeaders();
        headers.add(Headers.OPERATION, operation.getBytes(UTF_8));
        headers.add(Headers.LSN, seen.bound().toString().getBytes(UTF_8));
        headers.add(Headers.COMMIT_TIME, Long.toString(seen.micros()).getBytes(UTF_8));
        return headers;
    }
}
