package dev.millrace.ingest.pgoutput;

import dev.millrace.ingest.log.ArchivedRows;
import dev.millrace.ingest.log.LogEntry;
import dev.millrace.ingest.log.LogEntry.Operation;
import dev.millrace.ingest.pgoutput.Relations.Relation;
import dev.millrace.ingest.rows.RowImage;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.position.Lsn;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the messages of pgoutput, protocol version 1, as PostgreSQL's manual describes them under
 * "Logical Replication Message Formats". For one thread.
 */
final class MessageDecoder {

    // The server counts microseconds from 2000-01-01.
    private static final long EPOCH_MICROS = 946_684_800_000_000L;

    private static final int TRANSACTIONAL = 1;

    private final Relations relations;
    private final ArchivedRows archived = new ArchivedRows();
    private long xid;
    private long commitMicros;

    MessageDecoder(Relations relations) {
        this.relations = relations;
    }

    /**
     * Adds what the message says: nothing, an entry, or two for a changed key.
     *
     * @param lsn where the log says so
     * @throws PipelineException {@link ErrorKind#TABLE_UNCAPTURABLE} for a truncated table, a type
     *     without a written form
     */
    void decode(ByteBuffer message, Lsn lsn, List<LogEntry> into) {
        char kind = (char) message.get();
        switch (kind) {
            case 'B' -> {
                message.getLong(); // where its commit stands
                commitMicros = message.getLong() + EPOCH_MICROS;
                xid = Integer.toUnsignedLong(message.getInt());
                archived.begin();
                into.add(new LogEntry.Begin(xid));
            }
            case 'C' -> {
                message.get(); // flags, not in use
                message.getLong(); // where the commit stands
                Lsn end = new Lsn(message.getLong());
                into.add(new LogEntry.Commit(xid, end, message.getLong() + EPOCH_MICROS));
            }
            case 'R' -> relations.describe(message);
            case 'I' -> inserted(message, lsn, into);
            case 'U' -> updated(message, lsn, into);
            case 'D' -> deleted(message, lsn, into);
            case 'T' -> truncated(message);
            case 'M' -> said(message);
            case 'O', 'Y' -> {
                // An origin, a type's name: no rows.
            }
            default -> throw new IllegalStateException("pgoutput sent a message '" + kind + "'");
        }
    }

    private void inserted(ByteBuffer message, Lsn lsn, List<LogEntry> into) {
        Relation relation = relations.get(message.getInt());
        if (relation != null) {
            message.get();
            into.add(change(Operation.CREATED, tuple(message, relation, null), lsn));
        }
    }

    private void updated(ByteBuffer message, Lsn lsn, List<LogEntry> into) {
        Relation relation = relations.get(message.getInt());
        if (relation == null) {
            return;
        }
        // 'O': the whole old row. 'K': its key, when that has changed. Else the new row follows.
        char first = (char) message.get();
        RowImage old = first == 'N' ? null : tuple(message, relation, null);
        if (old != null) {
            message.get();
        }
        RowImage row = tuple(message, relation, first == 'O' ? old : null);
        if (old == null || old.hasKeyOf(row)) {
            into.add(change(Operation.UPDATED, row, lsn));
        } else {
            into.add(change(Operation.DELETED, old, lsn));
            into.add(change(Operation.CREATED, row, lsn));
        }
    }

    private void deleted(ByteBuffer message, Lsn lsn, List<LogEntry> into) {
        Relation relation = relations.get(message.getInt());
        if (relation != null) {
            message.get();
            if (!archived.isMove(Operation.DELETED, relation.shape().table())) {
                into.add(change(Operation.DELETED, tuple(message, relation, null), lsn));
            }
        }
    }

    private void said(ByteBuffer message) {
        boolean ofTransaction = message.get() == TRANSACTIONAL;
        message.getLong(); // where it stands
        if (ofTransaction) {
            archived.message(Texts.terminated(message));
        }
    }

    private void truncated(ByteBuffer message) {
        int tables = message.getInt();
        message.get(); // cascade, restart identity
        for (int i = 0; i < tables; i++) {
            Relation relation = relations.get(message.getInt());
            if (relation != null) {
                throw new PipelineException(
                        ErrorKind.TABLE_UNCAPTURABLE,
                        relation.shape().table().qualifiedName()
                                + " was truncated, which the log tells without its rows: the topic"
                                + " still holds them; put the refusing trigger back, then take a new"
                                + " snapshot");
            }
        }
    }

    private LogEntry.Change change(Operation operation, RowImage row, Lsn lsn) {
        return new LogEntry.Change(operation, row, lsn, xid, commitMicros);
    }

    /**
     * Reads a row.
     *
     * @param whole the old row, of the same message, for values that are stored out of line and
     *     have not changed
     */
    private static RowImage tuple(ByteBuffer message, Relation relation, @Nullable RowImage whole) {
        int[] places = relation.places();
        if (message.getShort() != places.length) {
            throw new IllegalStateException(
                    "a row of "
                            + relation.shape().table().qualifiedName()
                            + " has other columns than the log said");
        }
        // The message is the row's own: the driver makes a new array for each.
        byte[] bytes = message.array();
        int offset = message.arrayOffset();
        int at = offset + message.position();
        int[] bounds = new int[2 * relation.shape().columns().size()];
        for (int place : places) {
            byte kind = bytes[at++];
            switch (kind) {
                case 'n' -> {
                    if (place != Relations.LEFT_OUT) {
                        bounds[2 * place] = RowImage.NULL;
                    }
                }
                case 't' -> {
                    int from = at + Integer.BYTES;
                    at = from + message.getInt(at - offset);
                    if (place != Relations.LEFT_OUT) {
                        bounds[2 * place] = from;
                        bounds[2 * place + 1] = at;
                    }
                }
                case 'u' -> {
                    if (place != Relations.LEFT_OUT) {
                        if (whole == null) {
                            bounds[2 * place] = RowImage.NOT_GIVEN;
                        } else {
                            whole.copyBounds(place, bounds);
                        }
                    }
                }
                default ->
                        throw new IllegalStateException(
                                "pgoutput sent a value '" + (char) kind + "'");
            }
        }
        message.position(at - offset);
        return new RowImage(relation.shape(), bytes, bounds);
    }
}
