package dev.millrace.ingest.publication;

import dev.millrace.ingest.log.LogEntry;
import dev.millrace.ingest.log.LogEntry.Operation;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.deadletter.DeadLetter.Origin;
import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.position.SourcePosition;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Publishes what the log says and the topics do not hold yet: each batch of entries is one Kafka
 * transaction with the position that it leads to.
 */
public final class ChangePublisher {

    private final TransactionalTopics topics;
    private final PositionTracker tracker;
    private final PublicationMeter meter;
    private final RowsBeside beside;
    private final BadRows badRows;
    private final PublicationListener listener;
    private final ChangeRecords records = new ChangeRecords();
    private final TransactionRows transaction = new TransactionRows();

    /**
     * @param committed the position in the topics
     * @param confirmed where the slot stands
     * @param beside rows of tables, to be published between the changes
     * @param badRows what becomes of changes that cannot be published
     * @param listener told what is published
     */
    public ChangePublisher(
            TransactionalTopics topics,
            SourcePosition committed,
            Lsn confirmed,
            PublicationMeter meter,
            RowsBeside beside,
            BadRows badRows,
            PublicationListener listener) {
        this.topics = topics;
        this.tracker = new PositionTracker(committed, confirmed);
        this.meter = meter;
        this.beside = beside;
        this.badRows = badRows;
        this.listener = listener;
        meter.positionReached(committed);
    }

    /**
     * Publishes the entries that are not in the topics. When this returns they are durable.
     *
     * @throws dev.millrace.schema.failure.PipelineException when they could not be published
     * @throws InterruptedException when interrupted; the outcome is not known
     */
    public void publish(List<LogEntry> entries) throws InterruptedException {
        SourcePosition before = tracker.position();
        List<ProducerRecord<byte[], byte[]>> batch = new ArrayList<>(entries.size());
        List<LogEntry.Change> published = new ArrayList<>(entries.size());
        int commits = 0;
        for (LogEntry entry : entries) {
            switch (entry) {
                case LogEntry.Begin begin -> {
                    tracker.begin(begin);
                    transaction.begin();
                    beside.transactionBegins(begin.xid());
                }
                case LogEntry.Change change -> {
                    boolean isDue = tracker.change();
                    ProducerRecord<byte[], byte[]> record;
                    try {
                        record = records.record(change);
                        badRows.check(record);
                    } catch (RuntimeException e) {
                        setAside(change, isDue, e, batch);
                        continue;
                    }
                    beside.rowPassed(change.row().shape().table(), record.key());
                    if (isDue) {
                        transaction.add(record);
                        batch.add(record);
                        published.add(change);
                        listener.change(change);
                    } else {
                        transaction.isCut();
                    }
                }
                case LogEntry.Commit commit -> {
                    Lsn reached = tracker.position().commitLsn();
                    long changes = tracker.changes();
                    tracker.commit(commit);
                    transaction.end(commit.endLsn());
                    if (!tracker.position().commitLsn().equals(reached)) {
                        commits++;
                        listener.transactionEnds(changes, commit.commitMicros());
                    }
                    beside.transactionEnded(commit.endLsn(), batch);
                }
            }
        }
        transaction.isCut();
        SourcePosition after = tracker.position();
        if (batch.isEmpty() && after.equals(before)) {
            return;
        }
        long begin = System.nanoTime();
        topics.write(batch, after);
        badRows.durable();
        beside.durable();
        listener.durable(System.nanoTime() - begin);
        meter.published(published, commits, after);
    }

    private void setAside(
            LogEntry.Change change,
            boolean isDue,
            RuntimeException failure,
            List<ProducerRecord<byte[], byte[]>> batch) {
        CapturedTable table = change.row().shape().table();
        byte[] key = BadRows.keyOf(change.row());
        if (key != null) {
            beside.rowPassed(table, key);
        }
        if (isDue) {
            BadRows.BadRow bad =
                    badRows.of(
                            change.row(),
                            new Origin.Source(
                                    table.qualifiedName(),
                                    code(change.operation()),
                                    change.lsn(),
                                    OptionalLong.of(change.xid()),
                                    OptionalLong.of(tracker.changes()),
                                    change.commitMicros()),
                            failure);
            batch.add(bad.letter());
            badRows.publishing(bad);
        }
    }

    private static String code(Operation operation) {
        return switch (operation) {
            case CREATED -> "c";
            case UPDATED -> "u";
            case DELETED -> "d";
        };
    }
}
