package dev.millrace.search.verification;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.search.SearchIndex;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.topics.RowSerde;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Reads the documents that SQL says an index must hold, and waits until the index may. */
final class OracleDocuments {

    private static final int FETCH_ROWS = 2_000;

    private final DatabaseSettings database;

    OracleDocuments(DatabaseSettings database) {
        this.database = database;
    }

    /**
     * Documents as of a moment.
     *
     * @param documents hashes by identity
     * @param lsn a position of the log that is not before that moment
     */
    record Moment(Map<String, DocumentHash> documents, String lsn) {}

    Moment read(SearchIndex index) throws SQLException {
        try (Connection connection = open()) {
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            Map<String, DocumentHash> documents = new HashMap<>();
            try (PreparedStatement query =
                    connection.prepareStatement(
                            "select document_id, document::text from " + index.oracleName())) {
                query.setFetchSize(FETCH_ROWS);
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        documents.put(
                                row.getString(1),
                                DocumentHash.of(
                                        RowSerde.fromBytes(row.getString(2).getBytes(UTF_8))
                                                .json()));
                    }
                }
            }
            // Later than the query's moment, so whatever that saw has committed before it.
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select pg_current_wal_lsn()")) {
                row.next();
                return new Moment(documents, row.getString(1));
            }
        }
    }

    /** Whether the index holds every commit up to this position before the time is over. */
    boolean await(SearchIndex index, String lsn, Duration patience) throws SQLException {
        try (Connection connection = open();
                PreparedStatement wait =
                        connection.prepareStatement(
                                "select derived.await(?, ?::pg_lsn, make_interval(secs => ?))")) {
            wait.setString(1, DerivedStore.of(index).name());
            wait.setString(2, lsn);
            wait.setDouble(3, Math.max(0, patience.toMillis()) / 1e3);
            try (ResultSet row = wait.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /** Whether the index is as of no commit because of what it lacks. */
    boolean isHeld(SearchIndex index) throws SQLException {
        try (Connection connection = open();
                PreparedStatement query =
                        connection.prepareStatement(
                                "select count(*) > 0 from derived.freshness where store = ? and held_by is not null")) {
            query.setString(1, DerivedStore.of(index).name());
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private Connection open() throws SQLException {
        return DriverManager.getConnection(
                database.jdbcUrl(), database.user(), database.password().reveal());
    }
}
