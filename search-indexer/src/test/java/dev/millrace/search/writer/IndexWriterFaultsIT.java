package dev.millrace.search.writer;

import static dev.millrace.search.writer.WriterFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.devstack.EmbeddedSearchServer;
import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.search.writer.FaultySearchServer.Fault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a writer does when the search server fails under it. */
class IndexWriterFaultsIT {

    private static final int CHANGES = 4_000;
    private static final int DOCUMENTS = 500;

    /** Held is what a writer has read of a partition; what is more waits in Kafka. */
    private static final int MORE_THAN_IS_HELD = 5_000;

    @TempDir private static Path folder;

    private static EmbeddedSearchServer server;
    private FaultySearchServer faulty;
    private WriterFixture fixture;

    @BeforeAll
    static void startServer() {
        server = EmbeddedSearchServer.start(folder, OptionalInt.empty());
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void start() throws Exception {
        server.start();
        faulty = FaultySearchServer.before(server.url());
        fixture = new WriterFixture(SearchIndexes.COURSES, server.url());
        fixture.closedToWrites(false);
        fixture.client
                .indices()
                .delete(d -> d.index("courses-v*", "lessons-v*").ignoreUnavailable(true));
    }

    @AfterEach
    void end() {
        fixture.close();
        faulty.close();
    }

    @Test
    void nothingIsLostOrRevivedWhenTheServerIsStoppedAndKilledUnderLoad() throws Exception {
        long seed = RandomGenerator.getDefault().nextLong();
        System.out.println("seed " + seed);
        RandomGenerator random = new Random(seed);
        Map<String, String> expected = new HashMap<>();
        try (IndexWriter writer = fixture.start(URI.create(server.url()))) {
            for (int i = 0; i < CHANGES; i++) {
                String id = "d" + random.nextInt(DOCUMENTS);
                if (random.nextInt(4) == 0) {
                    fixture.delete(id);
                    expected.remove(id);
                } else {
                    fixture.put(id, "title " + i);
                    expected.put(id, "title " + i);
                }
                if (i == CHANGES / 4) {
                    fixture.flush();
                    await().atMost(PATIENCE).until(() -> writer.status().written() > 0);
                    server.stop();
                }
                if (i == CHANGES / 2) {
                    await().atMost(PATIENCE)
                            .until(() -> writer.status().state() == IndexWriterState.WAITING);
                    assertThat(writer.status().trouble().orElseThrow())
                            .contains("the search server does not answer");
                    server.start();
                }
                if (i == CHANGES * 3 / 4) {
                    fixture.flush();
                    ProcessHandle process =
                            ProcessHandle.of(server.pid().orElseThrow()).orElseThrow();
                    process.destroyForcibly();
                    process.onExit().join();
                    server.stop();
                    server.start();
                }
            }

            fixture.awaitVisible(expected);
            await().atMost(PATIENCE)
                    .until(() -> writer.status().state() == IndexWriterState.RUNNING);
        }
    }

    @Test
    void whatWaitsIsCountedWhileTheServerIsAwayAndSinceWhen() {
        Map<String, String> expected = new HashMap<>();
        try (IndexWriter writer = fixture.start(URI.create(server.url()))) {
            fixture.put("first", "one");
            expected.put("first", "one");
            fixture.awaitVisible(expected);

            Instant before = Instant.now();
            server.stop();
            for (int i = 0; i < MORE_THAN_IS_HELD; i++) {
                fixture.put("d" + i % DOCUMENTS, "title " + i);
                expected.put("d" + i % DOCUMENTS, "title " + i);
            }
            fixture.flush();

            await().atMost(PATIENCE).until(() -> writer.status().lag() >= MORE_THAN_IS_HELD);
            IndexWriterStatus away = writer.status();
            assertThat(away.state()).isEqualTo(IndexWriterState.WAITING);
            assertThat(away.trouble().orElseThrow()).contains("does not answer");
            assertThat(away.troubleSince().orElseThrow()).isBetween(before, Instant.now());
            fixture.put("last", "one more");
            expected.put("last", "one more");
            fixture.flush();
            await().atMost(PATIENCE).until(() -> writer.status().lag() > MORE_THAN_IS_HELD);
            assertThat(writer.status().troubleSince()).isEqualTo(away.troubleSince());

            server.start();

            fixture.awaitVisible(expected);
            await().atMost(PATIENCE).until(() -> writer.status().lag() == 0);
            await().atMost(PATIENCE)
                    .until(() -> writer.status().state() == IndexWriterState.RUNNING);
            assertThat(writer.status().troubleSince()).isEmpty();
            assertThat(writer.status().deadLetters()).isZero();
        }
    }

    /** The server closes every index to writes when its disk is as good as full. */
    @Test
    void aWriterBeforeAFullDiskWaitsAllTheTimeAndSaysWhatIsFull() throws Exception {
        Map<String, String> expected = new HashMap<>();
        try (IndexWriter writer = fixture.start(URI.create(server.url()))) {
            fixture.put("first", "one");
            expected.put("first", "one");
            fixture.awaitVisible(expected);
            await().atMost(PATIENCE).until(() -> nextOffsets() == 1);

            fixture.closedToWrites(true);
            for (int i = 0; i < MORE_THAN_IS_HELD; i++) {
                fixture.put("d" + i % DOCUMENTS, "title " + i);
                expected.put("d" + i % DOCUMENTS, "title " + i);
            }
            fixture.flush();

            await().atMost(PATIENCE).until(() -> writer.status().lag() >= MORE_THAN_IS_HELD);
            IndexWriterStatus full = writer.status();
            // A try that fails is no reason to say in between that all is well.
            await().atMost(PATIENCE)
                    .during(Duration.ofSeconds(2))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() ->
                            writer.status().state() == IndexWriterState.WAITING
                                    && writer.status().troubleSince().equals(full.troubleSince()));
            assertThat(full.trouble().orElseThrow())
                    .contains("disk usage exceeded flood-stage watermark");
            assertThat(nextOffsets()).isEqualTo(1);
            assertThat(fixture.visible()).hasSize(1);

            fixture.closedToWrites(false);

            fixture.awaitVisible(expected);
            await().atMost(PATIENCE)
                    .until(() -> writer.status().state() == IndexWriterState.RUNNING);
            assertThat(writer.status().deadLetters()).isZero();
        }
    }

    @Test
    void refusalsThatPassAreTriedAgainAndThePlaceWaits() throws Exception {
        try (IndexWriter writer = fixture.start(faulty.url())) {
            fixture.put("first", "one");
            fixture.awaitVisible(Map.of("first", "one"));
            await().atMost(PATIENCE).until(() -> nextOffsets() == 1);

            for (Fault fault :
                    new Fault[] {
                        new Fault.RefuseItems(429, "es_rejected_execution_exception"),
                        new Fault.Refuse(429, "circuit_breaking_exception"),
                        new Fault.Refuse(503, "no_shard_available_action_exception"),
                        new Fault.RefuseItems(503, "unavailable_shards_exception"),
                        // A full disk: the server closes the index to writes.
                        new Fault.RefuseItems(403, "cluster_block_exception"),
                        new Fault.Refuse(403, "cluster_block_exception")
                    }) {
                long before = nextOffsets();
                faulty.always(fault);
                fixture.put("first", "after " + fault);
                await().atMost(PATIENCE)
                        .until(() -> writer.status().state() == IndexWriterState.WAITING);
                assertThat(nextOffsets()).isEqualTo(before);
                faulty.always(Fault.NONE);

                fixture.awaitVisible(Map.of("first", "after " + fault));
                await().atMost(PATIENCE)
                        .until(() -> writer.status().state() == IndexWriterState.RUNNING);
            }
            assertThat(writer.status().deadLetters()).isZero();
        }
    }

    @Test
    void aWriterWhoseLoginIsRefusedSaysSoAndGoesOnOnceItIsTaken() {
        try (IndexWriter writer = fixture.start(faulty.url())) {
            fixture.put("a", "one");
            fixture.awaitVisible(Map.of("a", "one"));

            for (Fault fault :
                    new Fault[] {
                        new Fault.Refuse(401, "security_exception"),
                        new Fault.Refuse(403, "security_exception")
                    }) {
                faulty.always(fault);
                fixture.put("a", "after " + fault);
                await().atMost(PATIENCE)
                        .until(() -> writer.status().state() == IndexWriterState.WAITING);
                assertThat(writer.status().trouble().orElseThrow())
                        .contains("refuses the login")
                        .contains("security_exception");

                faulty.always(Fault.NONE);
                fixture.awaitVisible(Map.of("a", "after " + fault));
                await().atMost(PATIENCE)
                        .until(() -> writer.status().state() == IndexWriterState.RUNNING);
                assertThat(writer.status().trouble()).isEmpty();
            }
            assertThat(writer.status().deadLetters()).isZero();
        }
    }

    @Test
    void anIndexThatHangsHoldsUpNoOther() {
        CountDownLatch until = new CountDownLatch(1);
        faulty.always(new Fault.Hang(until));
        fixture.put("a", "one");
        try (WriterFixture other = new WriterFixture(SearchIndexes.LESSONS, server.url());
                IndexWriter hanging = fixture.start(faulty.url());
                IndexWriter writer = other.start(URI.create(server.url()))) {
            for (int i = 0; i < 100; i++) {
                other.put("lesson", "version " + i);
            }

            other.awaitVisible(Map.of("lesson", "version 99"));
            fixture.awaitVisible(Map.of());
            assertThat(hanging.status().written()).isZero();
            faulty.always(Fault.NONE);
            until.countDown();
            fixture.awaitVisible(Map.of("a", "one"));
        } finally {
            until.countDown();
        }
    }

    private long nextOffsets() {
        return fixture.places().places().stream().mapToLong(WriterPlace::nextOffset).sum();
    }
}
