package dev.millrace.ingest;

import static dev.millrace.ingest.testing.StartAttempt.refused;

import dev.millrace.ingest.testing.Seed;
import dev.millrace.ingest.testing.TableRows;
import dev.millrace.ingest.testing.TestSource;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.capture.CapturedTable.ReplicaIdentity;
import dev.millrace.schema.failure.ErrorKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys that change hands, and tables whose keys do not tell their rows apart. */
class KeyChangesIT {

    private static final int KEYS = 8;
    private static final int TRANSACTIONS = 300;

    private TestSource source;

    @BeforeEach
    void freshSource() {
        source = TestSource.fresh();
    }

    @AfterEach
    void dropSource() {
        source.close();
    }

    @ParameterizedTest
    @EnumSource
    void rowsThatChangeKeysWithinATransactionConverge(ReplicaIdentity identity)
            throws InterruptedException, SQLException {
        Random random = new Random(Seed.draw("key changes, " + identity));
        source.sql(
                "create table t.thing (a int, b text, n int, primary key (a, b))",
                "insert into t.thing select g, 'k', g from generate_series(0, 7) g");
        CapturedTable thing =
                identity == ReplicaIdentity.FULL
                        ? source.capture("thing", "a", "b")
                        : source.captured(
                                "thing",
                                ReplicaIdentity.DEFAULT,
                                Set.of(),
                                Optional.empty(),
                                "a",
                                "b");

        try (Ingest ingest = Ingest.start(source.settings());
                Connection connection = source.connect()) {
            source.awaitPublished(ingest);
            connection.setAutoCommit(false);
            for (int i = 0; i < TRANSACTIONS; i++) {
                transaction(connection, random);
            }
            source.awaitPublished(ingest);
        }

        TableRows.assertSame(source, thing);
    }

    @Test
    void tableWithAUniqueIndexAloneIsRefusedByName() {
        source.sql("create table t.loose (id int not null unique, name text)");
        source.capture("loose", "id");

        refused(source.settings(), ErrorKind.TABLE_UNCAPTURABLE)
                .hasMessageContaining("t.loose")
                .hasMessageContaining("primary key");
    }

    /** Two rows may then have a key at the same time: the log cannot say which of them went. */
    @Test
    void tableWhoseKeyIsCheckedLateIsRefusedByName() {
        source.sql(
                "create table t.late (id int primary key deferrable initially deferred, name text)");
        source.capture("late", "id");

        refused(source.settings(), ErrorKind.TABLE_UNCAPTURABLE)
                .hasMessageContaining("t.late")
                .hasMessageContaining("deferrable");
    }

    /** Swaps, moves, chains, deletes and re-inserts among few keys. */
    private static void transaction(Connection connection, Random random) throws SQLException {
        int steps = 1 + random.nextInt(5);
        try (Statement statement = connection.createStatement()) {
            for (int i = 0; i < steps; i++) {
                int one = random.nextInt(KEYS);
                int other = random.nextInt(KEYS);
                Savepoint before = connection.setSavepoint();
                try {
                    for (String sql : step(random.nextInt(5), one, other, random.nextInt(1000))) {
                        statement.execute(sql);
                    }
                } catch (SQLException e) {
                    // The key is taken.
                    connection.rollback(before);
                }
            }
        }
        if (random.nextInt(6) == 0) {
            connection.rollback();
        } else {
            connection.commit();
        }
    }

    private static String[] step(int kind, int one, int other, int n) {
        String to = "update t.thing set a = %d, n = " + n + " where a = %d";
        return switch (kind) {
            case 0 ->
                    new String[] {
                        to.formatted(-1, one), to.formatted(one, other), to.formatted(other, -1)
                    };
            case 1 -> new String[] {to.formatted(other, one)};
            case 2 ->
                    new String[] {
                        "delete from t.thing where a = " + one,
                        "insert into t.thing values (%d, 'k', %d)".formatted(one, n)
                    };
            case 3 ->
                    new String[] {
                        "insert into t.thing values (%d, 'k', %d)".formatted(one, n),
                        to.formatted(other, one),
                        "delete from t.thing where a = " + other
                    };
            case 4 ->
                    new String[] {
                        "update t.thing set b = case b when 'k' then 'l' else 'k' end where a = "
                                + one
                    };
            default -> throw new IllegalStateException();
        };
    }
}
