package dev.millrace.search.query;

import static org.assertj.core.api.Assertions.assertThat;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.devstack.testsupport.SharedSearchServer;
import dev.millrace.schema.search.IndexFiles;
import dev.millrace.schema.search.SearchIndex;
import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.search.connection.SearchConnection;
import dev.millrace.search.connection.SearchSettings;
import dev.millrace.search.index.IndexCreation;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Searches that are filled in here against what the server makes of them. */
class NamedSearchesIT {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String NAME = "millrace-test-named";
    private static final Duration LONG = Duration.ofHours(1);
    private static final List<String> PIECES =
            List.of("yoga", " ", "\"", "\\", "{{x}}", "é", "\n", "\t", "<b>", "💡", "'", "0", "$");

    private static ElasticsearchClient client;

    @BeforeAll
    static void open() {
        client =
                SearchConnection.open(
                        SearchSettings.at(URI.create(SharedSearchServer.get().url())));
        IndexCreation creation = new IndexCreation(client, 1, 0);
        SearchIndexes.all().forEach(creation::ensure);
    }

    @AfterAll
    static void close() throws Exception {
        client.deleteScript(d -> d.id(NAME));
        client.indices().delete(d -> d.index("*-v2-*").ignoreUnavailable(true));
        client.close();
    }

    @Test
    void everyNamedSearchIsFilledInAsTheServerDoes() throws Exception {
        Random random = new Random(4);
        NamedSearches searches = new NamedSearches(client, LONG);
        for (SearchIndex index : SearchIndexes.all()) {
            String name = IndexCreation.searchTemplateId(index);
            for (int i = 0; i < 20; i++) {
                String words = i == 0 ? "" : words(random);
                ArrayNode filters = filters(random);
                int from = random.nextInt(3) * 10;
                int size = random.nextInt(50);

                assertThat(searches.filled(name, words, filters, from, size))
                        .as("%s, '%s'", name, words)
                        .isEqualTo(searches.rendered(name, words, filters, from, size));
            }
        }
    }

    @Test
    void theServerIsAskedOnceForManySearches() throws Exception {
        for (SearchIndex index : SearchIndexes.all()) {
            put(IndexFiles.searchTemplate(index));
            NamedSearches searches = new NamedSearches(client, LONG);
            ObjectNode expected = searches.rendered(NAME, "rest", JSON.arrayNode(), 20, 5);
            filled(searches);

            client.deleteScript(d -> d.id(NAME));

            assertThat(searches.filled(NAME, "rest", JSON.arrayNode(), 20, 5))
                    .as(index.name())
                    .isEqualTo(expected);
        }
        put("{}");
    }

    @Test
    void aSearchThatWasChangedOnTheServerCountsOnceItIsOldEnough() throws Exception {
        put(
                "{\"size\": {{size}}, \"from\": {{from}}, \"a\": \"{{words}}\", \"f\": "
                        + FILTER
                        + "}");
        NamedSearches slow = new NamedSearches(client, LONG);
        NamedSearches quick = new NamedSearches(client, Duration.ZERO);
        ObjectNode before = filled(slow);
        filled(quick);

        put(
                "{\"size\": {{size}}, \"from\": {{from}}, \"b\": \"{{words}}\", \"f\": "
                        + FILTER
                        + "}");

        assertThat(before.path("a").asText()).isEqualTo("yoga");
        assertThat(filled(slow)).isEqualTo(before);
        assertThat(filled(quick).path("b").asText()).isEqualTo("yoga");
    }

    @Test
    void aSearchThatDoesMoreWithItsParametersIsLeftToTheServer() throws Exception {
        for (String source :
                List.of(
                        "{\"size\": {{size}}, \"from\": {{from}}, \"a\": \"{{words}}*\", \"f\": "
                                + FILTER
                                + "}",
                        "{\"size\": {{size}}, \"a\": \"{{words}}\", \"f\": " + FILTER + "}",
                        "{\"size\": {{size}}, \"from\": {{from}}, \"a\": \"{{words}}\", \"f\":"
                                + " [{{#filter}}{\"x\": 1}{{/filter}}]}")) {
            put(source);
            NamedSearches searches = new NamedSearches(client, LONG);
            ArrayNode filters = JSON.arrayNode().add(JSON.objectNode().put("match_all", 1));

            for (String words : List.of("yoga", "")) {
                assertThat(searches.filled(NAME, words, filters, 10, 5))
                        .as(source)
                        .isEqualTo(searches.rendered(NAME, words, filters, 10, 5));
            }
        }
    }

    @Test
    void whatACallerChangesIsNotSeenByTheNext() throws Exception {
        NamedSearches searches = new NamedSearches(client, LONG);
        String name = IndexCreation.searchTemplateId(SearchIndexes.COURSES);
        ObjectNode first = searches.filled(name, "yoga", JSON.arrayNode(), 0, 10);
        ObjectNode copy = first.deepCopy();

        first.withObject("/query/bool").removeAll();

        assertThat(searches.filled(name, "yoga", JSON.arrayNode(), 0, 10)).isEqualTo(copy);
    }

    private static final String FILTER = "{{#toJson}}filter{{/toJson}}";

    private static ObjectNode filled(NamedSearches searches) throws Exception {
        return searches.filled(NAME, "yoga", JSON.arrayNode(), 0, 10);
    }

    private static void put(String source) throws Exception {
        client.putScript(p ->
                p.id(NAME).script(s -> s.lang("mustache").source(t -> t.scriptString(source))));
    }

    private static String words(Random random) {
        StringBuilder words = new StringBuilder();
        for (int i = random.nextInt(1, 8); i > 0; i--) {
            words.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return words.toString();
    }

    private static ArrayNode filters(Random random) {
        ArrayNode filters = JSON.arrayNode();
        for (int i = random.nextInt(3); i > 0; i--) {
            filters.addObject().putObject("term").put("category", words(random));
        }
        return filters;
    }
}
