package dev.millrace.ingest.pgoutput;

import dev.millrace.ingest.log.ChangeLog;
import dev.millrace.ingest.log.LogListener;
import dev.millrace.ingest.log.LogSource;
import dev.millrace.ingest.source.SourceConnections;
import dev.millrace.ingest.source.SourceFailures;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
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

    private final LogSource source;

    public PgOutputChangeLog(LogSource source) {
        this.source = source;
    }

    @Override
    public Reading read(LogListener listener) {
        MessageDecoder decoder =
                new MessageDecoder(
                        new Relations(source.shapes(), source.forms(), source.changed()));
        try {
            Connection connection = SourceConnections.openReplication(source.log(), "log");
            try {
                SlotReading reading =
                        new SlotReading(
                                source.slot(), connection, stream(connection), decoder, listener);
                reading.start();
                return reading;
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw SourceFailures.of(e, source.log(), "reading the log");
        }
    }

    private PGReplicationStream stream(Connection connection) throws SQLException {
        return connection
                .unwrap(PGConnection.class)
                .getReplicationAPI()
                .replicationStream()
                .logical()
                .withSlotName(source.slot())
                .withSlotOption("proto_version", PROTOCOL)
                .withSlotOption(
                        "publication_names", '"' + source.publication().replace("\"", "\"\"") + '"')
                // Without them a transaction of messages alone would be missing here, yet not with
                // the other reader, and positions must mean the same to both.
                .withSlotOption("messages", "true")
                .withStatusInterval(STATUS_SECONDS, TimeUnit.SECONDS)
                // The slot moves by our acknowledgements alone, not by the server's keep-alives.
                .withAutomaticFlush(false)
                .start();
    }
}
