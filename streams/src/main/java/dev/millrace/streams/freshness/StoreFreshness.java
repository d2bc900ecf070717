package dev.millrace.streams.freshness;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code derived.freshness}, with the log that lies before each stage.
 *
 * @param asOf commit time of the last transaction up to which the table holds everything; empty
 *     when that is not known
 * @param lag time since then, by the clock of the database
 * @param behindBytes log written since that position; empty when it is not known
 * @param captureBytes of it, what ingest has not published
 * @param processingBytes of it, what the application has not processed
 * @param tableBytes of it, what the table writer has not applied
 * @param processingCommits commits that ingest has published and the application not processed
 * @param tableCommits commits that it has processed and the table writer not applied
 * @param heldBy why it stands still; empty when nothing is in the way
 */
public record StoreFreshness(
        Optional<Instant> asOf,
        Optional<Duration> lag,
        OptionalLong behindBytes,
        OptionalLong captureBytes,
        OptionalLong processingBytes,
        OptionalLong tableBytes,
        OptionalLong processingCommits,
        OptionalLong tableCommits,
        Optional<String> heldBy) {

    /** Reads them all, in one short query. */
    public static final class Reader {

        private static final String QUERY =
                """
                select store, as_of_time, extract(epoch from lag), behind_bytes,
                    (behind_bytes - (captured_lsn - as_of_lsn))::bigint,
                    (captured_lsn - processed_lsn)::bigint,
                    (processed_lsn - as_of_lsn)::bigint, held_by,
                    greatest(0, captured_commits - processed_commits),
                    greatest(0, processed_commits - as_of_commits)
                from derived.freshness
                """;

        private final DataSource database;

        /**
         * @param database seen by a role that may read the derived tables
         */
        public Reader(DataSource database) {
            this.database = database;
        }

        /** By name of the store; a store that has never run is absent. */
        public Map<String, StoreFreshness> read() throws SQLException {
            Map<String, StoreFreshness> stores = new HashMap<>();
            try (Connection connection = database.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(QUERY)) {
                while (row.next()) {
                    double seconds = row.getDouble(3);
                    boolean hasLag = !row.wasNull();
                    stores.put(
                            row.getString(1),
                            new StoreFreshness(
                                    Optional.ofNullable(row.getObject(2, OffsetDateTime.class))
                                            .map(OffsetDateTime::toInstant),
                                    hasLag
                                            ? Optional.of(Duration.ofNanos((long) (seconds * 1e9)))
                                            : Optional.empty(),
                                    number(row, 4),
                                    number(row, 5),
                                    number(row, 6),
                                    number(row, 7),
                                    number(row, 9),
                                    number(row, 10),
                                    Optional.ofNullable(row.getString(8))));
                }
            }
            return stores;
        }

        private static OptionalLong number(ResultSet row, int column) throws SQLException {
            @Nullable Long value = row.getObject(column, Long.class);
            return value == null ? OptionalLong.empty() : OptionalLong.of(value);
        }
    }
}
