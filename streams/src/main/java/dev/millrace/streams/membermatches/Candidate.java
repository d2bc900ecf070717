package dev.millrace.streams.membermatches;

import dev.millrace.schema.topics.Row;
import dev.millrace.streams.derived.DerivedRow;
import dev.millrace.streams.matching.Applicant;
import dev.millrace.streams.matching.MatchModel;
import dev.millrace.streams.matching.MatchParts;
import dev.millrace.streams.matching.MatchScore;
import dev.millrace.streams.matching.Offer;
import dev.millrace.streams.matching.ProjectNeeds;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A member as a project sees them: the rule of {@code derived.member_matches}, free of Kafka.
 *
 * @param score from 0 to 100, two decimals
 * @param skills as rows show it, null where it does not apply; so are the other parts
 * @param model version of the model that scored
 */
record Candidate(
        BigDecimal score,
        @Nullable BigDecimal skills,
        @Nullable BigDecimal certifications,
        @Nullable BigDecimal experience,
        @Nullable BigDecimal location,
        String model) {

    private static final int BEST_IN_HUNDREDTHS = 100_00;

    /** The candidate that a member is for a project, null when no part of the score applies. */
    static @Nullable Candidate of(
            ProjectNeeds needs, String user, Applicant member, MatchModel model) {
        MatchParts parts = MatchParts.of(needs, Offer.none(user), member);
        BigDecimal score = MatchScore.score(parts, model);
        return score == null
                ? null
                : new Candidate(
                        score,
                        MatchScore.shown(parts.skills()),
                        MatchScore.shown(parts.certifications()),
                        MatchScore.shown(parts.experience()),
                        MatchScore.shown(parts.location()),
                        model.version());
    }

    /** How far below the best score, as a text in whose order the better come first. */
    String below() {
        int hundredths = BEST_IN_HUNDREDTHS - score.movePointRight(2).intValueExact();
        return Integer.toString(100_000 + hundredths).substring(1);
    }

    Row row(String project, String user, int rank) {
        return new DerivedRow()
                .text("project_id", project)
                .text("user_id", user)
                .decimal("score", score)
                .decimal("skills_part", skills)
                .decimal("certifications_part", certifications)
                .decimal("experience_part", experience)
                .decimal("location_part", location)
                .decimal("budget_part", null)
                .integer("rank", rank)
                .text("model_version", model)
                .row();
    }
}
