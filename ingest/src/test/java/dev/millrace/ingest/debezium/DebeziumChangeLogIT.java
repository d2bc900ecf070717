package dev.millrace.ingest.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.Ingest;
import dev.millrace.ingest.IngestSettings;
import dev.millrace.ingest.gate.TableCheck;
import dev.millrace.ingest.log.ChangeLog;
import dev.millrace.ingest.log.LogEntry;
import dev.millrace.ingest.log.LogListener;
import dev.millrace.ingest.rows.TableShape;
import dev.millrace.ingest.rows.TypeForms;
import dev.millrace.ingest.source.SlotState;
import dev.millrace.ingest.testing.TestSource;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.topics.RowKeySerde;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.connect.errors.RetriableException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the log promises: whole transactions in order, nothing acknowledged that was not taken. */
class DebeziumChangeLogIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Takes entries, or throws what is put on it. */
    private static final class RecordingListener implements LogListener {

        private final List<LogEntry> entries = new CopyOnWriteArrayList<>();
        private final List<Optional<Throwable>> ends = new CopyOnWriteArrayList<>();
        private volatile Optional<RuntimeException> fault = Optional.empty();

        @Override
        public void accept(List<LogEntry> taken) {
            fault.ifPresent(failure -> {
                throw failure;
            });
            entries.addAll(taken);
        }

        @Override
        public void ended(Optional<Throwable> failure) {
            ends.add(failure);
        }

        List<String> rows() {
            return entries.stream()
                    .filter(LogEntry.Change.class::isInstance)
                    .map(LogEntry.Change.class::cast)
                    .filter(change -> change.row().shape().table().schema().equals("t"))
                    .map(change ->
                            change.operation()
                                    + " "
                                    + RowKeySerde.fromBytes(change.row().keyBytes()).value(0))
                    .toList();
        }
    }

    private final RecordingListener listener = new RecordingListener();
    private TestSource source;
    private IngestSettings settings;

    @BeforeEach
    void freshSlot() throws InterruptedException {
        source = TestSource.fresh();
        source.sql("create table t.thing (id int primary key, name text)");
        source.capture("thing", "id");
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
        assertTransactionsAreWhole();
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
            Awaitility.await().atMost(PATIENCE).until(() -> confirmed().equals(lastCommit()));
        }
    }

    private Lsn lastCommit() {
        return listener.entries.stream()
                .filter(LogEntry.Commit.class::isInstance)
                .map(LogEntry.Commit.class::cast)
                .map(LogEntry.Commit::endLsn)
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private void assertTransactionsAreWhole() {
        Optional<Long> open = Optional.empty();
        for (LogEntry entry : listener.entries) {
            switch (entry) {
                case LogEntry.Begin begin -> {
                    assertThat(open).isEmpty();
                    open = Optional.of(begin.xid());
                }
                case LogEntry.Change change -> assertThat(open).hasValue(change.xid());
                case LogEntry.Commit commit -> {
                    assertThat(open).hasValue(commit.xid());
                    open = Optional.empty();
                }
            }
        }
    }

    private Lsn confirmed() {
        try (Connection connection = source.connect()) {
            return SlotState.read(connection, source.slot()).orElseThrow().confirmed();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private ChangeLog log() {
        try (Connection connection = source.connect()) {
            TypeForms forms = TypeForms.read(connection);
            List<TableShape> shapes = new ArrayList<>();
            for (CapturedTable table : settings.tables()) {
                shapes.add(TableCheck.check(connection, table, forms::of));
            }
            return new DebeziumChangeLog(
                    settings.capture(),
                    settings.slotName(),
                    settings.publication(),
                    shapes,
                    forms::of,
                    table -> {});
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
