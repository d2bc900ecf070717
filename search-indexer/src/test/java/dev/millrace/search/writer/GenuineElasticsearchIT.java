package dev.millrace.search.writer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schema.search.IndexFiles;
import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.schema.topics.RowSerde;
import dev.millrace.search.index.IndexCreation;
import dev.millrace.search.index.IndexVersions;
import dev.millrace.search.writer.BulkSender.Outcome;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same writer and aliases on Elasticsearch itself, within what its published artifacts have:
 * external versions, soft tombstones, refused items, a full disk, the swap of aliases, searches and
 * a point in time. The distribution comes with {@code mvn -Plong}.
 */
@EnabledIfSystemProperty(named = "millrace.test.long", matches = "true")
class GenuineElasticsearchIT {

    private static final Query LIVE =
            Query.of(q ->
                    q.bool(b -> b.mustNot(m -> m.exists(e -> e.field(IndexFiles.DELETED_AT)))));

    @TempDir private static Path folder;

    private static GenuineElasticsearch server;

    private final Map<String, String> expected = new TreeMap<>();
    private WriterFixture fixture;

    @BeforeAll
    static void startServer() throws Exception {
        server = GenuineElasticsearch.start(folder);
    }

    @AfterAll
    static void endServer() throws Exception {
        server.close();
    }

    @BeforeEach
    void start() throws Exception {
        fixture = new WriterFixture(SearchIndexes.COURSES, server.url().toString());
        fixture.client
                .indices()
                .delete(d -> d.index("courses-v2-1", "courses-v2-2").ignoreUnavailable(true));
        create("courses-v2-1", "courses", "general");
    }

    @AfterEach
    void end() {
        fixture.close();
    }

    @Test
    void theWriterAndTheSwapOfAliasesWorkAsOnTheEmbeddedServer() throws Exception {
        for (int i = 0; i < 500; i++) {
            put("d" + i, "Title number " + i);
        }
        try (IndexWriter writer = fixture.start(server.url())) {
            fixture.awaitVisible(expected);

            // A deleted document is hidden, and an older write does not bring it back.
            fixture.delete("d0");
            expected.remove("d0");
            fixture.awaitVisible(expected);
            DocumentChange late =
                    DocumentChange.of(
                            new ConsumerRecord<>(
                                    "search.courses",
                                    0,
                                    0,
                                    "[\"d0\"]".getBytes(UTF_8),
                                    "{\"title\":\"Late\"}".getBytes(UTF_8)),
                            1,
                            Instant.now());
            assertThat(new BulkSender(fixture.client, "courses-v2-1").send(List.of(late)))
                    .containsExactly(new Outcome.Settled(true));
            assertThat(fixture.visible()).isEqualTo(expected);
            assertThat(matching("number")).isEqualTo(expected.size());

            // Another index in one call; the writer fills it by itself.
            create("courses-v2-2", "courses-next");
            new IndexVersions(
                            SearchIndexes.COURSES,
                            fixture.client,
                            new IndexCreation(fixture.client, 1, 0))
                    .promote("courses-v2-1", "courses-v2-2");
            put("after", "Title number of the next");
            fixture.awaitVisible(expected);
            assertThat(behind("courses")).containsExactly("courses-v2-2");
            assertThat(behind("general")).containsExactly("courses-v2-2");
            assertThat(behind("courses-former")).containsExactly("courses-v2-1");
            assertThat(writer.status().trouble()).isEmpty();
            assertThat(writer.status().deadLetters()).isZero();

            String moment =
                    fixture.client
                            .openPointInTime(p -> p.index("courses").keepAlive(t -> t.time("1m")))
                            .id();
            put("later", "Title number of later");
            fixture.awaitVisible(expected);
            assertThat(
                            fixture.client
                                    .search(
                                            s -> s.size(1_000).pit(p -> p.id(moment)).query(LIVE),
                                            ObjectNode.class)
                                    .hits()
                                    .hits())
                    .hasSize(expected.size() - 1);
        }
    }

    @Test
    void aFullDiskIsWaitedForAndWhatTheMappingRefusesIsSetAside() throws Exception {
        put("a", "Title number one");
        try (IndexWriter writer = fixture.start(server.url())) {
            fixture.awaitVisible(expected);

            fixture.closedToWrites(true);
            put("b", "Title number two");
            await().atMost(WriterFixture.PATIENCE)
                    .untilAsserted(() ->
                            assertThat(writer.status().trouble())
                                    .hasValueSatisfying(why ->
                                            assertThat(why)
                                                    .contains(
                                                            "disk usage exceeded flood-stage watermark")));
            assertThat(matching("two")).isZero();
            fixture.closedToWrites(false);
            fixture.awaitVisible(expected);

            fixture.send("c", RowSerde.newObject().put("unknown_field", "contents"));
            put("d", "Title number four");
            fixture.awaitVisible(expected);
            await().atMost(WriterFixture.PATIENCE).until(() -> writer.status().refused() == 1);
            await().atMost(WriterFixture.PATIENCE)
                    .until(() -> writer.status().state() == IndexWriterState.RUNNING);
        }

        fixture.delete("a");
        expected.remove("a");
        try (IndexWriter writer = fixture.start(server.url(), WriterFixture.FORGETFUL)) {
            await().atMost(WriterFixture.PATIENCE)
                    .until(() -> fixture.titles("courses-v2-1").equals(expected));
            assertThat(writer.status().deleted()).isEqualTo(1);
        }
    }

    private void put(String id, String title) {
        fixture.put(id, title);
        expected.put(id, title);
    }

    private void create(String index, String... aliases) throws IOException {
        // Our own fields as they are, and a title without our analysis.
        ObjectNode mappings =
                (ObjectNode) IndexFiles.definition(SearchIndexes.COURSES).required("mappings");
        ObjectNode fields = (ObjectNode) mappings.required("properties");
        fields.retain(IndexFiles.DELETED_AT, IndexFiles.SOURCE);
        fields.putObject("title").put("type", "text").put("analyzer", "standard");
        fixture.client
                .indices()
                .create(c -> {
                    c.index(index)
                            .settings(s -> s.numberOfReplicas("0"))
                            .mappings(m -> m.withJson(new StringReader(mappings.toString())));
                    for (String alias : aliases) {
                        c.aliases(alias, a -> a.filter(LIVE));
                    }
                    return c;
                });
    }

    private List<String> behind(String alias) throws IOException {
        return List.copyOf(
                fixture.client.indices().getAlias(a -> a.name(alias)).aliases().keySet());
    }

    private long matching(String word) throws IOException {
        return fixture.client
                .count(c ->
                        c.index("courses").query(q -> q.match(m -> m.field("title").query(word))))
                .count();
    }
}
