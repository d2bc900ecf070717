package dev.millrace.ingest.gate;

import dev.millrace.ingest.publication.BadRows;
import dev.millrace.ingest.publication.CommittedPositions;
import dev.millrace.ingest.publication.TransactionalTopics;
import dev.millrace.ingest.request.SnapshotRequests;
import dev.millrace.ingest.rows.TableShape;
import dev.millrace.ingest.rows.TypeForms;
import dev.millrace.ingest.source.SlotState;
import dev.millrace.ingest.source.SourceConnections;
import dev.millrace.ingest.source.SourceFailures;
import dev.millrace.ingest.source.SystemIdentity;
import dev.millrace.ingest.source.TypeCatalog;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.capture.CapturedTables;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.topics.TopicCreation;
import dev.millrace.schema.topics.TopicSpec;
import dev.millrace.schema.topics.Topics;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets ingest start only where it will neither lose nor double a change. The order matters: look,
 * wait for the slot, only then fence the instances before us, and only then read how far they got.
 */
public final class StartGate {

    private static final Logger LOG = LoggerFactory.getLogger(StartGate.class);

    private final DatabaseSettings capture;
    private final DatabaseSettings log;
    private final KafkaSettings kafka;
    private final String slot;
    private final String publication;
    private final List<CapturedTable> tables;

    /**
     * @param log the server that keeps the slot: the database itself, or a standby of it
     */
    public StartGate(
            DatabaseSettings capture,
            DatabaseSettings log,
            KafkaSettings kafka,
            String slot,
            String publication,
            List<CapturedTable> tables) {
        this.capture = capture;
        this.log = log;
        this.kafka = kafka;
        this.slot = slot;
        this.publication = publication;
        this.tables = List.copyOf(tables);
    }

    /**
     * Passes the gate.
     *
     * @param patience how long to wait for another instance to let go of the slot
     * @throws PipelineException with the kind that says what is wrong; nothing is held then
     * @throws InterruptedException when interrupted while waiting
     */
    public Admission pass(Duration patience) throws InterruptedException {
        try (Connection connection = SourceConnections.open(capture, "start")) {
            return pass(connection, patience);
        } catch (SQLException e) {
            throw SourceFailures.of(e, capture, "checking the source");
        }
    }

    private Admission pass(Connection connection, Duration patience)
            throws SQLException, InterruptedException {
        ServerCheck.check(connection);
        PublicationCheck.check(connection, publication, tables);
        TypeCatalog types = new TypeCatalog(capture, TypeForms.read(connection));
        List<TableShape> shapes = new ArrayList<>();
        for (CapturedTable table : tables) {
            shapes.add(TableCheck.check(connection, table, types::of));
        }
        checkHeartbeat(connection);
        if (!log.equals(capture)) {
            StandbyCheck.check(connection, capture, log, slot, patience);
        }
        SlotClaim claim = SlotClaim.make(capture, log, slot, patience);
        try {
            return takeOver(connection, claim, types, shapes);
        } catch (SQLException | RuntimeException e) {
            claim.close();
            throw e;
        }
    }

    private Admission takeOver(
            Connection connection, SlotClaim claim, TypeCatalog types, List<TableShape> shapes)
            throws SQLException {
        List<TopicSpec<?, ?>> topics = new ArrayList<>();
        tables.forEach(table -> topics.add(Topics.capture(table)));
        topics.add(Topics.ingestPositions());
        topics.add(Topics.ingestSnapshots());
        topics.add(Topics.deadLetters(BadRows.CONSUMER));
        TopicCreation.createMissing(kafka, topics);
        TransactionalTopics writing = TransactionalTopics.takeOver(kafka, slot);
        try {
            SystemIdentity source = SystemIdentity.read(log);
            Optional<SlotState> state = slotState();
            StartDecision decision =
                    StartDecision.decide(
                            slot,
                            capture.database(),
                            source,
                            state,
                            CommittedPositions.latest(kafka, slot),
                            new SnapshotRequests(connection, slot).everythingRequested());
            LOG.atInfo()
                    .addKeyValue("slot", slot)
                    .addKeyValue("decision", decision)
                    .log("starting");
            PartitionWatch partitions =
                    PartitionWatch.begin(
                            connection,
                            capture,
                            tables,
                            slot,
                            state.map(SlotState::catalogXmin).orElse(""),
                            decision instanceof StartDecision.Snapshot);
            return new Admission(claim, writing, source, types, shapes, partitions, decision);
        } catch (SQLException | RuntimeException e) {
            writing.close();
            throw e;
        }
    }

    private Optional<SlotState> slotState() throws SQLException {
        try (Connection connection = SourceConnections.open(log, "start")) {
            return SlotState.read(connection, slot);
        }
    }

    private void checkHeartbeat(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "select has_any_column_privilege('"
                                        + CapturedTables.HEARTBEAT_TABLE
                                        + "', 'update')")) {
            row.next();
            if (!row.getBoolean(1)) {
                throw new PipelineException(
                        ErrorKind.SERVER_MISCONFIGURED,
                        "the capture role may not update %s, which keeps the slot moving: run the migrations"
                                .formatted(CapturedTables.HEARTBEAT_TABLE));
            }
        }
    }
}
