package dev.millrace.search.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Documents to which the caller gives the score, where only the caller can know it. */
final class ScoredDocuments {

    // The server gives 1 to whatever no function fits, and scores begin at 0.
    private static final BigDecimal BEHIND_UNSCORED = BigDecimal.TWO;

    private final Map<BigDecimal, List<UUID>> byScore = new TreeMap<>();

    /** One document more, with its score of 0 or more; seven digits keep their order. */
    void add(UUID document, BigDecimal score) {
        byScore.computeIfAbsent(score, s -> new ArrayList<>()).add(document);
    }

    /** A query that these documents pass and no other. */
    static void putIds(ObjectNode query, Collection<UUID> documents) {
        ArrayNode ids = query.putObject("ids").putArray("values");
        documents.forEach(document -> ids.add(document.toString()));
    }

    /** Lets the query of this search choose, and these scores alone be the score. */
    void score(ObjectNode body) {
        ObjectNode chosen = (ObjectNode) body.required("query");
        ObjectNode scored = body.putObject("query").putObject("function_score");
        scored.set("query", chosen);
        scored.put("score_mode", "max").put("boost_mode", "replace");
        ArrayNode functions = scored.putArray("functions");
        byScore.forEach((score, documents) -> {
            ObjectNode function = functions.addObject();
            putIds(function.putObject("filter"), documents);
            function.put("weight", score.add(BEHIND_UNSCORED));
        });
    }
}
