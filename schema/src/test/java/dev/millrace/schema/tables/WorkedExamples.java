package dev.millrace.schema.tables;

import dev.millrace.schema.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * Tables that a test fills with a few rows, and the figures that were reckoned for them by hand.
 */
abstract class WorkedExamples {

    private static final String PEOPLE =
            """
            insert into identity.users (id, email, display_name)
            select id(n), 'person' || n || '@example.org', 'Person ' || n
            from generate_series(1, 9) n
            """;

    private static TestDatabase database;

    @SuppressWarnings("NullAway.Init")
    private Connection connection;

    /** In a transaction that is rolled back after the test. */
    @SuppressWarnings("NullAway.Init")
    protected DSLContext sql;

    @BeforeAll
    static void create() throws SQLException {
        database = TestDatabase.migrated();
        try (Connection connection = database.connect()) {
            DSL.using(connection)
                    .execute(
                            """
                            create function id(n bigint) returns uuid language sql immutable
                            return lpad(n::text, 32, '0')::uuid
                            """);
        }
    }

    @AfterAll
    static void drop() throws SQLException {
        database.close();
    }

    @BeforeEach
    void begin() throws SQLException {
        connection = database.connect();
        connection.setAutoCommit(false);
        sql = DSL.using(connection);
        sql.execute(PEOPLE);
    }

    @AfterEach
    void rollBack() throws SQLException {
        connection.rollback();
        connection.close();
    }

    /** Each row as its values, separated by blanks. */
    protected List<String> rows(String query) {
        return sql.fetch(query)
                .map(row ->
                        String.join(" ", row.intoList().stream().map(String::valueOf).toList()));
    }
}
