package dev.millrace.search.relevance;

import static org.assertj.core.api.Assertions.assertThat;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.devstack.testsupport.SharedSearchServer;
import dev.millrace.schema.search.IndexFiles;
import dev.millrace.schema.search.SearchIndex;
import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.search.connection.SearchConnection;
import dev.millrace.search.connection.SearchSettings;
import dev.millrace.search.index.IndexCreation;
import dev.millrace.search.query.Found;
import dev.millrace.search.query.SearchQueries;
import dev.millrace.search.query.SearchRequest;
import dev.millrace.search.relevance.Judgements.Judgement;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The named searches against the judgement list, on a real server. */
class RelevanceIT {

    /** What the searches reach, less a little: a change that makes them worse fails the build. */
    private static final double FLOOR = 0.97;

    private static ElasticsearchClient client;
    private static final Set<String> unpublished = new HashSet<>();

    @BeforeAll
    static void index() throws Exception {
        client =
                SearchConnection.open(
                        SearchSettings.at(URI.create(SharedSearchServer.get().url())));
        client.indices().delete(d -> d.index("*-v2-*").ignoreUnavailable(true));
        IndexCreation creation = new IndexCreation(client, 1, 0);
        SearchIndexes.all().forEach(creation::ensure);
        ObjectMapper mapper = new ObjectMapper();
        for (String line : Judgements.text("documents.jsonl").lines().toList()) {
            JsonNode entry = mapper.readTree(line);
            String id = entry.required("id").asText();
            String index = entry.required("index").asText();
            JsonNode document = entry.required("document");
            client.index(i -> i.index(index).id(id).document(document));
            if (entry.path("unpublished").asBoolean()) {
                // What the writer leaves of a document that was withdrawn.
                ObjectNode tombstone =
                        mapper.createObjectNode()
                                .put(IndexFiles.DELETED_AT, "2026-01-01T00:00:00Z");
                client.index(i -> i.index(index).id(id).document(tombstone));
                unpublished.add(id);
            }
        }
        client.indices().refresh(r -> r);
    }

    @AfterAll
    static void end() throws Exception {
        client.indices().delete(d -> d.index("*-v2-*").ignoreUnavailable(true));
        client.close();
    }

    @Test
    void searchesFindFirstWhatWasLookedFor() throws Exception {
        SearchQueries queries = new SearchQueries(client);
        List<String> report = new ArrayList<>();
        double sum = 0;
        List<Judgement> judgements = Judgements.all();
        for (Judgement judgement : judgements) {
            List<String> hits = hits(queries, judgement);
            double ndcg = judgement.ndcg(hits);
            sum += ndcg;
            if (ndcg < 1) {
                report.add(
                        "%.3f  %s '%s' (%s): %s, expected %s"
                                .formatted(
                                        ndcg,
                                        judgement.index(),
                                        judgement.words(),
                                        judgement.about(),
                                        hits,
                                        judgement.grades()));
            }
            assertThat(hits).as(judgement.words()).doesNotContainAnyElementsOf(unpublished);
        }
        double mean = sum / judgements.size();
        System.out.printf(
                Locale.ROOT,
                "nDCG@10 %.4f over %d searches%n%s%n",
                mean,
                judgements.size(),
                String.join("\n", report));
        assertThat(mean).as(String.join("\n", report)).isGreaterThanOrEqualTo(FLOOR);
    }

    @Test
    void everyTypingErrorOfTheListIsForgiven() throws Exception {
        SearchQueries queries = new SearchQueries(client);
        List<Judgement> errors =
                Judgements.all().stream()
                        .filter(judgement -> judgement.about().contains("letter"))
                        .toList();

        assertThat(errors)
                .hasSizeGreaterThanOrEqualTo(5)
                .extracting(Judgement::words)
                .contains("mindfullness");
        assertThat(errors)
                .allSatisfy(error ->
                        assertThat(error.ndcg(hits(queries, error)))
                                .as(error.words())
                                .isEqualTo(1));
    }

    @Test
    void aSearchOfEverythingShowsNothingUnpublished() {
        assertThat(unpublished).hasSizeGreaterThan(5);
        SearchQueries queries = new SearchQueries(client);
        for (SearchIndex index : SearchIndexes.all()) {
            Found everything = queries.search(SearchRequest.of(index, "").page(0, 1_000));

            assertThat(everything.hits()).isNotEmpty();
            assertThat(everything.hits().stream().map(Found.Hit::id))
                    .doesNotContainAnyElementsOf(unpublished);
        }
        for (String word : List.of("yoga", "python", "bridge", "massage", "panic")) {
            assertThat(queries.general(word, 100).stream().map(Found.Hit::id))
                    .as(word)
                    .isNotEmpty()
                    .doesNotContainAnyElementsOf(unpublished);
        }
    }

    private static List<String> hits(SearchQueries queries, Judgement judgement) {
        return queries
                .search(SearchRequest.of(SearchIndexes.get(judgement.index()), judgement.words()))
                .hits()
                .stream()
                .map(Found.Hit::id)
                .toList();
    }
}
