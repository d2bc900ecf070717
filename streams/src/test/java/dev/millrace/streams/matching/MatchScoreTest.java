package dev.millrace.streams.matching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.Rows;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Expected scores are the worked examples of the design and figures that PostgreSQL printed for the
 * oracle's expression.
 */
class MatchScoreTest {

    private static final Position SITE = new Position(37_774_900, -122_419_400);
    // 13 km away by the haversine formula.
    private static final Position NEARBY = new Position(37_804_400, -122_271_200);
    private static final Position FAR = new Position(34_052_200, -118_243_700);

    private static final ProjectNeeds PROJECT =
            new ProjectNeeds(
                    List.of("a", "b", "c", "d"), List.of("osha10"), 5, 50_000L, 100_000L, SITE);
    private static final Applicant APPLICANT =
            new Applicant(List.of("a", "b", "x"), List.of("osha10"), 4, NEARBY);

    @Test
    void worked() {
        assertThat(score(PROJECT, null, APPLICANT)).isEqualTo("74.44");
    }

    @Test
    void proposalAboveTheBudgetCountsWithWhatItExceeds() {
        assertThat(score(PROJECT, 125_000L, APPLICANT)).isEqualTo("74.50");
    }

    @Test
    void distantProjectLosesTheLocation() {
        Applicant distant = new Applicant(APPLICANT.skills(), List.of("osha10"), 4, FAR);

        assertThat(score(PROJECT, 125_000L, distant)).isEqualTo("59.50");
    }

    @Test
    void partsHaveFourDecimals() {
        MatchParts parts = MatchParts.of(PROJECT, offer(25_000L), APPLICANT);

        assertThat(MatchScore.row("p", "u", "a", parts, MatchModel.DEFAULT))
                .isEqualTo(
                        Rows.row(
                                "project_id", "p",
                                "user_id", "u",
                                "application_id", "a",
                                "score", "72.00",
                                "skills_part", "0.5000",
                                "certifications_part", "1.0000",
                                "experience_part", "0.8000",
                                "location_part", "1.0000",
                                "budget_part", "0.5000",
                                "model_version", "default"));
    }

    @Test
    void emptyRequirementsDoNotApply() {
        ProjectNeeds nothing = new ProjectNeeds(List.of(), List.of(), 0, null, null, SITE);

        MatchParts parts = MatchParts.of(nothing, offer(1L), APPLICANT);

        assertThat(parts).isEqualTo(new MatchParts(null, null, null, BigDecimal.ONE, null));
    }

    @Test
    void locationFallsBetween25And200Kilometres() {
        Position at100Km = new Position(SITE.latitudeMicros() + 899_320, SITE.longitudeMicros());
        Applicant applicant = new Applicant(List.of(), List.of(), 0, at100Km);

        BigDecimal location = MatchParts.of(PROJECT, offer(null), applicant).location();

        assertThat(location).isBetween(new BigDecimal("0.5714"), new BigDecimal("0.5715"));
    }

    @Test
    void missingPositionDoesNotApply() {
        Applicant placeless = new Applicant(APPLICANT.skills(), List.of("osha10"), 4, null);

        assertThat(MatchParts.of(PROJECT, offer(null), placeless).location()).isNull();
        // (0.40 x 0.5 + 0.20 x 1 + 0.15 x 0.8) / 0.75
        assertThat(score(PROJECT, null, placeless)).isEqualTo("69.33");
    }

    @Test
    void proposalsInsideTheBudgetAndWithoutMinimumAreWhole() {
        ProjectNeeds free = new ProjectNeeds(List.of(), List.of(), 0, null, 100L, null);

        assertThat(MatchParts.of(PROJECT, offer(50_000L), APPLICANT).budget())
                .isEqualByComparingTo("1");
        assertThat(MatchParts.of(free, offer(0L), APPLICANT).budget()).isEqualByComparingTo("1");
        assertThat(MatchParts.of(free, offer(250L), APPLICANT).budget()).isEqualByComparingTo("0");
    }

    @Test
    void anyProposalIsTooMuchForNoBudget() {
        ProjectNeeds unpaid = new ProjectNeeds(List.of(), List.of(), 0, 0L, 0L, null);

        assertThat(MatchParts.of(unpaid, offer(1L), APPLICANT).budget()).isEqualByComparingTo("0");
        assertThat(MatchParts.of(unpaid, offer(0L), APPLICANT).budget()).isEqualByComparingTo("1");
    }

    @Test
    void weightsThatAllVanishGiveNoRow() {
        BigDecimal none = new BigDecimal("0.00");
        MatchModel weightless = new MatchModel("m 1", none, none, none, none, none);

        MatchParts parts = MatchParts.of(PROJECT, offer(null), APPLICANT);

        assertThat(MatchScore.row("p", "u", "a", parts, weightless)).isNull();
    }

    private static String score(
            ProjectNeeds project, @Nullable Long proposal, Applicant applicant) {
        MatchParts parts = MatchParts.of(project, offer(proposal), applicant);
        return String.valueOf(MatchScore.score(parts, MatchModel.DEFAULT));
    }

    private static Offer offer(@Nullable Long proposal) {
        return new Offer("u", List.of(), proposal);
    }
}
