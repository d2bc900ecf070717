package dev.millrace.bench.contestant;

import dev.millrace.bench.workload.ChangeTable;
import dev.millrace.ingest.source.SourceConnections;
import dev.millrace.schema.settings.DatabaseSettings;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.postgresql.replication.PGReplicationStream;

/**
 * Reads the slot and looks at nothing but the first byte of each message: how fast PostgreSQL
 * sends, and so the limit of every reader.
 */
final class RawReaderMain {

    /** Followed by the begin and the end of what is measured, in milliseconds since 1970. */
    static final String READ = "read";

    private RawReaderMain() {}

    /** Arguments as {@link ChildArguments} writes them, then the changes to warm up, and all. */
    public static void main(String[] arguments) throws SQLException {
        DatabaseSettings capture = ChildArguments.capture(arguments);
        List<String> rest = ChildArguments.rest(arguments);
        int warmUp = Integer.parseInt(rest.get(0));
        int changes = Integer.parseInt(rest.get(1));
        try (Connection connection = SourceConnections.openReplication(capture, "limit")) {
            PGReplicationStream stream = open(connection, ChildArguments.slot(arguments));
            long begin = System.currentTimeMillis();
            int seen = 0;
            while (seen < changes) {
                ByteBuffer message = stream.read();
                int kind = message.get();
                if (kind == 'I' || kind == 'U' || kind == 'D') {
                    seen++;
                    if (seen == warmUp) {
                        begin = System.currentTimeMillis();
                    }
                }
            }
            System.out.println(READ + " " + begin + " " + System.currentTimeMillis());
            ChildArguments.awaitEndOfInput();
        }
        System.exit(0);
    }

    private static PGReplicationStream open(Connection connection, String slot)
            throws SQLException {
        return connection
                .unwrap(PGConnection.class)
                .getReplicationAPI()
                .replicationStream()
                .logical()
                .withSlotName(slot)
                .withSlotOption("proto_version", "1")
                .withSlotOption("publication_names", ChangeTable.PUBLICATION)
                .withStatusInterval(5, TimeUnit.SECONDS)
                .start();
    }
}
