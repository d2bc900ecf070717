package dev.millrace.search.index;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch._types.mapping.TypeMapping;
import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import co.elastic.clients.elasticsearch.indices.Alias;
import co.elastic.clients.elasticsearch.indices.IndexSettings;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.search.IndexFiles;
import dev.millrace.schema.search.SearchIndex;
import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.search.connection.SearchFaults;
import java.io.IOException;
import java.io.StringReader;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the indexes that do not exist, each behind its alias.
 *
 * <p>Readers ask aliases only. They hide soft tombstones, and the index behind one is exchanged in
 * one call, so that a reader never finds none.
 */
public final class IndexCreation {

    private static final Logger LOG = LoggerFactory.getLogger(IndexCreation.class);

    /** What an alias lets through: no soft tombstone. */
    static final Query LIVE =
            Query.of(q ->
                    q.bool(b -> b.mustNot(m -> m.exists(e -> e.field(IndexFiles.DELETED_AT)))));

    private static final int NOT_FOUND = 404;

    // A document that was written again stays on the disk, to be merged and passed over by every
    // search, until the next flush; by default that comes after half a gigabyte.
    private static final String FLUSH_SIZE = "8mb";

    private final ElasticsearchClient client;
    private final int shards;
    private final int replicas;

    /**
     * @param shards primary shards of a new index
     * @param replicas copies of each shard of a new index
     */
    public IndexCreation(ElasticsearchClient client, int shards, int replicas) {
        this.client = client;
        this.shards = shards;
        this.replicas = replicas;
    }

    /**
     * Makes the index behind the alias unless there is one, and brings its named search up to date.
     *
     * @return the name of the index behind the alias
     * @throws PipelineException {@link ErrorKind#SERVER_MISCONFIGURED} when the alias's name is
     *     taken by something else, or the kind that {@link SearchFaults} finds
     */
    public String ensure(SearchIndex index) {
        try {
            if (!client.indices().existsAlias(a -> a.name(index.name())).value()) {
                create(index, index.concreteName(1), aliases(index));
            }
            putSearchTemplate(index);
            return behind(index);
        } catch (IOException | ElasticsearchException e) {
            throw SearchFaults.of("index " + index.name() + " cannot be made ready", e);
        }
    }

    /** The id under which the server keeps the index's named search. */
    public static String searchTemplateId(SearchIndex index) {
        return "millrace-%s-v%d".formatted(index.name(), index.mappingVersion());
    }

    /**
     * The index behind the alias now; empty when there is none.
     *
     * @throws PipelineException of the kind that {@link SearchFaults} finds
     */
    public Optional<String> current(SearchIndex index) {
        try {
            return Optional.of(one(index, behindAlias(index)));
        } catch (ElasticsearchException e) {
            if (e.status() == NOT_FOUND) {
                return Optional.empty();
            }
            throw unread(index, e);
        } catch (IOException e) {
            throw unread(index, e);
        }
    }

    /** Makes an index of this name behind these aliases. */
    void create(SearchIndex index, String concrete, Map<String, Alias> aliases) throws IOException {
        ObjectNode definition = IndexFiles.definition(index);
        ObjectNode settings = (ObjectNode) definition.required("settings");
        settings.put("number_of_shards", shards);
        settings.put("number_of_replicas", replicas);
        settings.put("translog.flush_threshold_size", FLUSH_SIZE);
        try {
            client.indices()
                    .create(i ->
                            i.index(concrete)
                                    .settings(parsed(settings))
                                    .mappings(
                                            TypeMapping.of(m ->
                                                    m.withJson(
                                                            new StringReader(
                                                                    definition
                                                                            .required("mappings")
                                                                            .toString()))))
                                    .aliases(aliases));
            LOG.atInfo().addKeyValue("index", concrete).log("index made");
        } catch (ElasticsearchException e) {
            if (!"resource_already_exists_exception".equals(e.error().type())) {
                throw e;
            }
            // Made by another process just now, aliases included, or left without its alias: the
            // look at what is behind the alias tells.
            LOG.atInfo().addKeyValue("index", concrete).log("index is there already");
        }
    }

    private static IndexSettings parsed(ObjectNode settings) {
        return IndexSettings.of(s -> s.withJson(new StringReader(settings.toString())));
    }

    private static Map<String, Alias> aliases(SearchIndex index) {
        Map<String, Alias> aliases = new HashMap<>();
        aliases.put(index.name(), Alias.of(a -> a.filter(LIVE)));
        if (index.general()) {
            aliases.put(SearchIndexes.GENERAL, Alias.of(a -> a.filter(LIVE)));
        }
        return aliases;
    }

    private static PipelineException unread(SearchIndex index, Exception cause) {
        return SearchFaults.of("alias " + index.name() + " cannot be read", cause);
    }

    private Set<String> behindAlias(SearchIndex index) throws IOException {
        return client.indices().getAlias(a -> a.name(index.name())).aliases().keySet();
    }

    private String behind(SearchIndex index) throws IOException {
        try {
            return one(index, behindAlias(index));
        } catch (ElasticsearchException e) {
            if (e.status() != NOT_FOUND) {
                throw e;
            }
            throw new PipelineException(
                    ErrorKind.SERVER_MISCONFIGURED,
                    "index %s exists without the alias %s; give it the alias, or delete it"
                            .formatted(index.concreteName(1), index.name()),
                    e);
        }
    }

    private static String one(SearchIndex index, Set<String> concrete) {
        if (concrete.size() != 1) {
            throw new PipelineException(
                    ErrorKind.SERVER_MISCONFIGURED,
                    "alias %s spans %s, expected one index".formatted(index.name(), concrete));
        }
        return concrete.iterator().next();
    }

    private void putSearchTemplate(SearchIndex index) throws IOException {
        String source = IndexFiles.searchTemplate(index);
        client.putScript(p ->
                p.id(searchTemplateId(index))
                        .script(s -> s.lang("mustache").source(t -> t.scriptString(source))));
    }
}
