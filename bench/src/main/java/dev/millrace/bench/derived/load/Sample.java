package dev.millrace.bench.derived.load;

import dev.millrace.bench.derived.load.Change.Rows;
import dev.millrace.bench.servers.BenchServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Keys of rows that the application changes, chosen evenly among the rows: a popular course has
 * many rows, so it is met often.
 */
final class Sample {

    private static final int KEYS_MAX = 20_000;

    private final Map<Rows, List<UUID[]>> keys;

    private Sample(Map<Rows, List<UUID[]>> keys) {
        this.keys = keys;
    }

    static Sample read(BenchServers servers) throws SQLException {
        Map<Rows, List<UUID[]>> keys = new EnumMap<>(Rows.class);
        try (Connection connection = servers.connect();
                Statement statement = connection.createStatement()) {
            for (Rows rows : Rows.values()) {
                keys.put(rows, read(statement, rows));
            }
        }
        return new Sample(keys);
    }

    private static List<UUID[]> read(Statement statement, Rows rows) throws SQLException {
        List<UUID[]> keys = new ArrayList<>();
        // The order of hashes is chance that comes out the same in every run.
        try (ResultSet row =
                statement.executeQuery(
                        "select * from (%s) k order by hashtext(k::text) limit %d"
                                .formatted(rows.all(), KEYS_MAX))) {
            int columns = row.getMetaData().getColumnCount();
            while (row.next()) {
                UUID[] key = new UUID[columns];
                for (int i = 0; i < columns; i++) {
                    key[i] = row.getObject(i + 1, UUID.class);
                }
                keys.add(key);
            }
        }
        if (keys.isEmpty()) {
            throw new IllegalStateException("no row to change: " + rows.all());
        }
        return keys;
    }

    UUID[] next(Rows rows, SplittableRandom random) {
        List<UUID[]> of = keys.getOrDefault(rows, List.of());
        return of.get(random.nextInt(of.size()));
    }
}
