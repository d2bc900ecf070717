package dev.millrace.search.writer;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch._types.VersionType;
import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import co.elastic.clients.elasticsearch.core.BulkRequest;
import co.elastic.clients.elasticsearch.core.BulkResponse;
import co.elastic.clients.elasticsearch.core.bulk.BulkResponseItem;
import co.elastic.clients.elasticsearch.core.search.Hit;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schema.search.IndexFiles;
import dev.millrace.search.connection.SearchFaults;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Removes what an index need not keep any longer. Each document is removed as it was found: one
 * that has been written since is newer, and stays.
 */
final class Leftovers {

    private static final int BATCH = 1_000;
    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;

    private final ElasticsearchClient client;
    private final String index;

    Leftovers(ElasticsearchClient client, String index) {
        this.client = client;
        this.index = index;
    }

    /**
     * Removes what a finished reading of a partition has not written: documents of epochs before,
     * which the topic does not have any more.
     *
     * @return how many
     */
    long ofEpochsBefore(WriterPlace place) {
        Query partition =
                place.partition() == 0
                        // Also of partitions that the topic does not have any more.
                        ? Query.of(q ->
                                q.bool(b ->
                                        b.should(source("partition", 0))
                                                .should(s ->
                                                        s.range(r ->
                                                                r.number(n ->
                                                                        n.field(
                                                                                        IndexFiles
                                                                                                        .SOURCE
                                                                                                + ".partition")
                                                                                .gte(
                                                                                        (double)
                                                                                                place.topic()
                                                                                                        .partitions()))))
                                                .minimumShouldMatch("1")))
                        : source("partition", place.partition());
        Query earlier =
                Query.of(q ->
                        q.range(r ->
                                r.number(n ->
                                        n.field(IndexFiles.SOURCE + ".epoch")
                                                .lt((double) place.epoch()))));
        return remove(Query.of(q -> q.bool(b -> b.filter(partition, earlier))));
    }

    /**
     * Removes the soft tombstones of a partition that are older than this; nothing before its place
     * is ever written again.
     *
     * @return how many
     */
    long tombstonesBefore(int partition, Instant limit) {
        return remove(
                Query.of(q ->
                        q.bool(b ->
                                b.filter(
                                        source("partition", partition),
                                        Query.of(d ->
                                                d.range(r ->
                                                        r.date(t ->
                                                                t.field(IndexFiles.DELETED_AT)
                                                                        .lt(
                                                                                limit
                                                                                        .toString()))))))));
    }

    private static Query source(String field, long value) {
        return Query.of(q -> q.term(t -> t.field(IndexFiles.SOURCE + "." + field).value(value)));
    }

    private long remove(Query query) {
        try {
            long removed = 0;
            while (true) {
                client.indices().refresh(r -> r.index(index));
                List<Hit<ObjectNode>> found =
                        client.search(
                                        s ->
                                                s.index(index)
                                                        .query(query)
                                                        .size(BATCH)
                                                        .version(true)
                                                        .source(f -> f.fetch(false)),
                                        ObjectNode.class)
                                .hits()
                                .hits();
                if (found.isEmpty()) {
                    return removed;
                }
                removed += delete(found);
            }
        } catch (IOException | ElasticsearchException e) {
            throw SearchFaults.of("left-overs of " + index + " cannot be removed", e);
        }
    }

    private long delete(List<Hit<ObjectNode>> found) throws IOException {
        BulkRequest.Builder request = new BulkRequest.Builder().index(index);
        found.forEach(hit ->
                request.operations(o ->
                        o.delete(d ->
                                d.id(Objects.requireNonNull(hit.id()))
                                        .version(Objects.requireNonNull(hit.version()))
                                        .versionType(VersionType.ExternalGte))));
        BulkResponse response = client.bulk(request.build());
        long removed = 0;
        for (BulkResponseItem item : response.items()) {
            if (item.error() == null) {
                removed++;
            } else if (item.status() != CONFLICT && item.status() != NOT_FOUND) {
                throw new IOException("%d %s".formatted(item.status(), item.error().type()));
            }
        }
        return removed;
    }
}
