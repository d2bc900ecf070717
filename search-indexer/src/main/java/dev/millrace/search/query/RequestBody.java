package dev.millrace.search.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schema.search.IndexFiles;
import dev.millrace.search.query.SearchRequest.Sort;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Makes the body of a search from an index's named search, as the server has filled it in, and from
 * what of a request its parameters cannot say.
 */
final class RequestBody {

    private static final String RANGE = "..";
    private static final int FACET_VALUES_MAX = 50;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final SearchRequest request;
    private final ObjectNode fields;

    RequestBody(SearchRequest request) {
        this.request = request;
        this.fields = IndexFiles.fields(request.index());
    }

    /**
     * The queries that every hit passes.
     *
     * @throws IllegalArgumentException naming a field that the index does not have
     */
    ArrayNode filters() {
        ArrayNode filters = JSON.arrayNode();
        request.filters().forEach((field, values) -> filters.add(anyOf(field, values)));
        request.near().ifPresent(near -> filters.add(serves(near)));
        request.distances()
                .ifPresent(known ->
                        ScoredDocuments.putIds(filters.addObject(), known.kilometres().keySet()));
        return filters;
    }

    /** The body with the order, facets and explanations of the request. */
    ObjectNode of(ObjectNode namedSearch) {
        ObjectNode body = namedSearch.deepCopy();
        if (request.words().isEmpty()) {
            ObjectNode query = body.withObject("/query/bool");
            query.remove("should");
            query.putArray("must").addObject().putObject("match_all");
        }
        writtenOut(body);
        if (request.sort().contains(new Sort.ByDistance())) {
            request.distances().ifPresent(known -> scoreByDistance(known, body));
        }
        if (!request.sort().isEmpty()) {
            ArrayNode order = body.putArray("sort");
            request.sort().forEach(sort -> order.add(criterion(sort)));
        }
        request.facets()
                .forEach(field ->
                        body.withObject("/aggs")
                                .putObject(field)
                                .putObject("terms")
                                .put("field", exactField(field))
                                .put("size", FACET_VALUES_MAX));
        if (request.explain()) {
            body.put("explain", true);
        }
        body.put("track_total_hits", true);
        return body;
    }

    /** Without a place in the documents the order by distance is one by score. */
    private static void scoreByDistance(SearchRequest.Distances known, ObjectNode body) {
        ScoredDocuments nearest = new ScoredDocuments();
        known.kilometres()
                .forEach((document, distance) ->
                        nearest.add(
                                document,
                                BigDecimal.valueOf(SearchRequest.KILOMETRES_MAX - distance)));
        nearest.score(body);
    }

    /** The client does not read the short form of an order that the server takes. */
    private static void writtenOut(ObjectNode body) {
        for (JsonNode criterion : body.path("sort")) {
            for (Map.Entry<String, JsonNode> field : criterion.properties()) {
                if (field.getValue().isTextual()) {
                    field.setValue(JSON.objectNode().set("order", field.getValue()));
                }
            }
        }
    }

    /** At most so far away, or with a service area in which the circle's centre lies. */
    private ObjectNode serves(SearchRequest.Near near) {
        ObjectNode close = JSON.objectNode();
        ObjectNode distance = close.putObject("geo_distance");
        distance.put("distance", near.kilometres() + "km");
        distance.putObject(placeField()).put("lat", near.latitude()).put("lon", near.longitude());
        Optional<String> area = fieldOf("geo_shape");
        if (area.isEmpty()) {
            return close;
        }
        ObjectNode any = JSON.objectNode();
        ArrayNode alternatives =
                any.putObject("bool").put("minimum_should_match", 1).putArray("should").add(close);
        ObjectNode within = alternatives.addObject().putObject("geo_shape").putObject(area.get());
        within.putObject("shape")
                .put("type", "point")
                .putArray("coordinates")
                .add(near.longitude())
                .add(near.latitude());
        within.put("relation", "intersects");
        return any;
    }

    private ObjectNode anyOf(String field, List<String> values) {
        String exact = exactField(field);
        ObjectNode any = JSON.objectNode();
        ArrayNode alternatives =
                any.putObject("bool").put("minimum_should_match", 1).putArray("should");
        for (String value : values) {
            int range = isOrdered(field) ? value.indexOf(RANGE) : -1;
            if (range >= 0) {
                ObjectNode limits = alternatives.addObject().putObject("range").putObject(exact);
                bound(limits, "gte", value.substring(0, range));
                bound(limits, "lte", value.substring(range + RANGE.length()));
            } else {
                alternatives.addObject().putObject("term").put(exact, value);
            }
        }
        return any;
    }

    private static void bound(ObjectNode limits, String name, String value) {
        if (!value.isBlank()) {
            limits.put(name, value.strip());
        }
    }

    private ObjectNode criterion(Sort sort) {
        ObjectNode criterion = JSON.objectNode();
        switch (sort) {
            case Sort.ByRelevance() -> criterion.putObject("_score").put("order", "desc");
            case Sort.ByDistance() when request.distances().isPresent() ->
                    criterion.putObject("_score").put("order", "desc");
            case Sort.ByDistance() -> {
                SearchRequest.Near near = request.near().orElseThrow();
                ObjectNode distance = criterion.putObject("_geo_distance");
                distance.putObject(placeField())
                        .put("lat", near.latitude())
                        .put("lon", near.longitude());
                distance.put("order", "asc").put("unit", "km");
            }
            case Sort.ByField(String field, boolean descending) ->
                    criterion
                            .putObject(exactField(field))
                            .put("order", descending ? "desc" : "asc")
                            .put("missing", "_last");
        }
        return criterion;
    }

    private String type(String field) {
        if (!fields.has(field)) {
            TreeSet<String> names = new TreeSet<>();
            fields.fieldNames().forEachRemaining(names::add);
            throw new IllegalArgumentException(
                    "index %s has no field '%s'; it has %s"
                            .formatted(request.index().name(), field, String.join(", ", names)));
        }
        return fields.get(field).path("type").asText();
    }

    private boolean isOrdered(String field) {
        return switch (type(field)) {
            case "long", "integer", "short", "byte", "float", "double", "date" -> true;
            default -> false;
        };
    }

    /** The field in which a value is found as a whole. */
    private String exactField(String field) {
        return switch (type(field)) {
            case "text" -> {
                if (!fields.at("/" + field + "/fields/folded").isObject()) {
                    throw new IllegalArgumentException(
                            "field %s of index %s is running text: look for its words"
                                    .formatted(field, request.index().name()));
                }
                yield field + ".folded";
            }
            case "geo_point", "geo_shape" ->
                    throw new IllegalArgumentException(
                            "field %s of index %s is a place: ask for what is near"
                                    .formatted(field, request.index().name()));
            default -> field;
        };
    }

    private String placeField() {
        return fieldOf("geo_point")
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "documents of index %s have no place to be near to"
                                        .formatted(request.index().name())));
    }

    private Optional<String> fieldOf(String type) {
        return fields.properties().stream()
                .filter(field -> field.getValue().path("type").asText().equals(type))
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
