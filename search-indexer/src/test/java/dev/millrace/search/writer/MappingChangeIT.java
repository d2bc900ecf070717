package dev.millrace.search.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.devstack.testsupport.SharedSearchServer;
import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.search.SearchIndex;
import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.search.connection.SearchSettings;
import dev.millrace.search.index.IndexVersions;
import dev.millrace.search.reindex.Reindex;
import dev.millrace.search.reindex.Reindex.Exchanged;
import dev.millrace.search.verification.IndexComparison;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A release with a new version of an index's mapping: reindex gives it to readers. */
class MappingChangeIT {

    private static final URI URL = URI.create(SharedSearchServer.get().url());

    /** What the next release might have: titles can be asked for as a whole, letter by letter. */
    private static final SearchIndex NEWER = new SearchIndex("courses", 99, true);

    private final Map<String, String> expected = new TreeMap<>();
    private WriterFixture fixture;

    @BeforeEach
    void prepare() throws Exception {
        fixture = new WriterFixture(SearchIndexes.COURSES, URL.toString());
        fixture.client.indices().delete(d -> d.index("courses-v*").ignoreUnavailable(true));
    }

    @AfterEach
    void release() throws Exception {
        fixture.client.indices().delete(d -> d.index("courses-v99-*").ignoreUnavailable(true));
        fixture.close();
    }

    @Test
    void theNewMappingIsLiveAfterAReindexAndReadersAreNeverWithoutAnIndex() throws Exception {
        put("rock", "stays");
        for (int i = 0; i < 200; i++) {
            put("d" + i, "Title " + i);
        }
        try (IndexWriter writer = fixture.start(URL);
                ContinuousReader reader = new ContinuousReader(fixture, "rock", "stays")) {
            fixture.awaitVisible(expected);
            reader.start();
            assertThat(wholly("Title 7")).isEmpty();
            assertThat(IndexVersions.live(fixture.client)).containsEntry("courses", "courses-v2-1");
            assertThat(IndexVersions.isOutdated(NEWER, "courses-v2-1")).isTrue();
            assertThat(IndexVersions.isOutdated(SearchIndexes.COURSES, "courses-v2-1")).isFalse();

            Exchanged exchanged =
                    reindex(NEWER).run(0, WriterFixture.PATIENCE, progress -> true).orElseThrow();

            assertThat(exchanged).isEqualTo(new Exchanged("courses-v99-1", "courses-v2-1"));
            assertThat(wholly("Title 7")).containsExactly("d7");
            assertThat(wholly("title 7")).isEmpty();
            // A writer of the release before goes on in it.
            put("d7", "Another title");
            put("later", "Title 7");
            fixture.awaitVisible(expected);
            assertThat(wholly("Title 7")).containsExactly("later");

            // Who still has the former files must not build an older mapping over a newer one.
            assertThatThrownBy(() ->
                            reindex(SearchIndexes.COURSES)
                                    .run(0, WriterFixture.PATIENCE, progress -> true))
                    .hasMessageContaining(
                            "courses-v99-1 is live, whose mapping is newer than this program's");

            assertThat(reindex(NEWER).back(WriterFixture.PATIENCE))
                    .isEqualTo(new Exchanged("courses-v2-1", "courses-v99-1"));
            assertThat(fixture.visible()).isEqualTo(expected);
            assertThat(wholly("Title 7")).isEmpty();
            put("last", "Back again");
            fixture.awaitVisible(expected);
            assertThat(reindex(NEWER).drop()).containsExactly("courses-v99-1");
            await().atMost(WriterFixture.PATIENCE)
                    .untilAsserted(() -> assertThat(writer.status().trouble()).isEmpty());
            assertThat(reader.searches()).isPositive();
            assertThat(reader.gaps()).isEmpty();
        }
    }

    private void put(String id, String title) {
        fixture.put(id, title);
        expected.put(id, title);
    }

    /** Identities of those with exactly this title; the field is one of the newer mapping. */
    private List<String> wholly(String title) throws IOException {
        fixture.client.indices().refresh(r -> r.index("courses"));
        return fixture
                .client
                .search(
                        s ->
                                s.index("courses")
                                        .query(q ->
                                                q.term(t -> t.field("title.whole").value(title))),
                        Map.class)
                .hits()
                .hits()
                .stream()
                .map(hit -> hit.id())
                .toList();
    }

    private Reindex reindex(SearchIndex index) {
        return new Reindex(
                index,
                fixture.client,
                SearchSettings.at(URL),
                fixture.kafka,
                (alias, catchUp, patience) -> {
                    catchUp.within(patience);
                    Map<String, String> found = fixture.titles(alias);
                    long wrong = found.equals(expected) ? 0 : 1;
                    return new IndexComparison(
                            index,
                            found.size(),
                            expected.size(),
                            0,
                            0,
                            wrong,
                            0,
                            Lsn.parse("0/0"),
                            List.of());
                });
    }
}
