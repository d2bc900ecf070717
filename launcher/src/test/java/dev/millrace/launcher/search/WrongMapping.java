package dev.millrace.launcher.search;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.mapping.TypeMapping;
import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import co.elastic.clients.elasticsearch.indices.IndexSettings;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schema.search.IndexFiles;
import dev.millrace.schema.search.SearchIndexes;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;

/** An index of courses whose mapping takes a category for a number, live in place of the right. */
final class WrongMapping {

    private static final String COURSES = SearchIndexes.COURSES.name();
    private static final Query LIVE =
            Query.of(q ->
                    q.bool(b -> b.mustNot(m -> m.exists(e -> e.field(IndexFiles.DELETED_AT)))));

    private final ElasticsearchClient client;
    private final String right;
    private final String wrong;

    private WrongMapping(ElasticsearchClient client, String right, String wrong) {
        this.client = client;
        this.right = right;
        this.wrong = wrong;
    }

    /**
     * Gives it to readers and to the writer.
     *
     * @param right the index that is live now; it stays, without an alias
     */
    static WrongMapping makeLive(ElasticsearchClient client, String right) throws IOException {
        String wrong = right.substring(0, right.lastIndexOf('-') + 1) + "7000";
        ObjectNode definition = IndexFiles.definition(SearchIndexes.COURSES);
        ((ObjectNode) definition.at("/mappings/properties"))
                .putObject("category")
                .put("type", "integer");
        String settings = definition.required("settings").toString();
        String mappings = definition.required("mappings").toString();
        client.indices()
                .create(c ->
                        c.index(wrong)
                                .settings(
                                        IndexSettings.of(
                                                s -> s.withJson(new StringReader(settings))))
                                .mappings(
                                        TypeMapping.of(
                                                m -> m.withJson(new StringReader(mappings)))));
        WrongMapping mapping = new WrongMapping(client, right, wrong);
        mapping.exchange(right, wrong);
        return mapping;
    }

    /** Gives readers the right index again, whatever a test left behind. */
    void undo() throws IOException {
        if (isLive()) {
            exchange(wrong, right);
            client.indices().delete(d -> d.index(wrong));
        }
    }

    private boolean isLive() throws IOException {
        return client.indices().getAlias(a -> a.name(COURSES)).aliases().containsKey(wrong);
    }

    private void exchange(String from, String to) throws IOException {
        client.indices()
                .updateAliases(u -> {
                    for (String alias : List.of(COURSES, SearchIndexes.GENERAL)) {
                        u.actions(a -> a.remove(r -> r.index(from).alias(alias)));
                        u.actions(a -> a.add(d -> d.index(to).alias(alias).filter(LIVE)));
                    }
                    return u;
                });
    }
}
