package dev.millrace.streams.matching;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.schema.topics.Row;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * The model that scores: its version and how much each part weighs.
 *
 * <p>It comes from the production model of type matching in {@code analytics.ai_models}. Its config
 * may hold {@code {"weights": {"skills": 0.40, "certifications": 0.20, "experience": 0.15,
 * "location": 0.15, "budget": 0.10}}}; a weight that is missing, negative or not a number is the
 * default shown here.
 *
 * @param version name and version, joined by a space
 */
public record MatchModel(
        String version,
        BigDecimal skills,
        BigDecimal certifications,
        BigDecimal experience,
        BigDecimal location,
        BigDecimal budget) {

    /** Scores while there is no production model. */
    static final MatchModel DEFAULT =
            new MatchModel(
                    "default",
                    new BigDecimal("0.40"),
                    new BigDecimal("0.20"),
                    new BigDecimal("0.15"),
                    new BigDecimal("0.15"),
                    new BigDecimal("0.10"));

    // The documented weights have two decimals; "0.4" must divide as "0.40" does.
    private static final int WEIGHT_DECIMALS_MIN = 2;

    /** The model in a row of {@code analytics.ai_models}, null when it is not the one to use. */
    static @Nullable MatchModel of(Row row) {
        if (!row.text("model_type").equals("matching") || !row.flag("is_production")) {
            return null;
        }
        JsonNode weights = row.tree("config").path("weights");
        return new MatchModel(
                row.text("name") + " " + row.text("version"),
                weight(weights, "skills", DEFAULT.skills),
                weight(weights, "certifications", DEFAULT.certifications),
                weight(weights, "experience", DEFAULT.experience),
                weight(weights, "location", DEFAULT.location),
                weight(weights, "budget", DEFAULT.budget));
    }

    private static BigDecimal weight(JsonNode weights, String part, BigDecimal standard) {
        JsonNode weight = weights.path(part);
        if (!weight.isNumber() || weight.decimalValue().signum() < 0) {
            return standard;
        }
        BigDecimal value = weight.decimalValue();
        return value.scale() < WEIGHT_DECIMALS_MIN ? value.setScale(WEIGHT_DECIMALS_MIN) : value;
    }
}
