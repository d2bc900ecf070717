package dev.millrace.streams.verification;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.writer.SqlFaults;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Compares derived tables with the oracle views that recompute them, both ways, row by row, on one
 * snapshot of the database. It says nothing about a stream that has not drained.
 */
public final class StoreVerification {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String COMPARISON =
            """
            with derived as materialized (select %1$s from %2$s),
                 oracle as materialized (select %1$s from %3$s),
                 apart as (
                     select %4$s, true as in_oracle
                       from (select * from oracle except all select * from derived) only_oracle
                     union all
                     select %4$s, false
                       from (select * from derived except all select * from oracle) only_derived),
                 verdict as materialized (
                     select %4$s, bool_or(in_oracle) as expected, bool_or(not in_oracle) as found
                       from apart group by %4$s)
            select (select count(*) from derived),
                   (select count(*) from oracle),
                   count(*) filter (where expected and not found),
                   count(*) filter (where found and not expected),
                   count(*) filter (where expected and found),
                   (select coalesce(json_agg(json_build_array(%5$s)), '[]')
                      from (select * from verdict order by %4$s limit ?) first_ones)
              from verdict
            """;

    private StoreVerification() {}

    /**
     * Compares stores.
     *
     * @param database seen by a role that may read schemas {@code derived} and {@code oracle}
     * @param examplesMax how many differing keys to name of each store
     * @throws PipelineException when the database cannot be reached, or lacks a table or view
     */
    public static List<StoreComparison> compare(
            DatabaseSettings database, Collection<DerivedStore> stores, int examplesMax) {
        try (Connection connection = OneMoment.begin(database)) {
            List<StoreComparison> comparisons = new ArrayList<>();
            for (DerivedStore store : stores) {
                comparisons.add(compare(connection, store, examplesMax));
            }
            connection.rollback();
            return comparisons;
        } catch (SQLException e) {
            throw new PipelineException(
                    SqlFaults.kindUnrepeated(e),
                    "derived tables cannot be compared in "
                            + database.jdbcUrl()
                            + " as "
                            + database.user()
                            + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private static StoreComparison compare(
            Connection connection, DerivedStore store, int examplesMax) throws SQLException {
        String key = String.join(", ", store.key());
        String keyTexts =
                store.key().stream()
                        .map(column -> column + "::text")
                        .collect(Collectors.joining(", "));
        String sql =
                COMPARISON.formatted(
                        String.join(", ", ComparedColumns.of(connection, store).names()),
                        store.qualifiedName(),
                        store.oracleName(),
                        key,
                        keyTexts);
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setInt(1, examplesMax);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return new StoreComparison(
                        store,
                        row.getLong(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        keysOf(row.getString(6)));
            }
        }
    }

    private static List<RowKey> keysOf(String json) {
        try {
            return Arrays.stream(JSON.readValue(json.getBytes(UTF_8), String[][].class))
                    .map(RowKey::of)
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("PostgreSQL printed invalid JSON", e);
        }
    }
}
