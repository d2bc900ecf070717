package dev.millrace.search.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch._types.Refresh;
import co.elastic.clients.elasticsearch.core.search.Hit;
import co.elastic.clients.json.JsonData;
import dev.millrace.devstack.testsupport.SharedSearchServer;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.search.SearchIndex;
import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.search.connection.SearchConnection;
import dev.millrace.search.connection.SearchSettings;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IndexCreationIT {

    private ElasticsearchClient client;
    private IndexCreation creation;

    @BeforeEach
    void connect() throws Exception {
        client =
                SearchConnection.open(
                        SearchSettings.at(URI.create(SharedSearchServer.get().url())));
        client.indices().delete(d -> d.index("*-v2-*").ignoreUnavailable(true));
        creation = new IndexCreation(client, 1, 0);
    }

    @AfterEach
    void disconnect() throws Exception {
        client.close();
    }

    @Test
    void eachIndexOfTheCatalogueIsMadeOnceAndTheGeneralAliasSpansFive() throws Exception {
        for (SearchIndex index : SearchIndexes.all()) {
            assertThat(creation.ensure(index)).isEqualTo(index.name() + "-v2-1");
            assertThat(creation.ensure(index)).isEqualTo(index.name() + "-v2-1");
        }

        assertThat(client.indices().getAlias(a -> a.name("general")).aliases())
                .containsOnlyKeys(
                        "practitioners-v2-1",
                        "services-v2-1",
                        "content-v2-1",
                        "courses-v2-1",
                        "projects-v2-1");
    }

    @Test
    void anAliasHidesWhatIsDeletedInTheSoftWay() throws Exception {
        creation.ensure(SearchIndexes.COURSES);
        put("courses-v2-1", "1", Map.of("title", "Alive"));
        put("courses-v2-1", "2", Map.of("deleted_at", "2026-11-21T00:00:00Z"));

        assertThat(client.count(c -> c.index("courses")).count()).isEqualTo(1);
        assertThat(client.count(c -> c.index("general")).count()).isEqualTo(1);
        assertThat(client.count(c -> c.index("courses-v2-1")).count()).isEqualTo(2);
    }

    @Test
    void theNamedSearchKnowsBoostsPhrasesTyposStemsAndSynonyms() throws Exception {
        creation.ensure(SearchIndexes.COURSES);
        course("in-text", "Cooking", "project management for kitchens", 5.0);
        course("phrase", "Project management essentials", "none", 3.0);
        course("apart", "Management of a large project", "none", 5.0);
        course("good", "Gardens", "none", 4.5);
        course("poor", "Gardens", "none", 2.0);

        assertThat(ids("project management"))
                .startsWith("phrase")
                .containsExactlyInAnyOrder("phrase", "apart", "in-text");
        assertThat(ids("projcet managing")).contains("phrase", "apart");
        assertThat(ids("pm")).startsWith("phrase");
        assertThat(ids("garden")).containsExactly("good", "poor");
        assertThat(ids("say \"no\", {{x}} \\ & <b>")).isEmpty();
    }

    @Test
    void aFieldThatNoMappingHasIsRefused() throws Exception {
        creation.ensure(SearchIndexes.COURSES);

        assertThatExceptionOfType(ElasticsearchException.class)
                .isThrownBy(() -> put("courses-v2-1", "1", Map.of("email", "a@b.example")))
                .satisfies(e -> assertThat(e.status()).isEqualTo(400));
    }

    @Test
    void anIndexThatLostItsAliasIsNotTakenForAnother() throws Exception {
        creation.ensure(SearchIndexes.LESSONS);
        client.indices().deleteAlias(d -> d.index("lessons-v2-1").name("lessons"));

        assertThatExceptionOfType(PipelineException.class)
                .isThrownBy(() -> creation.ensure(SearchIndexes.LESSONS))
                .withMessageContaining("lessons-v2-1 exists without the alias lessons")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(ErrorKind.SERVER_MISCONFIGURED));
    }

    private void course(String id, String title, String description, double rating)
            throws IOException {
        put(
                "courses-v2-1",
                id,
                Map.of("title", title, "description", description, "average_rating", rating));
    }

    private void put(String index, String id, Map<String, ?> document) throws IOException {
        client.index(i -> i.index(index).id(id).document(document).refresh(Refresh.True));
    }

    private List<String> ids(String words) throws IOException {
        return client
                .searchTemplate(
                        s ->
                                s.index("courses")
                                        .id(IndexCreation.searchTemplateId(SearchIndexes.COURSES))
                                        .params("words", JsonData.of(words))
                                        .params("filter", JsonData.of(List.of())),
                        Map.class)
                .hits()
                .hits()
                .stream()
                .map(Hit::id)
                .toList();
    }
}
