package dev.millrace.streams.matching;

import dev.millrace.schema.topics.Row;
import dev.millrace.streams.derived.DerivedRow;
import dev.millrace.streams.numeric.PgNumeric;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * The rule of {@code derived.match_scores}, free of Kafka: 100 times the weighted mean of the parts
 * that apply.
 */
public final class MatchScore {

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final int SCORE_DECIMALS = 2;
    private static final int PART_DECIMALS = 4;

    private MatchScore() {}

    /** The row of one application, null when no part applies. */
    static @Nullable Row row(
            String project, String user, String application, MatchParts parts, MatchModel model) {
        BigDecimal score = score(parts, model);
        return score == null
                ? null
                : new DerivedRow()
                        .text("project_id", project)
                        .text("user_id", user)
                        .text("application_id", application)
                        .decimal("score", score)
                        .decimal("skills_part", shown(parts.skills()))
                        .decimal("certifications_part", shown(parts.certifications()))
                        .decimal("experience_part", shown(parts.experience()))
                        .decimal("location_part", shown(parts.location()))
                        .decimal("budget_part", shown(parts.budget()))
                        .text("model_version", model.version())
                        .row();
    }

    /** From 0 to 100 with two decimals; null when no part applies, or none that weighs. */
    public static @Nullable BigDecimal score(MatchParts parts, MatchModel model) {
        Sum sum =
                Sum.NOTHING
                        .plus(parts.skills(), model.skills())
                        .plus(parts.certifications(), model.certifications())
                        .plus(parts.experience(), model.experience())
                        .plus(parts.location(), model.location())
                        .plus(parts.budget(), model.budget());
        return sum.weights.signum() == 0
                ? null
                : PgNumeric.round(
                        PgNumeric.divide(HUNDRED.multiply(sum.weighted), sum.weights),
                        SCORE_DECIMALS);
    }

    /** A part as rows show it, with four decimals. */
    public static @Nullable BigDecimal shown(@Nullable BigDecimal part) {
        return part == null ? null : PgNumeric.round(part, PART_DECIMALS);
    }

    private record Sum(BigDecimal weighted, BigDecimal weights) {
        static final Sum NOTHING = new Sum(BigDecimal.ZERO, BigDecimal.ZERO);

        Sum plus(@Nullable BigDecimal part, BigDecimal weight) {
            return part == null
                    ? this
                    : new Sum(weighted.add(weight.multiply(part)), weights.add(weight));
        }
    }
}
