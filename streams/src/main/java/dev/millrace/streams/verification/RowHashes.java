package dev.millrace.streams.verification;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.topics.RowKey;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The rows of a relation as hashes, first of ranges of keys and then of single rows, so that what
 * is equal never leaves the database.
 *
 * <p>The hash is PostgreSQL's own of the columns' values (hash_record_extended): equal values have
 * equal hashes, whatever their scale or spelling. Two rows that differ look equal with a
 * probability of one in 2^64.
 */
final class RowHashes {

    /** How many ranges there are; a key's range is a hash of the key. */
    static final int RANGES = 256;

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String HASHED =
            """
            select (hash_record_extended(row(%2$s), 0) & 255)::int as range,
                   json_build_array(%3$s) as key,
                   hash_record_extended(row(%1$s), 0) as hash
            from (select %4$s from %5$s) compared\
            """;

    private final Connection connection;
    private final String hashed;

    /** Of how many rows, and their hashes combined. */
    record Range(long rows, long hash) {}

    /**
     * @param connection in a transaction that sees one moment only
     * @param relation the derived table, or its oracle
     */
    RowHashes(Connection connection, DerivedStore store, ComparedColumns columns, String relation) {
        this.connection = connection;
        this.hashed =
                HASHED.formatted(
                        String.join(", ", columns.names()),
                        String.join(", ", store.key()),
                        store.key().stream()
                                .map(column -> column + "::text")
                                .collect(Collectors.joining(", ")),
                        columns.cast(),
                        relation);
    }

    /** Every range that has rows. */
    Map<Integer, Range> ranges() throws SQLException {
        Map<Integer, Range> ranges = new HashMap<>();
        try (PreparedStatement query =
                        connection.prepareStatement(
                                "select range, count(*), bit_xor(hash) from ("
                                        + hashed
                                        + ") h group by range");
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                ranges.put(row.getInt(1), new Range(row.getLong(2), row.getLong(3)));
            }
        }
        return ranges;
    }

    /** The hash of each row in these ranges. */
    Map<RowKey, Long> rows(Collection<Integer> ranges) throws SQLException {
        Map<RowKey, Long> rows = new HashMap<>();
        try (PreparedStatement query =
                connection.prepareStatement(
                        "select key, hash from (" + hashed + ") h where range = any (?)")) {
            query.setArray(1, connection.createArrayOf("int4", ranges.toArray()));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    rows.put(keyOf(row.getString(1)), row.getLong(2));
                }
            }
        }
        return rows;
    }

    private static RowKey keyOf(String json) {
        try {
            return RowKey.of(JSON.readValue(json.getBytes(UTF_8), String[].class));
        } catch (IOException e) {
            throw new IllegalStateException("PostgreSQL printed invalid JSON", e);
        }
    }
}
