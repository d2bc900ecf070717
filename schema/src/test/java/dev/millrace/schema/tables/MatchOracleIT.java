package dev.millrace.schema.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The oracles of match scores, for applicants and for members, against worked examples. */
class MatchOracleIT extends WorkedExamples {

    @Test
    void matchScoresFollowTheWorkedExample() {
        givenAnApplicationForAProject();
        assertThat(match()).containsExactly("74.44 0.5000 1.0000 0.8000 1.0000 null");

        sql.execute("update projects.applications set budget_proposal_cents = 125000");
        assertThat(match()).containsExactly("74.50 0.5000 1.0000 0.8000 1.0000 0.7500");

        sql.execute("update projects.projects set latitude = 40");
        assertThat(match()).containsExactly("59.50 0.5000 1.0000 0.8000 0.0000 0.7500");
    }

    @Test
    void aProposalAboveABudgetOfNothingFitsNotAtAll() {
        givenAnApplicationForAProject();

        sql.execute("update projects.projects set budget_min_cents = 0, budget_max_cents = 0");
        sql.execute("update projects.applications set budget_proposal_cents = 1");

        assertThat(match()).containsExactly("67.00 0.5000 1.0000 0.8000 1.0000 0.0000");
    }

    @Test
    void certificationsThatAreNoListCountAsNone() {
        givenAnApplicationForAProject();

        sql.execute("update identity.user_profiles set certifications = '{}'");

        assertThat(match()).containsExactly("52.22 0.5000 0.0000 0.8000 1.0000 null");
    }

    @Test
    void weightsAreThoseOfTheProductionModel() {
        givenAnApplicationForAProject();
        sql.execute("update projects.applications set budget_proposal_cents = 125000");

        model("ours", "2", "matching", true, "{\"weights\": {\"skills\": 0.15}}");
        // (0.15 x 0.5 + 0.20 x 1 + 0.15 x 0.8 + 0.15 x 1 + 0.10 x 0.75) / 0.75
        assertThat(scores("match_scores")).containsExactly("82.67 ours 2");
        // The same without the budget: 0.545 / 0.65
        assertThat(scores("member_matches")).containsExactly("83.85 ours 2");

        sql.execute(
                """
                update analytics.ai_models set version = '3', config = '{"weights": {
                    "skills": 3, "certifications": 1, "experience": 0, "location": 2,
                    "budget": 4.000}}'
                """);
        // (3 x 0.5 + 1 x 1 + 2 x 1 + 4 x 0.75) / 10, and (1.5 + 1 + 2) / 6
        assertThat(scores("match_scores")).containsExactly("75.00 ours 3");
        assertThat(scores("member_matches")).containsExactly("75.00 ours 3");
    }

    @Test
    void weightsThatAreMissingOrNoneAreThoseOfTheFormula() {
        givenAnApplicationForAProject();
        assertThat(scores("match_scores")).containsExactly("74.44 default");
        assertThat(scores("member_matches")).containsExactly("74.44 default");

        model(
                "odd",
                "1",
                "matching",
                true,
                """
                {"weights": {"skills": "0.9", "certifications": -1, "experience": null,
                    "location": [1]}}
                """);

        for (String config : List.of("{}", "[]", "7", "{\"weights\": 3}", "{\"weights\": [1]}")) {
            assertThat(scores("match_scores")).as(config).containsExactly("74.44 odd 1");
            assertThat(scores("member_matches")).as(config).containsExactly("74.44 odd 1");
            sql.execute("update analytics.ai_models set config = ?::jsonb", config);
        }
    }

    @Test
    void otherModelsDoNotWeigh() {
        givenAnApplicationForAProject();

        model("draft", "1", "matching", false, "{\"weights\": {\"skills\": 0.15}}");
        model("other", "1", "moderation", true, "{\"weights\": {\"skills\": 0.15}}");

        assertThat(scores("match_scores")).containsExactly("74.44 default");
        assertThat(scores("member_matches")).containsExactly("74.44 default");
    }

    @Test
    void whereNothingWeighsThereIsNoRow() {
        givenAnApplicationForAProject();

        model(
                "budget",
                "1",
                "matching",
                true,
                """
                {"weights": {"skills": 0, "certifications": 0, "experience": 0, "location": 0.0}}
                """);
        assertThat(scores("match_scores")).isEmpty();
        assertThat(scores("member_matches")).isEmpty();

        sql.execute("update projects.applications set budget_proposal_cents = 125000");
        assertThat(scores("match_scores")).containsExactly("75.00 budget 1");
    }

    /** Four skills, a certificate and five years are asked for; 13 km lie between the two. */
    private void givenAnApplicationForAProject() {
        sql.execute(
                """
                insert into projects.projects
                    (id, title, description, category, status, skills_required,
                    certifications_required, experience_required_years, budget_min_cents,
                    budget_max_cents, latitude, longitude)
                values (id(1), 'Project', 'description', 'electrical', 'published', '{a,B,c,d}',
                    '{OSHA10}', 5, 50000, 100000, 34, -118)
                """);
        sql.execute("update identity.users set status = 'suspended' where id <> id(1)");
        sql.execute(
                """
                insert into identity.user_profiles
                    (user_id, skills, certifications, years_experience, latitude, longitude)
                values (id(1), '{A," b",x}', '[{"name": "osha10"}]', 4, 34.117, -118)
                """);
        sql.execute(
                """
                insert into projects.applications
                    (project_id, user_id, proposal, experience_description, timeline_description)
                values (id(1), id(1), 'proposal', 'experience', 'timeline')
                """);
    }

    private void model(
            String name, String version, String type, boolean production, String config) {
        sql.execute(
                """
                insert into analytics.ai_models (name, version, model_type, is_production, config)
                values (?, ?, ?::analytics.ai_model_type, ?, ?::jsonb)
                """,
                name,
                version,
                type,
                production,
                config);
    }

    private List<String> scores(String store) {
        return rows("select score, model_version from oracle." + store);
    }

    private List<String> match() {
        return rows(
                """
                select score, skills_part, certifications_part, experience_part, location_part,
                    budget_part
                from oracle.match_scores
                """);
    }
}
