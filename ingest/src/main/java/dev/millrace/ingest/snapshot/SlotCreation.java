package dev.millrace.ingest.snapshot;

import dev.millrace.ingest.publication.TransactionalTopics;
import dev.millrace.ingest.request.SnapshotRequests;
import dev.millrace.ingest.source.SourceConnections;
import dev.millrace.ingest.source.SourceFailures;
import dev.millrace.ingest.source.SystemIdentity;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.position.SourcePosition;
import dev.millrace.schema.position.SourcePosition.Phase;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.topics.Topics;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the slot from which the log is read, and asks for a copy of every table.
 *
 * <p>Before the slot is made, the position topic says that it is being made; afterwards it says
 * where the log begins. Whoever finds the first without the second drops the slot and begins again.
 */
public final class SlotCreation {

    private static final Logger LOG = LoggerFactory.getLogger(SlotCreation.class);

    private final DatabaseSettings capture;
    private final DatabaseSettings log;
    private final KafkaSettings kafka;
    private final String slot;
    private final TransactionalTopics topics;
    private final SystemIdentity source;
    private @Nullable Connection open;
    private boolean cancelled;

    /**
     * @param log the server that is to keep the slot: the database itself, or a standby of it
     */
    public SlotCreation(
            DatabaseSettings capture,
            DatabaseSettings log,
            KafkaSettings kafka,
            String slot,
            TransactionalTopics topics,
            SystemIdentity source) {
        this.capture = capture;
        this.log = log;
        this.kafka = kafka;
        this.slot = slot;
        this.topics = topics;
        this.source = source;
    }

    /**
     * Makes the slot; waits for the transactions that run at this moment.
     *
     * @param tables of which copies are asked for
     * @param dropSlot whether an earlier slot is in the way
     * @return the position from which the log goes on; also where the slot stands
     * @throws dev.millrace.schema.failure.PipelineException when it cannot be made
     * @throws InterruptedException when cancelled
     */
    public SourcePosition make(List<CapturedTable> tables, boolean dropSlot)
            throws InterruptedException {
        try {
            topics.write(List.of(), position(Phase.SNAPSHOT, Lsn.ZERO));
            List<ProducerRecord<byte[], byte[]>> states = prepare(tables, dropSlot);
            SourcePosition begin = position(Phase.STREAMING, create());
            topics.write(states, begin);
            LOG.atInfo()
                    .addKeyValue("slot", slot)
                    .addKeyValue("lsn", begin.commitLsn())
                    .log("slot made");
            return begin;
        } catch (SQLException e) {
            if (isCancelled()) {
                InterruptedException interrupted = new InterruptedException("slot not made");
                interrupted.initCause(e);
                throw interrupted;
            }
            throw SourceFailures.of(e, log, "making the slot");
        }
    }

    /** Makes it end soon, from another thread. */
    public void cancel() {
        Connection toAbort;
        synchronized (this) {
            cancelled = true;
            toAbort = open;
        }
        if (toAbort != null) {
            try {
                toAbort.abort(Runnable::run);
            } catch (SQLException e) {
                LOG.atDebug().setCause(e).log("connection could not be aborted");
            }
        }
    }

    private List<ProducerRecord<byte[], byte[]>> prepare(
            List<CapturedTable> tables, boolean dropSlot)
            throws SQLException, InterruptedException {
        try (Connection connection = opened(SourceConnections.open(capture, "slot"));
                TopicReader reader = new TopicReader(kafka)) {
            if (dropSlot) {
                drop();
            }
            List<ProducerRecord<byte[], byte[]>> states = new ArrayList<>();
            List<SnapshotRequests.Request> requests =
                    new SnapshotRequests(connection, slot).restart(tables, "a new slot");
            for (int i = 0; i < tables.size(); i++) {
                // What the topics hold by now is not of this slot: ghosts may be among it.
                String topic = Topics.capture(tables.get(i)).name();
                CopyState state =
                        CopyState.beginning(
                                requests.get(i).id(),
                                tables.get(i).archive().isPresent(),
                                reader.begins(topic),
                                reader.ends(topic));
                states.add(state.record(slot, tables.get(i)));
            }
            return states;
        }
    }

    private void drop() throws SQLException {
        try (Connection connection = SourceConnections.open(log, "slot");
                PreparedStatement drop =
                        connection.prepareStatement("select pg_drop_replication_slot(?)")) {
            drop.setString(1, slot);
            drop.execute();
        }
    }

    private Lsn create() throws SQLException, InterruptedException {
        try (StandbyHurry _ = StandbyHurry.begin(capture, log);
                Connection replication =
                        opened(SourceConnections.openReplication(log, "make the slot"));
                Statement statement = replication.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "CREATE_REPLICATION_SLOT \""
                                        + slot
                                        + "\" LOGICAL pgoutput (SNAPSHOT 'nothing')")) {
            row.next();
            return Lsn.parse(row.getString("consistent_point"));
        }
    }

    private synchronized boolean isCancelled() {
        return cancelled;
    }

    private synchronized Connection opened(Connection connection)
            throws SQLException, InterruptedException {
        if (cancelled) {
            connection.close();
            throw new InterruptedException("slot not made");
        }
        open = connection;
        return connection;
    }

    private SourcePosition position(Phase phase, Lsn lsn) {
        return new SourcePosition(
                slot,
                source.systemIdentifier(),
                source.timeline(),
                phase,
                lsn,
                phase == Phase.SNAPSHOT ? 0 : Clock.systemUTC().millis() * 1_000,
                Optional.empty());
    }
}
