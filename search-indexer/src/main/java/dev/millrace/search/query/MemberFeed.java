package dev.millrace.search.query;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * What makes a search of projects the feed of one member: only what is open, ordered by the
 * member's match scores.
 */
final class MemberFeed {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ScoredDocuments scored = new ScoredDocuments();
    private final Instant now;

    /**
     * @param scores by identity of the project, 0 to 100; with two decimals they keep their order
     *     in the server's floats
     */
    MemberFeed(Map<UUID, BigDecimal> scores, Instant now) {
        scores.forEach(scored::add);
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
        scored.score(body);
    }
}
