package dev.millrace.search.query;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.json.JsonData;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The named searches, filled in. What the server makes of one is asked once in a while with marks
 * in the place of the parameters; in between they are put there without asking, which saves every
 * search a request and the server the filling in. A named search that does something else with its
 * parameters than to write them somewhere is filled in by the server each time.
 *
 * <p>Safe for many threads.
 */
final class NamedSearches {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    // Nobody looks for these, and no named search has numbers as large.
    private static final String WORDS = "\u2063words\u2063";
    private static final ArrayNode FILTER =
            JSON.arrayNode().add(JSON.objectNode().put("\u2063filter\u2063", true));
    private static final int FROM = 1_000_000_007;
    private static final int SIZE = 1_000_000_009;

    private final ElasticsearchClient client;
    private final long ageNanosMax;
    private final Map<Key, Known> known = new ConcurrentHashMap<>();

    private record Key(String name, boolean isEmpty) {}

    /** The search with marks; empty where only the server can fill it in. */
    private record Known(Optional<ObjectNode> marked, long sinceNanos) {}

    /**
     * @param ageMax after how long a search that was changed on the server is used as it is now
     */
    NamedSearches(ElasticsearchClient client, Duration ageMax) {
        this.client = client;
        this.ageNanosMax = ageMax.toNanos();
    }

    /**
     * A search as the server would fill it in, the caller's to change.
     *
     * @param name of the search on the server
     * @param words empty for none
     */
    ObjectNode filled(String name, String words, ArrayNode filters, int from, int size)
            throws IOException {
        Optional<ObjectNode> marked = marked(new Key(name, words.isEmpty()));
        if (marked.isEmpty()) {
            return rendered(name, words, filters, from, size);
        }
        ObjectNode search = marked.get().deepCopy();
        replace(search, new Parameters(words, filters, from, size));
        return search;
    }

    /** As the server fills it in. */
    ObjectNode rendered(String name, String words, ArrayNode filters, int from, int size)
            throws IOException {
        ObjectNode search = JSON.objectNode();
        client.renderSearchTemplate(r ->
                        r.id(name)
                                .params("words", JsonData.of(words))
                                .params("filter", JsonData.of(filters))
                                .params("from", JsonData.of(from))
                                .params("size", JsonData.of(size)))
                .templateOutput()
                .forEach((field, value) -> search.set(field, value.to(JsonNode.class)));
        return search;
    }

    private Optional<ObjectNode> marked(Key key) throws IOException {
        Known seen = known.get(key);
        if (seen != null && System.nanoTime() - seen.sinceNanos() < ageNanosMax) {
            return seen.marked();
        }
        long now = System.nanoTime();
        ObjectNode search =
                rendered(key.name(), key.isEmpty() ? "" : WORDS, FILTER.deepCopy(), FROM, SIZE);
        Optional<ObjectNode> marked =
                isMarked(search, !key.isEmpty()) ? Optional.of(search) : Optional.empty();
        known.put(key, new Known(marked, now));
        return marked;
    }

    /** Whether each parameter is in some place of its own, and nothing else is left of a mark. */
    private static boolean isMarked(ObjectNode search, boolean hasWords) {
        ObjectNode without = search.deepCopy();
        Parameters nothing = new Parameters("", JSON.arrayNode(), 0, 0);
        replace(without, nothing);
        String rest = without.toString();
        String all = search.toString();
        return all.contains(FILTER.toString())
                && all.contains(Integer.toString(FROM))
                && all.contains(Integer.toString(SIZE))
                && all.contains(WORDS) == hasWords
                && !rest.contains("\u2063")
                && !rest.contains(Integer.toString(FROM))
                && !rest.contains(Integer.toString(SIZE));
    }

    private record Parameters(String words, ArrayNode filters, int from, int size) {}

    private static void replace(ObjectNode node, Parameters parameters) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            field.setValue(replaced(field.getValue(), parameters));
        }
    }

    private static JsonNode replaced(JsonNode value, Parameters parameters) {
        if (value.equals(FILTER)) {
            return parameters.filters().deepCopy();
        }
        if (value instanceof ObjectNode object) {
            replace(object, parameters);
        } else if (value instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, replaced(array.get(i), parameters));
            }
        } else if (value.isTextual() && value.asText().equals(WORDS)) {
            return TextNode.valueOf(parameters.words());
        } else if (value.isInt() && value.asInt() == FROM) {
            return JSON.numberNode(parameters.from());
        } else if (value.isInt() && value.asInt() == SIZE) {
            return JSON.numberNode(parameters.size());
        }
        return value;
    }
}
