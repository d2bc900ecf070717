package dev.millrace.launcher.command;

import dev.millrace.schema.search.SearchIndex;
import dev.millrace.search.query.SearchRequest;
import dev.millrace.search.query.SearchRequest.Near;
import dev.millrace.search.query.SearchRequest.Sort;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of an index, as it is written on the command line.
 *
 * @param filters {@code FIELD=VALUE}
 * @param near {@code LAT,LON,KM}; null for anywhere
 * @param sort {@code FIELD}, {@code FIELD:asc}, {@code FIELD:desc}, {@code distance} or {@code
 *     relevance}
 * @param facets fields
 */
record SearchOptions(
        List<String> filters,
        @Nullable String near,
        List<String> sort,
        List<String> facets,
        int size,
        boolean explain) {

    /**
     * The request.
     *
     * @throws IllegalArgumentException naming the option, its value and what was expected
     */
    SearchRequest request(SearchIndex index, String words) {
        SearchRequest request = SearchRequest.of(index, words).page(0, size);
        for (String filter : filters) {
            int equals = filter.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(
                        "--filter is '" + filter + "', expected FIELD=VALUE");
            }
            request = request.where(filter.substring(0, equals), filter.substring(equals + 1));
        }
        if (near != null) {
            request = request.near(place(near));
        }
        request = request.counting(facets.toArray(String[]::new));
        request = request.sortedBy(sort.stream().map(SearchOptions::criterion).toList());
        return explain ? request.explained() : request;
    }

    private static Near place(String text) {
        String[] parts = text.split(",", -1);
        try {
            if (parts.length == 3) {
                return new Near(
                        Double.parseDouble(parts[0].strip()),
                        Double.parseDouble(parts[1].strip()),
                        Double.parseDouble(parts[2].strip()));
            }
        } catch (NumberFormatException e) {
            throw notAPlace(text, e);
        }
        throw notAPlace(text, null);
    }

    private static IllegalArgumentException notAPlace(String text, @Nullable Exception cause) {
        return new IllegalArgumentException(
                "--near is '" + text + "', expected LAT,LON,KM such as 52.52,13.40,50", cause);
    }

    private static Sort criterion(String text) {
        int colon = text.indexOf(':');
        String field = colon < 0 ? text : text.substring(0, colon);
        String direction = colon < 0 ? "asc" : text.substring(colon + 1);
        if (!direction.equals("asc") && !direction.equals("desc")) {
            throw new IllegalArgumentException(
                    "--sort is '" + text + "', expected FIELD, FIELD:asc or FIELD:desc");
        }
        return switch (field) {
            case "relevance" -> new Sort.ByRelevance();
            case "distance" -> new Sort.ByDistance();
            default -> new Sort.ByField(field, direction.equals("desc"));
        };
    }
}
