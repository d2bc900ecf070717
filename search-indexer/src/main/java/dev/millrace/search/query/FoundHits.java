package dev.millrace.search.query;

import co.elastic.clients.elasticsearch._types.FieldValue;
import co.elastic.clients.elasticsearch._types.aggregations.Aggregate;
import co.elastic.clients.elasticsearch.core.SearchResponse;
import co.elastic.clients.elasticsearch.core.explain.ExplanationDetail;
import co.elastic.clients.elasticsearch.core.search.TotalHits;
import co.elastic.clients.elasticsearch.core.search.TotalHitsRelation;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.search.query.SearchRequest.Sort;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the server's answer to a search. */
final class FoundHits {

    private static final String PLAIN = ".plain";

    private FoundHits() {}

    static Found of(SearchRequest request, SearchResponse<ObjectNode> response) {
        @Nullable TotalHits total = response.hits().total();
        Map<String, Map<String, Long>> facets = new LinkedHashMap<>();
        request.facets()
                .forEach(field -> {
                    @Nullable Aggregate counted = response.aggregations().get(field);
                    facets.put(field, counted == null ? Map.of() : counts(counted));
                });
        int distance =
                request.distances().isPresent()
                        ? -1
                        : request.sort().indexOf(new Sort.ByDistance());
        return new Found(
                total == null ? response.hits().hits().size() : total.value(),
                total != null && total.relation() == TotalHitsRelation.Eq,
                response.hits().hits().stream().map(hit -> hit(request, hit, distance)).toList(),
                facets,
                response.took());
    }

    private static Found.Hit hit(
            SearchRequest request,
            co.elastic.clients.elasticsearch.core.search.Hit<ObjectNode> hit,
            int distance) {
        @Nullable Double score = hit.score();
        return new Found.Hit(
                hit.index(),
                Objects.requireNonNullElse(hit.id(), ""),
                score == null || score.isNaN() ? OptionalDouble.empty() : OptionalDouble.of(score),
                Objects.requireNonNullElseGet(hit.source(), JsonNodeFactory.instance::objectNode),
                highlights(hit.highlight()),
                distance < 0 ? known(request, hit.id()) : kilometres(hit.sort().get(distance)),
                Optional.ofNullable(hit.explanation())
                        .map(explanation -> {
                            StringBuilder lines =
                                    new StringBuilder(
                                            line(
                                                    0,
                                                    explanation.value(),
                                                    explanation.description()));
                            explanation.details().forEach(detail -> add(lines, 1, detail));
                            return lines.toString();
                        }));
    }

    /** Words as they are written, which forgive more typing errors, highlight their field. */
    private static Map<String, List<String>> highlights(Map<String, List<String>> ofFields) {
        Map<String, List<String>> highlights = new LinkedHashMap<>(ofFields);
        ofFields.forEach((field, fragments) -> {
            if (field.endsWith(PLAIN)) {
                highlights.remove(field);
                highlights.putIfAbsent(
                        field.substring(0, field.length() - PLAIN.length()), fragments);
            }
        });
        return highlights;
    }

    private static OptionalDouble known(SearchRequest request, @Nullable String id) {
        @Nullable Integer kilometres =
                id == null || request.distances().isEmpty()
                        ? null
                        : request.distances().get().kilometres().get(UUID.fromString(id));
        return kilometres == null ? OptionalDouble.empty() : OptionalDouble.of(kilometres);
    }

    private static OptionalDouble kilometres(FieldValue sorted) {
        if (sorted.isLong()) {
            return OptionalDouble.of(sorted.longValue());
        }
        // A document without a place is infinitely far away.
        return sorted.isDouble() && Double.isFinite(sorted.doubleValue())
                ? OptionalDouble.of(sorted.doubleValue())
                : OptionalDouble.empty();
    }

    private static void add(StringBuilder lines, int depth, ExplanationDetail detail) {
        lines.append('\n').append(line(depth, detail.value(), detail.description()));
        detail.details().forEach(below -> add(lines, depth + 1, below));
    }

    private static String line(int depth, double value, String description) {
        return "  ".repeat(depth) + "%.4f  %s".formatted(value, description);
    }

    private static Map<String, Long> counts(Aggregate counted) {
        Map<String, Long> counts = new LinkedHashMap<>();
        switch (counted._kind()) {
            case Sterms ->
                    counted.sterms()
                            .buckets()
                            .array()
                            .forEach(b -> counts.put(b.key().stringValue(), b.docCount()));
            case Lterms ->
                    counted.lterms()
                            .buckets()
                            .array()
                            .forEach(b ->
                                    counts.put(
                                            keyOf(b.keyAsString(), Long.toString(b.key())),
                                            b.docCount()));
            case Dterms ->
                    counted.dterms()
                            .buckets()
                            .array()
                            .forEach(b ->
                                    counts.put(
                                            keyOf(b.keyAsString(), Double.toString(b.key())),
                                            b.docCount()));
            default -> {
                // A field of which no document has a value is counted without buckets.
            }
        }
        return counts;
    }

    /** A truth value is a number with a name. */
    private static String keyOf(@Nullable String name, String number) {
        return name == null ? number : name;
    }
}
