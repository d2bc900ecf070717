package dev.millrace.bench.derived.solution;

import dev.millrace.bench.contestant.ChildArguments;
import dev.millrace.ingest.IngestSettings;
import dev.millrace.schema.settings.DatabaseSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.PGReplicationStream;

/** Reads the log of the captured tables as our ingest does, and throws away what it reads. */
final class BareReaderMain {

    static final String STARTED = "reader started";
    static final String FAILED = "reader failed";

    private static final int STATUS_SECONDS = 1;
    // Who lets some messages gather costs the server less than who takes each at once.
    private static final Duration PAUSE = Duration.ofMillis(20);

    private BareReaderMain() {}

    /** Arguments as {@link ChildArguments} writes them; ends when its standard input does. */
    public static void main(String[] arguments) {
        DatabaseSettings capture = ChildArguments.capture(arguments);
        String slot = ChildArguments.slot(arguments);
        Thread.ofPlatform().daemon().name("reader").start(() -> read(capture, slot));
        ChildArguments.awaitEndOfInput();
        System.exit(0);
    }

    private static void read(DatabaseSettings capture, String slot) {
        Properties properties = new Properties();
        PGProperty.USER.set(properties, capture.user());
        PGProperty.PASSWORD.set(properties, capture.password().reveal());
        PGProperty.REPLICATION.set(properties, "database");
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "15");
        PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
        try (Connection connection = DriverManager.getConnection(capture.jdbcUrl(), properties);
                PGReplicationStream stream =
                        connection
                                .unwrap(PGConnection.class)
                                .getReplicationAPI()
                                .replicationStream()
                                .logical()
                                .withSlotName(slot)
                                .withSlotOption("proto_version", 1)
                                .withSlotOption(
                                        "publication_names", IngestSettings.DEFAULT_PUBLICATION)
                                .withStatusInterval(STATUS_SECONDS, TimeUnit.SECONDS)
                                .start()) {
            System.out.println(STARTED);
            while (true) {
                if (stream.readPending() == null) {
                    stream.setAppliedLSN(stream.getLastReceiveLSN());
                    stream.setFlushedLSN(stream.getLastReceiveLSN());
                    Thread.sleep(PAUSE);
                }
            }
        } catch (SQLException | InterruptedException e) {
            System.err.println(FAILED + " " + e.getMessage());
            Runtime.getRuntime().halt(1);
        }
    }
}
