package dev.millrace.streams.courserecommendations;

import dev.millrace.schema.topics.Row;
import dev.millrace.streams.derived.DerivedRow;
import java.math.BigDecimal;

/**
 * A course on somebody's list, in the order of the list: the best first, equal ones by course id.
 *
 * @param score in ten-thousandths
 */
record Recommendation(String course, int score) implements Comparable<Recommendation> {

    @Override
    public int compareTo(Recommendation other) {
        return score == other.score
                ? course.compareTo(other.course)
                : Integer.compare(other.score, score);
    }

    Row row(String user, int rank) {
        return new DerivedRow()
                .text("user_id", user)
                .text("course_id", course)
                .decimal("score", BigDecimal.valueOf(score, Score.DECIMALS))
                .integer("rank", rank)
                .row();
    }
}
