package dev.millrace.search.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What makes a search of projects the feed of one member: only what is open, ordered by the
 * member's match scores.
 */
final class MemberFeed {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    // The server gives 1 to whatever no function fits, and scores begin at 0.
    private static final BigDecimal BEHIND_UNSCORED = BigDecimal.TWO;

    private final Map<BigDecimal, List<UUID>> byScore = new TreeMap<>();
    private final Instant now;

    /**
     * @param scores by identity of the project, 0 to 100; with two decimals they keep their order
     *     in the server's floats
     */
    MemberFeed(Map<UUID, BigDecimal> scores, Instant now) {
        scores.forEach((project, score) ->
                byScore.computeIfAbsent(score, s -> new ArrayList<>()).add(project));
        this.now = now;
    }

    /** A query that projects pass whose deadline lies ahead, or which have none. */
    ObjectNode open() {
        ObjectNode filter = JSON.objectNode();
        filter.putObject("bool")
                .putArray("must_not")
                .addObject()
                .putObject("range")
                .putObject("deadline")
                .put("lte", now.toString());
        return filter;
    }

    /** Lets the query of this search choose, and the member's scores alone be the score. */
    void scoreByMatch(ObjectNode body) {
        ObjectNode chosen = (ObjectNode) body.required("query");
        ObjectNode byMatch = body.putObject("query").putObject("function_score");
        byMatch.set("query", chosen);
        byMatch.put("score_mode", "max").put("boost_mode", "replace");
        ArrayNode functions = byMatch.putArray("functions");
        byScore.forEach((score, projects) -> {
            ObjectNode function = functions.addObject();
            ArrayNode ids = function.putObject("filter").putObject("ids").putArray("values");
            projects.forEach(project -> ids.add(project.toString()));
            function.put("weight", score.add(BEHIND_UNSCORED));
        });
    }
}
