package dev.millrace.search.query;

import dev.millrace.schema.search.SearchIndex;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What is asked of one index. What matters is in the index's named search: the boosts, phrases
 * before words, what typing errors are forgiven.
 *
 * @param index which index
 * @param words what to look for; empty for everything that the filters let through
 * @param filters by field; a document passes that has any of the values. A value {@code A..B} is a
 *     range from A to B, either of which may be left out
 * @param near only things at most so far away, or which serve an area that the circle's centre is
 *     in; empty for anywhere
 * @param distances only things whose distance the caller knows, for documents without a place;
 *     empty for anything
 * @param sort the order; empty for that of the named search, which is by relevance
 * @param facets fields whose values are counted
 * @param from how many hits to leave out at the start
 * @param size how many hits at most
 * @param explain whether each hit says how its score came about
 */
public record SearchRequest(
        SearchIndex index,
        String words,
        Map<String, List<String>> filters,
        Optional<Near> near,
        Optional<Distances> distances,
        List<Sort> sort,
        List<String> facets,
        int from,
        int size,
        boolean explain) {

    /** The most that a server gives of one search, {@code from} included. */
    public static final int WINDOW_MAX = 10_000;

    /** More than half the way around the Earth. */
    static final int KILOMETRES_MAX = 20_100;

    /**
     * A circle.
     *
     * @param latitude degrees north
     * @param longitude degrees east
     * @param kilometres its radius
     */
    public record Near(double latitude, double longitude, double kilometres) {

        public Near {
            if (!(latitude >= -90 && latitude <= 90)) {
                throw new IllegalArgumentException(
                        "latitude is " + latitude + ", expected -90 to 90");
            }
            if (!(longitude >= -180 && longitude <= 180)) {
                throw new IllegalArgumentException(
                        "longitude is " + longitude + ", expected -180 to 180");
            }
            if (!(kilometres > 0 && kilometres <= KILOMETRES_MAX)) {
                throw new IllegalArgumentException(
                        "radius is " + kilometres + " km, expected more than 0 and at most 20100");
            }
        }
    }

    /**
     * How far away things are, as only their database knows.
     *
     * @param kilometres by identity of the document, 0 to 20,100
     */
    public record Distances(Map<UUID, Integer> kilometres) {

        public Distances {
            kilometres = Map.copyOf(kilometres);
            kilometres.forEach((id, distance) -> {
                if (distance < 0 || distance > KILOMETRES_MAX) {
                    throw new IllegalArgumentException(
                            "distance of %s is %d km, expected 0 to %d"
                                    .formatted(id, distance, KILOMETRES_MAX));
                }
            });
        }
    }

    /** One criterion of an order; documents without a value come last. */
    public sealed interface Sort {

        /** By how well the words fit, best first. */
        record ByRelevance() implements Sort {}

        /** By the distance from the circle's centre, nearest first. */
        record ByDistance() implements Sort {}

        /** By the value of a field. */
        record ByField(String field, boolean descending) implements Sort {}
    }

    public SearchRequest {
        Map<String, List<String>> copied = new LinkedHashMap<>();
        filters.forEach((field, values) -> copied.put(field, List.copyOf(values)));
        filters = Collections.unmodifiableMap(copied);
        sort = List.copyOf(sort);
        facets = List.copyOf(facets);
        if (from < 0 || size < 0 || from + size > WINDOW_MAX) {
            throw new IllegalArgumentException(
                    "hits %d to %d are asked for, expected 0 to %d"
                            .formatted(from, from + size, WINDOW_MAX));
        }
        if (near.isPresent() && distances.isPresent()) {
            throw new IllegalArgumentException(
                    "both a place and distances are given, expected one of them");
        }
        if (near.isEmpty() && distances.isEmpty() && sort.contains(new Sort.ByDistance())) {
            throw new IllegalArgumentException("the order is by distance, but from no place");
        }
    }

    /** The ten best hits for these words; for none, of everything. */
    public static SearchRequest of(SearchIndex index, String words) {
        return new SearchRequest(
                index,
                words.strip(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                0,
                10,
                false);
    }

    /** The same with one more filter; values of the same field are alternatives. */
    public SearchRequest where(String field, String value) {
        Map<String, List<String>> more = new LinkedHashMap<>(filters);
        List<String> values = new ArrayList<>(more.getOrDefault(field, List.of()));
        values.add(value);
        more.put(field, values);
        return new SearchRequest(
                index, words, more, near, distances, sort, facets, from, size, explain);
    }

    public SearchRequest near(Near place) {
        return new SearchRequest(
                index,
                words,
                filters,
                Optional.of(place),
                Optional.empty(),
                sort,
                facets,
                from,
                size,
                explain);
    }

    /** The same among these alone, in place of what is near to a place. */
    public SearchRequest among(Distances known) {
        return new SearchRequest(
                index,
                words,
                filters,
                Optional.empty(),
                Optional.of(known),
                sort,
                facets,
                from,
                size,
                explain);
    }

    public SearchRequest sortedBy(List<Sort> order) {
        return new SearchRequest(
                index, words, filters, near, distances, order, facets, from, size, explain);
    }

    public SearchRequest counting(String... fields) {
        return new SearchRequest(
                index, words, filters, near, distances, sort, List.of(fields), from, size, explain);
    }

    public SearchRequest page(int newFrom, int newSize) {
        return new SearchRequest(
                index, words, filters, near, distances, sort, facets, newFrom, newSize, explain);
    }

    public SearchRequest explained() {
        return new SearchRequest(
                index, words, filters, near, distances, sort, facets, from, size, true);
    }
}
