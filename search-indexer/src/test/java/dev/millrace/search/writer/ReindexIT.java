package dev.millrace.search.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import dev.millrace.devstack.testsupport.SharedSearchServer;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.search.connection.SearchConnection;
import dev.millrace.search.connection.SearchSettings;
import dev.millrace.search.reindex.Reindex;
import dev.millrace.search.reindex.Reindex.Exchanged;
import dev.millrace.search.verification.IndexComparison;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An index that is built anew under its readers and its writer, wherever the building ends. */
class ReindexIT {

    private static final URI URL = URI.create(SharedSearchServer.get().url());
    private static final int REQUESTS_MAX = 500;

    private final Map<String, String> expected = new TreeMap<>();
    private WriterFixture fixture;
    private FaultySearchServer faulty;

    @BeforeEach
    void prepare() throws Exception {
        fixture = new WriterFixture(SearchIndexes.COURSES, URL.toString());
        fixture.client.indices().delete(d -> d.index("courses-v2-*").ignoreUnavailable(true));
        faulty = FaultySearchServer.before(URL.toString());
    }

    @AfterEach
    void release() {
        faulty.close();
        fixture.close();
    }

    @Test
    void readersFindTheirDocumentsAtEveryMomentWhereverTheBuildingIsKilled() throws Exception {
        long seed = RandomGenerator.getDefault().nextLong();
        System.out.println("seed " + seed);
        RandomGenerator random = new Random(seed);
        put("rock", "stays");
        for (int i = 0; i < 300; i++) {
            put("d" + i, "title " + i);
        }
        try (IndexWriter writer = fixture.start(URL);
                ContinuousReader reader = new ContinuousReader(fixture, "rock", "stays")) {
            fixture.awaitVisible(expected);
            reader.start();

            Optional<Exchanged> exchanged = Optional.empty();
            int deaths = 0;
            while (exchanged.isEmpty() && deaths < REQUESTS_MAX) {
                faulty.dieAfter(deaths);
                try (ElasticsearchClient client =
                        SearchConnection.open(SearchSettings.at(faulty.url()))) {
                    exchanged = reindex(client).run(0, WriterFixture.PATIENCE, p -> true);
                } catch (PipelineException e) {
                    assertThat(e).hasMessageContaining("does not answer");
                    deaths++;
                } finally {
                    faulty.revive();
                }
                change(random);
                assertThat(behind("courses")).hasSize(1);
            }

            fixture.awaitVisible(expected);
            assertThat(deaths).isBetween(10, REQUESTS_MAX - 1);
            assertThat(behind("courses")).isEqualTo(behind("general")).hasSize(1);
            assertThat(behind("courses")).doesNotContain("courses-v2-1");
            assertThat(behind("courses-former")).hasSize(1);
            change(random);
            fixture.awaitVisible(expected);

            String live = behind("courses").iterator().next();
            String former = behind("courses-former").iterator().next();
            Exchanged back = reindex(fixture.client).back(WriterFixture.PATIENCE);
            assertThat(back).isEqualTo(new Exchanged(former, live));
            // At once, with what was written since the first exchange.
            assertThat(fixture.visible()).isEqualTo(expected);
            change(random);
            fixture.awaitVisible(expected);
            assertThat(reindex(fixture.client).drop()).containsExactly(live);
            change(random);
            fixture.awaitVisible(expected);
            assertThat(writer.status().trouble()).isEmpty();
            assertThat(reader.searches()).isGreaterThan(deaths);
            assertThat(reader.gaps()).isEmpty();
        }
    }

    @Test
    void aThrottledBuildThatIsEndedGoesOnWhereItWas() throws Exception {
        for (int i = 0; i < 200; i++) {
            put("d" + i, "title " + i);
        }
        try (IndexWriter writer = fixture.start(URL)) {
            fixture.awaitVisible(expected);
            List<IndexFill.Progress> seen = new ArrayList<>();
            long begin = System.nanoTime();

            Optional<Exchanged> ended =
                    reindex(fixture.client)
                            .run(
                                    100,
                                    WriterFixture.PATIENCE,
                                    progress -> {
                                        seen.add(progress);
                                        return progress.done() < 100;
                                    });

            assertThat(ended).isEmpty();
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isGreaterThan(Duration.ofMillis(900));
            assertThat(seen.size()).isGreaterThan(3);
            assertThat(seen).allMatch(progress -> progress.total() == 200);
            String next = behind("courses-next").iterator().next();
            assertThat(fixture.titles("courses-next").size()).isBetween(100, 199);
            assertThat(behind("courses")).containsExactly("courses-v2-1");

            List<IndexFill.Progress> then = new ArrayList<>();
            Optional<Exchanged> exchanged =
                    reindex(fixture.client).run(0, WriterFixture.PATIENCE, then::add);

            assertThat(then.getFirst().done()).isGreaterThanOrEqualTo(100);
            assertThat(exchanged).contains(new Exchanged(next, "courses-v2-1"));
            assertThat(fixture.visible()).isEqualTo(expected);
            assertThat(writer.status().trouble()).isEmpty();
        }
    }

    @Test
    void anIndexThatIsNotWhatItMustBeIsNotGivenToReaders() throws Exception {
        put("a", "one");
        try (IndexWriter writer = fixture.start(URL)) {
            fixture.awaitVisible(expected);
            expected.put("b", "of which the topic knows nothing");
            expected.put("a", "other");

            assertThatThrownBy(
                            () -> reindex(fixture.client).run(0, WriterFixture.PATIENCE, p -> true))
                    .isInstanceOf(PipelineException.class)
                    .hasMessageContaining("1 documents missing, 0 too many, 1 different")
                    .hasMessageContaining("the live index stays");

            assertThat(behind("courses")).containsExactly("courses-v2-1");
            assertThat(reindex(fixture.client).drop()).containsExactly("courses-v2-2");
            assertThatThrownBy(() -> reindex(fixture.client).back(WriterFixture.PATIENCE))
                    .hasMessageContaining("no index before courses-v2-1");
            assertThat(writer.status().trouble()).isEmpty();
        }
    }

    private void put(String id, String title) {
        fixture.put(id, title);
        expected.put(id, title);
    }

    /** Something new, something else, and something gone, never the rock. */
    private void change(RandomGenerator random) {
        put("d" + random.nextInt(400), "title " + random.nextInt());
        String gone = "d" + random.nextInt(400);
        fixture.delete(gone);
        expected.remove(gone);
        fixture.flush();
    }

    private Reindex reindex(ElasticsearchClient client) {
        return new Reindex(
                SearchIndexes.COURSES,
                client,
                SearchSettings.at(URL),
                fixture.kafka,
                (alias, catchUp, patience) -> {
                    catchUp.within(patience);
                    return compared(alias);
                });
    }

    private IndexComparison compared(String alias) {
        Map<String, String> found = fixture.titles(alias);
        Set<String> missing = new TreeSet<>(expected.keySet());
        missing.removeAll(found.keySet());
        Set<String> surplus = new TreeSet<>(found.keySet());
        surplus.removeAll(expected.keySet());
        long different =
                expected.entrySet().stream()
                        .filter(e -> found.containsKey(e.getKey()))
                        .filter(e -> !e.getValue().equals(found.get(e.getKey())))
                        .count();
        return new IndexComparison(
                SearchIndexes.COURSES,
                found.size(),
                expected.size(),
                missing.size(),
                surplus.size(),
                different,
                0,
                Lsn.parse("0/0"),
                List.copyOf(missing));
    }

    private Set<String> behind(String alias) throws IOException {
        return fixture.client.indices().getAlias(a -> a.name(alias)).aliases().keySet();
    }
}
