package dev.millrace.ingest.pgoutput;

import dev.millrace.ingest.log.ChangeLog;
import dev.millrace.ingest.log.LogListener;
import dev.millrace.ingest.rows.ColumnForm;
import dev.millrace.ingest.rows.TableShape;
import dev.millrace.ingest.source.SourceConnections;
import dev.millrace.ingest.source.SourceFailures;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.settings.DatabaseSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.postgresql.PGConnection;
import org.postgresql.replication.PGReplicationStream;

/**
 * The log of a PostgreSQL slot, read with the driver's replication stream and decoded here.
 *
 * <p>The server already sends each value as text, the text that a topic's row is written from, so
 * nothing stands between the two: no schema objects, no value objects, no second queue.
 */
public final class PgOutputChangeLog implements ChangeLog {

    // Version 1 tells a transaction when it commits, whole; that is what a log promises.
    private static final String PROTOCOL = "1";
    private static final int STATUS_SECONDS = 5;

    private final DatabaseSettings capture;
    private final String slot;
    private final String publication;
    private final List<TableShape> shapes;
    private final IntFunction<Optional<ColumnForm>> forms;
    private final Consumer<CapturedTable> changed;

    /**
     * @param shapes the captured tables as they were checked
     * @param forms the form of a type, by its OID; asked on the reading thread
     * @param changed told, on the reading thread, before the first row that has other columns than
     *     before; what it throws ends the reading
     */
    public PgOutputChangeLog(
            DatabaseSettings capture,
            String slot,
            String publication,
            List<TableShape> shapes,
            IntFunction<Optional<ColumnForm>> forms,
            Consumer<CapturedTable> changed) {
        this.capture = capture;
        this.slot = slot;
        this.publication = publication;
        this.shapes = List.copyOf(shapes);
        this.forms = forms;
        this.changed = changed;
    }

    @Override
    public Reading read(LogListener listener) {
        MessageDecoder decoder = new MessageDecoder(new Relations(shapes, forms, changed));
        try {
            Connection connection = SourceConnections.openReplication(capture, "log");
            try {
                SlotReading reading =
                        new SlotReading(slot, connection, stream(connection), decoder, listener);
                reading.start();
                return reading;
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw SourceFailures.of(e, capture, "reading the log");
        }
    }

    private PGReplicationStream stream(Connection connection) throws SQLException {
        return connection
                .unwrap(PGConnection.class)
                .getReplicationAPI()
                .replicationStream()
                .logical()
                .withSlotName(slot)
                .withSlotOption("proto_version", PROTOCOL)
                .withSlotOption("publication_names", '"' + publication.replace("\"", "\"\"") + '"')
                // Without them a transaction of messages alone would be missing here, yet not with
                // the other reader, and positions must mean the same to both.
                .withSlotOption("messages", "true")
                .withStatusInterval(STATUS_SECONDS, TimeUnit.SECONDS)
                // The slot moves by our acknowledgements alone, not by the server's keep-alives.
                .withAutomaticFlush(false)
                .start();
    }
}
