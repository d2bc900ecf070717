package dev.millrace.ingest.source;

import dev.millrace.schema.settings.DatabaseSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.postgresql.PGProperty;

/** Opens connections of the capture role. */
public final class SourceConnections {

    private static final String CONNECT_TIMEOUT_SECONDS = "10";

    // Every value that the snapshot reads is the text that these settings give it.
    private static final String OUTPUT_OPTIONS =
            "-c DateStyle=ISO -c TimeZone=UTC -c IntervalStyle=postgres -c extra_float_digits=3"
                    + " -c bytea_output=hex";

    private SourceConnections() {}

    /** An ordinary connection, in auto-commit mode. */
    public static Connection open(DatabaseSettings capture, String purpose) throws SQLException {
        return DriverManager.getConnection(capture.jdbcUrl(), properties(capture, purpose));
    }

    /** As {@link #open}, but a server that is silent for this long, at any time, fails it. */
    public static Connection openImpatiently(
            DatabaseSettings capture, String purpose, Duration patience) throws SQLException {
        String seconds = Long.toString(Math.max(1, patience.toSeconds()));
        Properties properties = properties(capture, purpose);
        PGProperty.CONNECT_TIMEOUT.set(properties, seconds);
        PGProperty.SOCKET_TIMEOUT.set(properties, seconds);
        PGProperty.LOGIN_TIMEOUT.set(properties, seconds);
        return DriverManager.getConnection(capture.jdbcUrl(), properties);
    }

    /** A connection that speaks the replication protocol and knows simple queries only. */
    public static Connection openReplication(DatabaseSettings capture, String purpose)
            throws SQLException {
        Properties properties = properties(capture, purpose);
        PGProperty.REPLICATION.set(properties, "database");
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "15");
        PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
        return DriverManager.getConnection(capture.jdbcUrl(), properties);
    }

    private static Properties properties(DatabaseSettings capture, String purpose) {
        Properties properties = new Properties();
        PGProperty.USER.set(properties, capture.user());
        PGProperty.PASSWORD.set(properties, capture.password().reveal());
        PGProperty.APPLICATION_NAME.set(properties, "millrace ingest: " + purpose);
        PGProperty.CONNECT_TIMEOUT.set(properties, CONNECT_TIMEOUT_SECONDS);
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        PGProperty.OPTIONS.set(properties, OUTPUT_OPTIONS);
        return properties;
    }
}
