package dev.millrace.streams.matching;

import dev.millrace.streams.numeric.PgNumeric;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The five parts of a match score, each from 0 to 1, null where it does not apply.
 *
 * <p>Every step is the one that {@code oracle.match_scores} takes, in the same arithmetic, so that
 * also a tie is rounded the same way.
 */
public record MatchParts(
        @Nullable BigDecimal skills,
        @Nullable BigDecimal certifications,
        @Nullable BigDecimal experience,
        @Nullable BigDecimal location,
        @Nullable BigDecimal budget) {

    private static final double NEAR_KM = 25;
    private static final double FAR_KM = 200;

    /** The parts of one pair, unrounded. */
    public static MatchParts of(ProjectNeeds project, Offer offer, Applicant applicant) {
        Set<String> certifications = new HashSet<>(offer.certifications());
        certifications.addAll(applicant.certifications());
        return new MatchParts(
                shareOf(project.skills(), new HashSet<>(applicant.skills())),
                shareOf(project.certifications(), certifications),
                experience(project.years(), applicant.years()),
                location(project.position(), applicant.position()),
                budget(project, offer.proposalCents()));
    }

    /** The share of what is required that is there; not applicable when nothing is required. */
    private static @Nullable BigDecimal shareOf(List<String> required, Set<String> there) {
        if (required.isEmpty()) {
            return null;
        }
        long found = required.stream().filter(there::contains).count();
        return PgNumeric.divide(BigDecimal.valueOf(found), BigDecimal.valueOf(required.size()));
    }

    private static @Nullable BigDecimal experience(long required, long years) {
        return required <= 0
                ? null
                : BigDecimal.ONE.min(
                        PgNumeric.divide(BigDecimal.valueOf(years), BigDecimal.valueOf(required)));
    }

    /** 1 up to 25 km, falling to 0 at 200 km; not applicable when a position is missing. */
    private static @Nullable BigDecimal location(
            @Nullable Position project, @Nullable Position applicant) {
        if (project == null || applicant == null) {
            return null;
        }
        double km = project.kilometresTo(applicant);
        if (km <= NEAR_KM) {
            return BigDecimal.ONE;
        }
        return km >= FAR_KM
                ? BigDecimal.ZERO
                : PgNumeric.ofDouble((FAR_KM - km) / (FAR_KM - NEAR_KM));
    }

    /**
     * 1 inside the budget, the proposal's share of the minimum below it, less by the share above
     * the maximum.
     */
    private static @Nullable BigDecimal budget(ProjectNeeds project, @Nullable Long proposal) {
        Long max = project.budgetMaxCents();
        Long min = project.budgetMinCents();
        if (proposal == null || max == null) {
            return null;
        }
        if (proposal > max) {
            if (max == 0) {
                return BigDecimal.ZERO;
            }
            BigDecimal above =
                    PgNumeric.divide(
                            BigDecimal.valueOf(Math.subtractExact(proposal, max)),
                            BigDecimal.valueOf(max));
            return BigDecimal.ZERO.max(BigDecimal.ONE.subtract(above));
        }
        return min != null && min > 0 && proposal < min
                ? PgNumeric.divide(BigDecimal.valueOf(proposal), BigDecimal.valueOf(min))
                : BigDecimal.ONE;
    }
}
