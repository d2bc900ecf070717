package dev.millrace.ingest.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.ingest.Ingest;
import dev.millrace.ingest.IngestSettings;
import dev.millrace.ingest.rows.RowFault;
import dev.millrace.ingest.rows.RowImage;
import dev.millrace.ingest.source.SlotState;
import dev.millrace.ingest.testing.TestSource;
import dev.millrace.schema.capture.CapturedTable.ReplicaIdentity;
import dev.millrace.schema.deadletter.DeadLetter;
import dev.millrace.schema.position.Lsn;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.kafka.connect.errors.RetriableException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every reader of the log promises: whole transactions in commit order, whole rows, nothing
 * acknowledged that was not taken. A new reader extends this.
 */
public abstract class ChangeLogContract {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** The reader under test. */
    protected abstract ChangeLog log(LogSource log);

    private final RecordingListener listener = new RecordingListener();
    private final List<String> changed = new CopyOnWriteArrayList<>();
    private TestSource source;
    private IngestSettings settings;

    @BeforeEach
    void freshSlot() throws InterruptedException {
        source = TestSource.fresh();
        source.sql(
                "create table t.thing (id int primary key, name text)",
                "create table t.narrow (id int primary key, note text)",
                "create table t.secret (id int primary key, phone text, name text)",
                "create table t.aging (id int primary key, name text)",
                "create table t.old (id int primary key, name text, archived_at timestamptz)");
        source.capture("thing", "id");
        source.captured("narrow", ReplicaIdentity.DEFAULT, Set.of(), Optional.empty(), "id");
        source.sql("alter table t.secret replica identity full");
        source.captured("secret", ReplicaIdentity.FULL, Set.of("phone"), Optional.empty(), "id");
        source.sql(
                "alter table t.aging replica identity full",
                "grant select on t.old to millrace_capture");
        source.captured("aging", ReplicaIdentity.FULL, Set.of(), Optional.of("t.old"), "id");
        settings = source.settings();
        try (Ingest ingest = Ingest.start(settings)) {
            source.awaitPublished(ingest);
        }
    }

    @AfterEach
    void dropSource() {
        source.close();
    }

    @Test
    void transactionsArriveWholeInCommitOrder() throws SQLException {
        try (Connection early = source.connect()) {
            early.setAutoCommit(false);
            early.createStatement().execute("insert into t.thing values (1, 'begun first')");
            source.sql("insert into t.thing values (2, 'committed first')");
            early.createStatement().execute("insert into t.thing values (3, 'begun first')");
            early.commit();
        }
        source.sql("begin; insert into t.thing values (4, 'never'); rollback");

        try (ChangeLog.Reading _ = log().read(listener)) {
            Awaitility.await().atMost(PATIENCE).until(() -> listener.rows().size() == 3);
        }

        assertThat(listener.rows()).containsExactly("CREATED 2", "CREATED 1", "CREATED 3");
        assertThat(listener.ends).containsExactly(Optional.empty());
        listener.assertTransactionsAreWhole();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void batchThatIsNotTakenEndsTheReadingAndComesAgain(boolean retriable) {
        source.sql("insert into t.thing values (1, 'one')");
        Lsn before = confirmed();
        listener.fault =
                Optional.of(
                        retriable
                                ? new RetriableException("again?")
                                : new IllegalStateException("no"));

        try (ChangeLog.Reading _ = log().read(listener)) {
            Awaitility.await().atMost(PATIENCE).until(() -> !listener.ends.isEmpty());
        }
        assertThat(listener.entries).isEmpty();
        assertThat(listener.ends.getFirst()).hasValue(listener.fault.orElseThrow());
        assertThat(confirmed()).isEqualTo(before);

        listener.fault = Optional.empty();
        try (ChangeLog.Reading _ = log().read(listener)) {
            Awaitility.await().atMost(PATIENCE).until(() -> !listener.rows().isEmpty());
        }
        assertThat(listener.rows()).containsExactly("CREATED 1");
    }

    @Test
    void slotMovesToTheLastCommitThatWasTaken() {
        source.sql("insert into t.thing values (1, 'one')");

        try (ChangeLog.Reading _ = log().read(listener)) {
            Awaitility.await().atMost(PATIENCE).until(() -> listener.rows().size() == 1);
            Awaitility.await().atMost(PATIENCE).until(() -> listener.lastCommit().isPresent());
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> confirmed().equals(listener.lastCommit().get()));
        }
    }

    @Test
    void everyKindOfChangeCarriesTheWholeRow() {
        source.sql(
                "insert into t.thing values (1, 'one'), (2, null)",
                "update t.thing set name = 'uno' where id = 1",
                "delete from t.thing where id = 2",
                "insert into t.narrow values (5, 'five')",
                "update t.narrow set note = null",
                "delete from t.narrow");

        readUntil(7);

        assertThat(listener.images())
                .containsExactly(
                        "CREATED {\"id\":1,\"name\":\"one\"}",
                        "CREATED {\"id\":2,\"name\":null}",
                        "UPDATED {\"id\":1,\"name\":\"uno\"}",
                        "DELETED [\"2\"]",
                        "CREATED {\"id\":5,\"note\":\"five\"}",
                        "UPDATED {\"id\":5,\"note\":null}",
                        "DELETED [\"5\"]");
        assertThat(changed).isEmpty();
    }

    @Test
    void changedKeyIsARowThatWentAndOneThatCame() {
        source.sql(
                "insert into t.thing values (1, 'one')",
                "update t.thing set id = 10",
                "insert into t.narrow values (5, 'five')",
                "update t.narrow set id = 50");

        readUntil(6);

        assertThat(listener.images())
                .containsExactly(
                        "CREATED {\"id\":1,\"name\":\"one\"}",
                        "DELETED [\"1\"]",
                        "CREATED {\"id\":10,\"name\":\"one\"}",
                        "CREATED {\"id\":5,\"note\":\"five\"}",
                        "DELETED [\"5\"]",
                        "CREATED {\"id\":50,\"note\":\"five\"}");
    }

    @Test
    void unchangedValueThatIsStoredOutOfLineIsThere() {
        source.sql(
                "alter table t.thing add column other int, alter column name set storage external",
                "insert into t.thing values (1, repeat('x', 100000), 1)",
                "update t.thing set other = 2");

        readUntil(2);

        assertThat(listener.images().get(1))
                .isEqualTo(
                        "UPDATED {\"id\":1,\"name\":\"" + "x".repeat(100_000) + "\",\"other\":2}");
    }

    @Test
    void valueThatTheLogLeavesOutIsToldAsMissing() {
        source.sql(
                "alter table t.narrow add column other int, alter column note set storage external",
                "insert into t.narrow values (1, repeat('x', 100000), 1)",
                "update t.narrow set other = 2");

        readUntil(2);

        RowImage updated =
                List.copyOf(listener.entries).stream()
                        .filter(LogEntry.Change.class::isInstance)
                        .map(LogEntry.Change.class::cast)
                        .filter(change -> change.operation() == LogEntry.Operation.UPDATED)
                        .map(LogEntry.Change::row)
                        .filter(row -> row.shape().table().name().equals("narrow"))
                        .findFirst()
                        .orElseThrow();
        assertThat(updated.keyBytes()).isEqualTo("[\"1\"]".getBytes(StandardCharsets.UTF_8));
        RuntimeException failure =
                catchThrowableOfType(RuntimeException.class, updated::valueBytes);
        assertThat(RowFault.of(updated, failure))
                .extracting(RowFault::kind, RowFault::column)
                .containsExactly(DeadLetter.Kind.VALUE_MISSING, "note");
    }

    @Test
    void rowsThatGoToTheArchiveAreNotToldAndOthersAre() {
        source.sql(
                "insert into t.aging values (1, 'old'), (2, 'old'), (3, 'new'), (4, 'new')",
                "insert into t.thing values (5, 'five')",
                "begin; delete from t.aging where id = 4;"
                        + " select pg_logical_emit_message(true, 'millrace.archival', 'test');"
                        + " delete from t.aging where name = 'old';"
                        + " update t.aging set name = 'newer' where id = 3;"
                        + " delete from t.thing; commit",
                "begin; select pg_logical_emit_message(true, 'other', 'test');"
                        + " delete from t.aging; commit");

        readUntil(9);

        assertThat(listener.rows())
                .containsExactly(
                        "CREATED 1",
                        "CREATED 2",
                        "CREATED 3",
                        "CREATED 4",
                        "CREATED 5",
                        "DELETED 4",
                        "UPDATED 3",
                        "DELETED 5",
                        "DELETED 3");
        listener.assertTransactionsAreWhole();
    }

    @Test
    void truncatedTableEndsTheReadingByName() {
        source.sql("truncate t.thing");

        assertEndsWith("t.thing was truncated");
    }

    @Test
    void columnsThatAreLeftOutAreNotTold() {
        source.sql(
                "insert into t.secret values (1, 'planted', 'one')", "update t.secret set id = 2");

        readUntil(3);

        assertThat(listener.images())
                .containsExactly(
                        "CREATED {\"id\":1,\"name\":\"one\"}",
                        "DELETED [\"1\"]",
                        "CREATED {\"id\":2,\"name\":\"one\"}");
    }

    @Test
    void otherColumnsAreToldBeforeTheirFirstRow() {
        source.sql("insert into t.thing values (1, 'one')");
        try (ChangeLog.Reading _ = log().read(listener)) {
            awaitRows(1);
            source.sql(
                    "alter table t.thing add column size bigint default 7",
                    "insert into t.thing values (2, 'two')",
                    "alter table t.thing drop column name",
                    "insert into t.thing values (3)");
            awaitRows(3);
        }

        assertThat(listener.images())
                .containsExactly(
                        "CREATED {\"id\":1,\"name\":\"one\"}",
                        "CREATED {\"id\":2,\"name\":\"two\",\"size\":7}",
                        "CREATED {\"id\":3,\"size\":7}");
        assertThat(changed).containsExactly("t.thing", "t.thing");
    }

    @Test
    void largeTransactionComesInPartsAndWhole() {
        source.sql(
                "insert into t.thing select g, repeat('y', 200) from generate_series(1, 50000) g");

        readUntil(50_000);

        assertThat(listener.rows())
                .isEqualTo(IntStream.rangeClosed(1, 50_000).mapToObj(i -> "CREATED " + i).toList());
        assertThat(listener.batches).hasSizeGreaterThan(3);
        listener.assertTransactionsAreWhole();
    }

    @Test
    void readingThatIsOpenedAgainGoesOnAfterTheLastCommit() {
        source.sql("insert into t.thing values (1, 'one')");
        try (ChangeLog.Reading _ = log().read(listener)) {
            Awaitility.await().atMost(PATIENCE).until(() -> listener.lastCommit().isPresent());
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> confirmed().equals(listener.lastCommit().get()));
        }
        source.sql("insert into t.thing values (2, 'two')");

        readUntil(2);

        assertThat(listener.rows()).containsExactly("CREATED 1", "CREATED 2");
        assertThat(listener.ends).containsExactly(Optional.empty(), Optional.empty());
    }

    @Test
    void lostConnectionEndsTheReading() {
        try (ChangeLog.Reading _ = log().read(listener)) {
            source.sql("insert into t.thing values (1, 'one')");
            awaitRows(1);
            source.query(
                    "select pg_terminate_backend(active_pid)::text from pg_replication_slots where slot_name = '"
                            + source.slot()
                            + "'");
            Awaitility.await().atMost(PATIENCE).until(() -> !listener.ends.isEmpty());
        }

        assertThat(listener.ends).hasSize(1);
        assertThat(listener.ends.getFirst()).isPresent();
    }

    private void readUntil(int rows) {
        try (ChangeLog.Reading _ = log().read(listener)) {
            awaitRows(rows);
        }
    }

    private void awaitRows(int rows) {
        Awaitility.await().atMost(PATIENCE).until(() -> listener.rows().size() >= rows);
    }

    private void assertEndsWith(String words) {
        try (ChangeLog.Reading _ = log().read(listener)) {
            Awaitility.await().atMost(PATIENCE).until(() -> !listener.ends.isEmpty());
        }
        assertThat(listener.ends.getFirst())
                .hasValueSatisfying(failure -> assertThat(failure).hasStackTraceContaining(words));
    }

    private Lsn confirmed() {
        try (Connection connection = source.connect()) {
            return SlotState.read(connection, source.slot()).orElseThrow().confirmed();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private ChangeLog log() {
        return log(
                CheckedSource.of(
                        source,
                        settings,
                        source.slot(),
                        table -> changed.add(table.qualifiedName())));
    }
}
