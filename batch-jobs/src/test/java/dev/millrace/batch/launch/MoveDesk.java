package dev.millrace.batch.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.batch.fixture.BatchDatabase;
import dev.millrace.batch.fixture.BatchProcess;
import dev.millrace.batch.fixture.MoveJob;
import dev.millrace.devstack.testsupport.JavaProcess;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A database of its own with the job of the tests, which moves rows. */
final class MoveDesk implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final BatchDatabase database = BatchDatabase.migrated();
    private final JdbcClient sql = database.sql();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final BatchOperations operations =
            database.operations(List.of(new MoveJob()), registry);

    BatchDatabase database() {
        return database;
    }

    /** Statements of the superuser. */
    JdbcClient sql() {
        return sql;
    }

    SimpleMeterRegistry registry() {
        return registry;
    }

    BatchOperations operations() {
        return operations;
    }

    /** A process that takes about four seconds for so many rows. */
    JavaProcess slowMove(int rows) {
        return BatchProcess.start(
                database, "run", "move", "1", "chunk-size=4", "rows-per-second=" + rows / 4);
    }

    void awaitRows(long rows) {
        await().atMost(PATIENCE).until(() -> effects() >= rows);
    }

    long effects() {
        return sql.sql("select count(*) from batch.effects").query(Long.class).single();
    }

    void assertEffectsOnce(int rows) {
        assertThat(sql.sql("select count(*) from batch.waiting").query(Long.class).single())
                .isZero();
        assertThat(
                        sql.sql("select count(*) || ' ' || count(distinct id) from batch.effects")
                                .query(String.class)
                                .single())
                .isEqualTo(rows + " " + rows);
    }

    @Override
    public void close() {
        operations.close();
    }
}
