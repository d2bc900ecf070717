package dev.millrace.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.publication.CommittedPositions;
import dev.millrace.ingest.testing.HistoryTables;
import dev.millrace.ingest.testing.IngestProcess;
import dev.millrace.ingest.testing.StartAttempt;
import dev.millrace.ingest.testing.TestSource;
import dev.millrace.ingest.testing.TestTopics;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.position.SourcePosition;
import dev.millrace.schema.topics.Topics;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Transactions that are larger than a batch. */
class LargeTransactionIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Logger LOG = LoggerFactory.getLogger(LargeTransactionIT.class);
    private static final boolean LONG = Boolean.getBoolean("millrace.test.long");

    // The rows' texts alone are more: 0.9 kB each.
    private static final int HEAP_MEGABYTES = LONG ? 512 : 80;
    private static final int BESIDE_THE_HEAP_MEGABYTES = 190;

    private static final String INSERT =
            "insert into t.big select g, 0, repeat(md5(g::text), 28) from generate_series(%d, %d) g";

    private TestSource source;
    private HistoryTables tables;

    @BeforeEach
    void freshSource() {
        source = TestSource.fresh();
        tables = HistoryTables.create(source);
    }

    @AfterEach
    void dropSource() {
        source.close();
    }

    @Test
    void largeTransactionGoesOnWhereItWasCut() throws InterruptedException {
        IngestSettings settings = StartAttempt.patient(source.settings());
        takeSnapshot(settings);
        int rows = 100_000;

        source.sql(
                "insert into t.pairs select g / 1000, g % 1000, g from generate_series(1, "
                        + rows
                        + ") g",
                "update t.pairs set v = -v where a < 3");
        try (IngestProcess ingest = IngestProcess.start(settings)) {
            awaitPartOf(rows / 4);
            ingest.kill();
        }
        SourcePosition cut = position();
        assertThat(cut.open()).isPresent();
        try (Ingest ingest = Ingest.start(settings)) {
            awaitPartOf(rows / 2);
            source.endLogConnection();
            source.awaitPublished(ingest);
            assertThat(ingest.status().restarts()).isPositive();
        }

        assertThat(position().open()).isEmpty();
        tables.assertPublished();
    }

    @Test
    void heapNeedNotHoldTheTransaction() throws Exception {
        int rows = LONG ? 1_000_000 : 100_000;
        source.sql("create table t.big (id int primary key, n int not null, txt text not null)");
        CapturedTable big = source.capture("big", "id");
        IngestSettings settings = StartAttempt.patient(source.settings());
        takeSnapshot(settings);
        try (IngestProcess ingest = IngestProcess.start(settings, "-Xmx" + HEAP_MEGABYTES + "m")) {
            try (Connection large = source.connect();
                    Statement statement = large.createStatement()) {
                large.setAutoCommit(false);
                statement.execute(INSERT.formatted(1, rows));
                // Commits in between and after it, on rows of its own and of others.
                source.sql(INSERT.formatted(rows + 1, rows + 10));
                large.commit();
            }
            source.sql(
                    INSERT.formatted(rows + 11, rows + 20),
                    "update t.big set n = -1 where id in (1, 7, " + (rows + 1) + ")",
                    "update t.big set n = -2 where id in (1, " + rows + ")");
            Lsn end = Lsn.parse(source.value("select pg_current_wal_insert_lsn()"));
            Awaitility.await()
                    .atMost(LONG ? Duration.ofMinutes(10) : PATIENCE)
                    .until(() -> !position().commitLsn().isBefore(end));

            assertThat(ingest.output()).doesNotContain("OutOfMemory", "begins again");
            long peak = peakMegabytes(ingest.handle());
            LOG.atInfo()
                    .addKeyValue("rows", rows)
                    .addKeyValue("megabytes", peak)
                    .log("peak of the resident set");
            assertThat(peak).isLessThan(HEAP_MEGABYTES + BESIDE_THE_HEAP_MEGABYTES);
        }

        // Every version that was ever committed, summed up by the database itself.
        source.sql(
                "create table t.versions as select id, 0 as n, txt from t.big",
                "insert into t.versions select id, -1, txt from t.big where id in (1, 7, "
                        + (rows + 1)
                        + ")",
                "insert into t.versions select id, -2, txt from t.big where id in (1, "
                        + rows
                        + ")");
        Summary published = new Summary();
        Map<String, List<String>> changed = new TreeMap<>();
        TestTopics.forEach(
                source.topics(),
                Topics.capture(big).name(),
                record -> {
                    String row = Objects.requireNonNull(record.value(), record.key());
                    published.add(row);
                    if (Set.of("[\"1\"]", "[\"" + rows + "\"]").contains(record.key())) {
                        changed.computeIfAbsent(record.key(), _ -> new ArrayList<>())
                                .add(row.replaceAll(".*\"n\":(-?[0-9]+).*", "$1"));
                    }
                });
        assertThat(published.toString())
                .isEqualTo(
                        source.value(
                                "select count(*) || ' rows, sum ' || sum(('x' || left(md5(format('{\"id\":%s,\"n\":%s,\"txt\":\"%s\"}', id, n, txt)), 15))::bit(60)::bigint) from t.versions"));
        assertThat(changed)
                .isEqualTo(
                        Map.of(
                                "[\"1\"]",
                                List.of("0", "-1", "-2"),
                                "[\"" + rows + "\"]",
                                List.of("0", "-2")));
    }

    /** Counts rows and sums their check sums, whatever their order. */
    private static final class Summary {

        private long rows;
        private BigInteger sum = BigInteger.ZERO;

        void add(String row) {
            rows++;
            byte[] digest = digest(row);
            sum = sum.add(new BigInteger(HexFormat.of().formatHex(digest).substring(0, 15), 16));
        }

        private static byte[] digest(String row) {
            try {
                return MessageDigest.getInstance("MD5").digest(row.getBytes(UTF_8));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public String toString() {
            return rows + " rows, sum " + sum;
        }
    }

    private static long peakMegabytes(ProcessHandle process) throws IOException {
        try (Stream<String> lines =
                Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void awaitPartOf(long rows) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() ->
                        position().open().isPresent()
                                && position().open().get().published() >= rows);
    }

    private SourcePosition position() {
        return CommittedPositions.latest(source.topics(), source.slot()).orElseThrow();
    }

    private void takeSnapshot(IngestSettings settings) throws InterruptedException {
        try (Ingest ingest = Ingest.start(settings)) {
            source.awaitPublished(ingest);
        }
    }
}
