package dev.millrace.schema.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The oracle of match scores against worked examples. */
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

    /** Four skills, a certificate and five years are asked for; 13 km lie between the two. */
    private void givenAnApplicationForAProject() {
        sql.execute(
                """
                insert into projects.projects
                    (id, title, description, category, skills_required, certifications_required,
                    experience_required_years, budget_min_cents, budget_max_cents, latitude,
                    longitude)
                values (id(1), 'Project', 'description', 'electrical', '{a,B,c,d}', '{OSHA10}', 5,
                    50000, 100000, 34, -118)
                """);
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

    private List<String> match() {
        return rows(
                """
                select score, skills_part, certifications_part, experience_part, location_part,
                    budget_part
                from oracle.match_scores
                """);
    }
}
