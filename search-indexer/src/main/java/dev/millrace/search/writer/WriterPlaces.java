package dev.millrace.search.writer;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch._types.SortOrder;
import co.elastic.clients.elasticsearch._types.VersionType;
import co.elastic.clients.elasticsearch._types.mapping.DynamicMapping;
import co.elastic.clients.elasticsearch.core.search.Hit;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schema.search.IndexFiles;
import dev.millrace.schema.topics.RowSerde;
import dev.millrace.search.connection.SearchFaults;
import dev.millrace.search.writer.WriterPlace.TopicIdentity;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.apache.kafka.common.Uuid;

/**
 * Keeps the places of writers in the search server, in index {@code millrace-places}: who loses the
 * indexes loses the places with them, and starts again. A place belongs to one index as it was made
 * once, and is never set back within an epoch.
 */
final class WriterPlaces {

    private static final String INDEX = "millrace-places";
    private static final int PLACES_MAX = 1_000;

    private final ElasticsearchClient client;
    private final String index;
    private final int shardCopies;

    /**
     * @param index whose places
     * @param replicas copies of the index of places
     */
    WriterPlaces(ElasticsearchClient client, String index, int replicas) {
        this.client = client;
        this.index = index;
        this.shardCopies = replicas;
    }

    /** What the server knows of the index. */
    PlaceRule.Known read() {
        try {
            makeIndex();
            client.indices().refresh(r -> r.index(INDEX, index));
            String uuid = uuid();
            List<WriterPlace> places =
                    client
                            .search(
                                    s ->
                                            s.index(INDEX)
                                                    .size(PLACES_MAX)
                                                    .query(q ->
                                                            q.term(t ->
                                                                    t.field("index_uuid")
                                                                            .value(uuid))),
                                    ObjectNode.class)
                            .hits()
                            .hits()
                            .stream()
                            .map(hit -> place(Objects.requireNonNull(hit.source())))
                            .toList();
            return new PlaceRule.Known(places, highestEpoch());
        } catch (IOException | ElasticsearchException e) {
            throw SearchFaults.of("places of " + index + " cannot be read", e);
        }
    }

    /** Stores a place; one that is behind the stored one changes nothing. */
    void write(WriterPlace place) {
        write(List.of(place));
    }

    /** Stores places; one that is behind the stored one changes nothing. */
    void write(Collection<WriterPlace> places) {
        if (places.isEmpty()) {
            return;
        }
        String uuid;
        try {
            uuid = uuid();
        } catch (IOException | ElasticsearchException e) {
            throw SearchFaults.of("index " + index + " cannot be looked at", e);
        }
        places.forEach(place -> write(place, uuid));
    }

    private void write(WriterPlace place, String uuid) {
        try {
            client.index(i ->
                    i.index(INDEX)
                            .id(uuid + ":" + place.partition())
                            .version(DocumentVersion.of(place.epoch(), place.nextOffset()))
                            .versionType(VersionType.ExternalGte)
                            .document(json(place, uuid)));
        } catch (ElasticsearchException e) {
            if (e.status() != 409) {
                throw SearchFaults.of("place in " + index + " cannot be stored", e);
            }
            // Another writer has this partition now and is ahead.
        } catch (IOException e) {
            throw SearchFaults.of("place in " + index + " cannot be stored", e);
        }
    }

    private void makeIndex() throws IOException {
        if (client.indices().exists(e -> e.index(INDEX)).value()) {
            return;
        }
        try {
            client.indices()
                    .create(c ->
                            c.index(INDEX)
                                    .settings(s ->
                                            s.numberOfShards("1")
                                                    .numberOfReplicas(
                                                            Integer.toString(shardCopies)))
                                    .mappings(m ->
                                            m.dynamic(DynamicMapping.False)
                                                    .properties(
                                                            "index_uuid", p -> p.keyword(k -> k))));
        } catch (ElasticsearchException e) {
            if (!"resource_already_exists_exception".equals(e.error().type())) {
                throw e;
            }
            // Another index's writer was faster; the result is the same.
        }
    }

    private String uuid() throws IOException {
        return Objects.requireNonNull(
                Objects.requireNonNull(
                                Objects.requireNonNull(
                                                client.indices()
                                                        .getSettings(s -> s.index(index))
                                                        .get(index))
                                        .settings()
                                        .index())
                        .uuid());
    }

    private long highestEpoch() throws IOException {
        List<Hit<ObjectNode>> highest =
                client.search(
                                s ->
                                        s.index(index)
                                                .size(1)
                                                .sort(o ->
                                                        o.field(f ->
                                                                f.field(
                                                                                IndexFiles.SOURCE
                                                                                        + ".epoch")
                                                                        .order(SortOrder.Desc))),
                                ObjectNode.class)
                        .hits()
                        .hits();
        return highest.isEmpty()
                ? 0
                : Objects.requireNonNull(highest.getFirst().source())
                        .path(IndexFiles.SOURCE)
                        .path("epoch")
                        .asLong();
    }

    private ObjectNode json(WriterPlace place, String uuid) {
        ObjectNode json = RowSerde.newObject();
        json.put("index", index);
        json.put("index_uuid", uuid);
        json.put("topic_id", place.topic().id().toString());
        json.put("partitions", place.topic().partitions());
        json.put("partition", place.partition());
        json.put("epoch", place.epoch());
        json.put("next_offset", place.nextOffset());
        place.sweepAt().ifPresent(offset -> json.put("sweep_at", offset));
        json.put("time", place.time().toString());
        return json;
    }

    private static WriterPlace place(ObjectNode json) {
        JsonNode sweepAt = json.path("sweep_at");
        return new WriterPlace(
                new TopicIdentity(
                        Uuid.fromString(json.path("topic_id").asText()),
                        json.path("partitions").asInt()),
                json.path("partition").asInt(),
                json.path("epoch").asLong(),
                json.path("next_offset").asLong(),
                sweepAt.isMissingNode() ? OptionalLong.empty() : OptionalLong.of(sweepAt.asLong()),
                Instant.parse(json.path("time").asText()));
    }
}
