package dev.millrace.search.query;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch._types.query_dsl.Operator;
import co.elastic.clients.elasticsearch.core.SearchResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.search.IndexFiles;
import dev.millrace.schema.search.SearchIndex;
import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.search.connection.SearchFaults;
import dev.millrace.search.index.IndexCreation;
import dev.millrace.search.query.SearchRequest.Distances;
import dev.millrace.search.query.SearchRequest.Sort;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/**
 * The searches of the application, typed. Each goes by the named search of its index, so that
 * boosts are in one place, and asks aliases only, which hide what was deleted. A named search that
 * is changed on the server counts within ten seconds.
 *
 * <p>What a reader finds is as old as {@code derived.freshness} says, and up to a refresh interval
 * (one second) more: {@code derived.await('search:courses', ...)} tells that the server has
 * acknowledged a commit, a search finds it after the next refresh.
 *
 * <p>Every method throws a {@link PipelineException} when the server does not answer or refuses,
 * and {@link IllegalArgumentException} for a field that the index does not have. Safe for many
 * threads.
 */
public final class SearchQueries {

    private static final String VISIBILITY = "visibility";
    private static final int FEED_SIZE = 20;
    private static final Duration NAMED_AGE_MAX = Duration.ofSeconds(10);

    private final ElasticsearchClient client;
    private final NamedSearches named;

    /**
     * @param client stays the caller's to close
     */
    public SearchQueries(ElasticsearchClient client) {
        this.client = client;
        this.named = new NamedSearches(client, NAMED_AGE_MAX);
    }

    /**
     * Published courses, with counts for the catalogue's side bar: category, difficulty, language,
     * is_free.
     *
     * @param words empty for the whole catalogue, best rated first
     * @param filters by field, see {@link SearchRequest#filters()}
     */
    public Found courses(String words, Map<String, List<String>> filters, int from, int size) {
        SearchRequest request = SearchRequest.of(SearchIndexes.COURSES, words);
        for (Map.Entry<String, List<String>> filter : filters.entrySet()) {
            for (String value : filter.getValue()) {
                request = request.where(filter.getKey(), value);
            }
        }
        if (request.words().isEmpty()) {
            request =
                    request.sortedBy(
                            List.of(
                                    new Sort.ByField("average_rating", true),
                                    new Sort.ByField("enrollment_count", true),
                                    new Sort.ByField("title", false)));
        }
        return search(
                request.counting("category", "difficulty", "language", "is_free").page(from, size));
    }

    /**
     * The project feed of a member: what members may see, asks for any of the skills and is open;
     * the best score first, then what was not scored, newest first; twenty at most.
     *
     * @param words empty for no words; they choose, the order stays
     * @param skills at least one of them is required; empty for any project
     * @param scores the member's, by identity of the project, as {@code derived.match_scores} has
     *     them
     * @param now projects whose deadline is not after it are left out; those without one stay
     */
    public Found projectFeed(
            String words, Set<String> skills, Map<UUID, BigDecimal> scores, Instant now) {
        SearchRequest request =
                SearchRequest.of(SearchIndexes.PROJECTS, words)
                        .where(VISIBILITY, "public")
                        .where(VISIBILITY, "members_only");
        for (String skill : skills) {
            request = request.where("skills_required", skill);
        }
        return search(
                request.sortedBy(
                                List.of(
                                        new Sort.ByRelevance(),
                                        new Sort.ByField("created_at", true),
                                        new Sort.ByField("title", false)))
                        .page(0, FEED_SIZE),
                Optional.of(new MemberFeed(scores, now)));
    }

    /**
     * Practitioners who are available on a weekday, best rated first.
     *
     * @param words empty for any
     * @param weekday as the application numbers it in {@code practitioner_availability}; empty for
     *     any
     * @param specializations identities of which one at least must be theirs; empty for any
     */
    public Found practitioners(
            String words, OptionalLong weekday, Set<String> specializations, int size) {
        return search(practitioners(words, weekday, specializations).page(0, size));
    }

    /**
     * Practitioners near a place who are available on a weekday, best rated first. Their places are
     * in no index: the database says who is near, in steps of 5 kilometres.
     *
     * @param kilometres by identity of the practitioner, as function {@code
     *     derived.practitioners_near} gives them; a hit says how many
     * @param size how many hits at most; for the other arguments see {@link #practitioners}
     */
    public Found practitionersNear(
            String words,
            OptionalLong weekday,
            Set<String> specializations,
            Map<UUID, Integer> kilometres,
            int size) {
        return search(
                practitioners(words, weekday, specializations)
                        .among(new Distances(kilometres))
                        .page(0, size));
    }

    private static SearchRequest practitioners(
            String words, OptionalLong weekday, Set<String> specializations) {
        SearchRequest request = SearchRequest.of(SearchIndexes.PRACTITIONERS, words);
        if (weekday.isPresent()) {
            request = request.where("availability_weekdays", Long.toString(weekday.getAsLong()));
        }
        for (String specialization : specializations) {
            request = request.where("specialization_ids", specialization);
        }
        return request.sortedBy(
                List.of(
                        new Sort.ByField("rating", true),
                        new Sort.ByField("rating_count", true),
                        new Sort.ByRelevance()));
    }

    /**
     * Titles that begin, in any of their words, with what was typed so far.
     *
     * @param typed nothing is found for an empty text
     */
    public List<String> autocomplete(SearchIndex index, String typed, int size) {
        String title = titleField(index);
        return asked(
                index,
                () ->
                        client
                                .search(
                                        s ->
                                                s.index(index.name())
                                                        .size(size)
                                                        .query(q ->
                                                                q.match(m ->
                                                                        m.field(
                                                                                        title
                                                                                                + ".autocomplete")
                                                                                .query(typed)
                                                                                .operator(
                                                                                        Operator
                                                                                                .And))),
                                        ObjectNode.class)
                                .hits()
                                .hits()
                                .stream()
                                .flatMap(hit -> Optional.ofNullable(hit.source()).stream())
                                .map(source -> source.path(title).asText())
                                .distinct()
                                .toList());
    }

    /**
     * Hits of every kind that a visitor may look for: the best of each index, then the second best
     * of each, and so on, since scores of different indexes do not compare. Projects that only
     * members may see are not among them.
     */
    public List<Found.Hit> general(String words, int size) {
        List<List<Found.Hit>> kinds =
                SearchIndexes.all().stream()
                        .filter(SearchIndex::general)
                        .map(index -> search(forVisitors(index, words).page(0, size)).hits())
                        .toList();
        List<Found.Hit> mixed = new ArrayList<>();
        for (int rank = 0; rank < size; rank++) {
            for (List<Found.Hit> kind : kinds) {
                if (rank < kind.size() && mixed.size() < size) {
                    mixed.add(kind.get(rank));
                }
            }
        }
        return mixed;
    }

    private static SearchRequest forVisitors(SearchIndex index, String words) {
        SearchRequest request = SearchRequest.of(index, words);
        return index.equals(SearchIndexes.PROJECTS) ? request.where(VISIBILITY, "public") : request;
    }

    /**
     * Any search of one index. What only some may see, such as projects for members, the caller
     * filters.
     */
    public Found search(SearchRequest request) {
        return search(request, Optional.empty());
    }

    private Found search(SearchRequest request, Optional<MemberFeed> feed) {
        RequestBody body = new RequestBody(request);
        ArrayNode filters = body.filters();
        feed.ifPresent(f -> filters.add(f.open()));
        return asked(
                request.index(),
                () -> {
                    ObjectNode filled =
                            body.of(
                                    named.filled(
                                            IndexCreation.searchTemplateId(request.index()),
                                            request.words(),
                                            filters,
                                            request.from(),
                                            request.size()));
                    feed.ifPresent(f -> f.scoreByMatch(filled));
                    String whole = filled.toString();
                    SearchResponse<ObjectNode> response =
                            client.search(
                                    s ->
                                            s.index(request.index().name())
                                                    .withJson(new StringReader(whole)),
                                    ObjectNode.class);
                    return FoundHits.of(request, response);
                });
    }

    private static String titleField(SearchIndex index) {
        ObjectNode fields = IndexFiles.fields(index);
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            if (field.getValue().at("/fields/autocomplete").isObject()) {
                return field.getKey();
            }
        }
        throw new IllegalArgumentException("index " + index.name() + " completes nothing");
    }

    private interface Work<T> {
        T done() throws IOException;
    }

    private static <T> T asked(SearchIndex index, Work<T> work) {
        try {
            return work.done();
        } catch (IOException | ElasticsearchException e) {
            throw SearchFaults.of("index " + index.name() + " cannot be searched", e);
        }
    }
}
