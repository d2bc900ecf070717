package dev.millrace.streams.versions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.streams.fixture.StreamsDatabase;
import dev.millrace.streams.fixture.TopicTable;
import dev.millrace.streams.writer.WriteBack;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two versions change places once, whatever crashes between their topics and their tables. */
class ExchangeIT {

    private static final List<String> KEYS = List.of("same", "other", "gone", "new");
    private static final Map<String, String> LIVE = Map.of("same", "1", "other", "2", "gone", "3");
    private static final Map<String, String> BESIDE =
            Map.of("same", "1", "other", "20", "new", "4");

    private static StreamsDatabase database;

    private TopicTable table;
    private DerivedStore live;
    private DerivedStore shadow;

    @BeforeAll
    static void migrate() {
        database = StreamsDatabase.migrated();
    }

    @BeforeEach
    void twoVersions() throws SQLException {
        table = new TopicTable(database);
        live = table.store();
        shadow = live.shadow();
        try (Connection connection = connect()) {
            VersionTable.register(connection, Map.of(live.table(), 1));
            connection.commit();
        }
        assertThat(database.rows("select ops.begin_rebuild('%s')".formatted(live.table())))
                .containsExactly("2");
        fill(live, LIVE);
        fill(shadow, BESIDE);
    }

    @AfterEach
    void close() {
        table.close();
    }

    @Test
    void whatDiffersChangesPlacesInTopicsAndTables() throws SQLException {
        try (Connection connection = connect()) {
            long rows = exchange().perform(connection, versions(connection), false);
            connection.commit();

            assertThat(rows).isEqualTo(3);
            assertExchanged(connection);
        }
    }

    @Test
    void aCrashAfterTheTopicsIsMendedByTheNextTry() throws SQLException {
        try (Connection connection = connect()) {
            exchange().perform(connection, versions(connection), false);
            connection.rollback();

            assertThat(table.rows(live)).isEqualTo(LIVE);
            assertThat(table.last(live, KEYS)).isEqualTo(BESIDE);
            assertThat(versions(connection).live().version()).isEqualTo(1);

            exchange().perform(connection, versions(connection), true);
            connection.commit();

            assertExchanged(connection);
        }
    }

    @Test
    void theWayBackIsTheSameAgain() throws SQLException {
        try (Connection connection = connect()) {
            exchange().perform(connection, versions(connection), false);
            connection.commit();
            exchange().perform(connection, versions(connection), false);
            connection.commit();

            assertThat(table.rows(live)).isEqualTo(LIVE);
            assertThat(table.rows(shadow)).isEqualTo(BESIDE);
            assertThat(table.last(live, KEYS)).isEqualTo(LIVE);
            assertThat(versions(connection).live().version()).isEqualTo(1);
        }
    }

    private void assertExchanged(Connection connection) throws SQLException {
        assertThat(table.rows(live)).isEqualTo(BESIDE);
        assertThat(table.rows(shadow)).isEqualTo(LIVE);
        assertThat(table.last(live, KEYS)).isEqualTo(BESIDE);
        assertThat(table.last(shadow, KEYS)).isEqualTo(LIVE);
        StoreVersions versions = versions(connection);
        assertThat(versions.live().version()).isEqualTo(2);
        assertThat(versions.shadow().orElseThrow().version()).isEqualTo(1);
        // Each writer goes on behind the records of the exchange, under its own name.
        assertThat(
                        database.rows(
                                "select distinct processor, topic from derived.applied_offsets"
                                        + " where topic like '%%.%s'".formatted(live.table())))
                .containsExactlyInAnyOrder(
                        live.table() + ".v2|" + live.qualifiedName(),
                        live.table() + ".v1|" + shadow.qualifiedName());
    }

    private void fill(DerivedStore side, Map<String, String> rows) throws SQLException {
        for (Map.Entry<String, String> row : rows.entrySet()) {
            int n = Integer.parseInt(row.getValue());
            table.publish(side, row.getKey(), n);
            table.put(side, row.getKey(), n);
        }
    }

    private Exchange exchange() {
        return new Exchange(table.kafka(), live, WriteBack.NONE);
    }

    private StoreVersions versions(Connection connection) throws SQLException {
        StoreVersions versions = VersionTable.read(connection).get(live.table());
        assertThat(versions).isNotNull();
        return versions;
    }

    private static Connection connect() throws SQLException {
        Connection connection =
                DriverManager.getConnection(
                        database.writer().jdbcUrl(),
                        database.writer().user(),
                        database.writer().password().reveal());
        connection.setAutoCommit(false);
        return connection;
    }
}
