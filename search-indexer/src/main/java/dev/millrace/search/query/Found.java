package dev.millrace.search.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a search has found.
 *
 * @param total how many documents fit
 * @param isExact whether it is that many, or at least
 * @param hits those that were asked for, in order
 * @param facets how many of all that fit have each value, by field, most frequent first
 * @param millis how long the server took
 */
public record Found(
        long total,
        boolean isExact,
        List<Hit> hits,
        Map<String, Map<String, Long>> facets,
        long millis) {

    /**
     * One of them.
     *
     * @param index the index, as it was made once
     * @param id of the document
     * @param score how well it fits; empty where the order is another
     * @param document as it is in the index
     * @param highlights by field, with {@code <em>} around what fits
     * @param kilometres how far away, where the order is by distance or the caller knew it
     * @param explanation how its score came about, a line each; empty unless asked for
     */
    public record Hit(
            String index,
            String id,
            OptionalDouble score,
            ObjectNode document,
            Map<String, List<String>> highlights,
            OptionalDouble kilometres,
            Optional<String> explanation) {

        /** What it is called: its title, name or display name. */
        public String title() {
            for (String field : List.of("title", "name", "display_name")) {
                if (document.hasNonNull(field)) {
                    return document.get(field).asText();
                }
            }
            return "";
        }
    }

    public Found {
        hits = List.copyOf(hits);
    }
}
