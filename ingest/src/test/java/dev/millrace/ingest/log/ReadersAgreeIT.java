package dev.millrace.ingest.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.Ingest;
import dev.millrace.ingest.IngestSettings;
import dev.millrace.ingest.debezium.DebeziumChangeLog;
import dev.millrace.ingest.pgoutput.PgOutputChangeLog;
import dev.millrace.ingest.testing.HistoryTables;
import dev.millrace.ingest.testing.TestSource;
import dev.millrace.ingest.testing.Workload;
import dev.millrace.schema.position.Lsn;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Both readers tell the same of the same log, entry for entry: each checks the other. */
class ReadersAgreeIT {

    private static final Logger LOG = LoggerFactory.getLogger(ReadersAgreeIT.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int COMMITS = Boolean.getBoolean("millrace.test.long") ? 20_000 : 1_500;

    private TestSource source;

    @BeforeEach
    void freshSource() {
        source = TestSource.fresh();
    }

    @AfterEach
    void dropSource() {
        source.query(
                "select pg_drop_replication_slot(slot_name)::text from pg_replication_slots where slot_name = '"
                        + copyName()
                        + "'");
        source.close();
    }

    @Test
    void entryForEntry() throws Exception {
        long seed =
                Long.getLong("millrace.test.seed", ThreadLocalRandom.current().nextInt(100_000));
        LOG.atInfo().addKeyValue("seed", seed).log("readers agree");
        HistoryTables.create(source);
        IngestSettings settings = source.settings();
        try (Ingest ingest = Ingest.start(settings)) {
            source.awaitPublished(ingest);
        }
        source.query(
                "select pg_copy_logical_replication_slot('%s', '%s')::text"
                        .formatted(source.slot(), copyName()));
        try (Workload workload = Workload.start(source, seed, 4)) {
            Awaitility.await().atMost(PATIENCE).until(() -> workload.commits() >= COMMITS);
        }
        source.sql("update ops.capture_heartbeat set beat_at = now()");
        Lsn end = Lsn.parse(source.value("select pg_current_wal_lsn()"));

        List<String> byDebezium =
                told(new DebeziumChangeLog(sourceAt(settings, source.slot())), end);
        List<String> byOurs = told(new PgOutputChangeLog(sourceAt(settings, copyName())), end);

        assertThat(byOurs).hasSizeGreaterThan(COMMITS);
        // Line by line: the whole is too large to be printed.
        for (int i = 0; i < Math.min(byOurs.size(), byDebezium.size()); i++) {
            assertThat(byOurs.get(i)).as("entry %d", i).isEqualTo(byDebezium.get(i));
        }
        assertThat(byOurs).hasSameSizeAs(byDebezium);
    }

    private String copyName() {
        return source.slot() + "_copy";
    }

    private LogSource sourceAt(IngestSettings settings, String slot) {
        return CheckedSource.of(source, settings, slot, table -> {});
    }

    /** What the reader tells up to the last transaction that ends by this LSN. */
    private static List<String> told(ChangeLog log, Lsn end) {
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        LogListener listener =
                new LogListener() {
                    @Override
                    public void accept(List<LogEntry> entries) {
                        entries.forEach(entry -> told.add(line(entry)));
                    }

                    @Override
                    public void ended(Optional<Throwable> failure) {
                        failure.ifPresent(reason -> told.add(reason.toString()));
                    }
                };
        String last = "commit up to " + end;
        try (ChangeLog.Reading _ = log.read(listener)) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> !told.isEmpty() && told.getLast().endsWith(last));
        }
        return List.copyOf(told);
    }

    private static String line(LogEntry entry) {
        return switch (entry) {
            case LogEntry.Begin begin -> "begin " + begin.xid();
            case LogEntry.Commit commit ->
                    "%d at %d: commit up to %s"
                            .formatted(commit.xid(), commit.commitMicros(), commit.endLsn());
            case LogEntry.Change change ->
                    "%s %s %s %s at %s in %d at %d"
                            .formatted(
                                    change.operation(),
                                    change.row().shape().table().qualifiedName(),
                                    text(change.row().keyBytes()),
                                    change.operation() == LogEntry.Operation.DELETED
                                            ? ""
                                            : text(change.row().valueBytes()),
                                    change.lsn(),
                                    change.xid(),
                                    change.commitMicros());
        };
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
