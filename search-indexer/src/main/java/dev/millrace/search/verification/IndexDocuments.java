package dev.millrace.search.verification;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.Time;
import co.elastic.clients.elasticsearch.core.SearchResponse;
import co.elastic.clients.elasticsearch.core.search.Hit;
import co.elastic.clients.elasticsearch.core.search.ResponseBody;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads every document that readers of an index find, as of one moment. */
final class IndexDocuments {

    private static final int PAGE = 1_000;
    private static final Time PATIENCE = Time.of(t -> t.time("2m"));

    private IndexDocuments() {}

    /**
     * Hashes by identity; everything that the server has acknowledged is in them.
     *
     * @param alias what leads to the index and hides soft tombstones
     */
    static Map<String, DocumentHash> read(ElasticsearchClient client, String alias)
            throws IOException {
        client.indices().refresh(r -> r.index(alias));
        Map<String, DocumentHash> documents = new HashMap<>();
        SearchResponse<ObjectNode> first =
                client.search(
                        s -> s.index(alias).size(PAGE).scroll(PATIENCE).sort(o -> o.doc(d -> d)),
                        ObjectNode.class);
        ResponseBody<ObjectNode> page = first;
        @Nullable String scroll = first.scrollId();
        try {
            while (!page.hits().hits().isEmpty()) {
                add(documents, page.hits().hits());
                String next = Objects.requireNonNull(scroll, "the server goes on with no search");
                page = client.scroll(s -> s.scrollId(next).scroll(PATIENCE), ObjectNode.class);
                scroll = page.scrollId();
            }
        } finally {
            String last = scroll;
            if (last != null) {
                client.clearScroll(c -> c.scrollId(last));
            }
        }
        return documents;
    }

    private static void add(Map<String, DocumentHash> documents, List<Hit<ObjectNode>> hits) {
        hits.forEach(hit ->
                documents.put(
                        Objects.requireNonNull(hit.id()),
                        DocumentHash.of(Objects.requireNonNull(hit.source()))));
    }
}
