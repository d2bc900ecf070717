package dev.millrace.streams.matching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.oracle.OracleDatabase;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The rule against the oracle's own arithmetic in PostgreSQL, over thousands of applications. */
class MatchScoresOracleIT {

    private static final double SEED = 0.20261;

    /** Other numbers of decimals, weights that make ties, none, and what is no weight. */
    private static final List<String> WEIGHTS =
            List.of(
                    "{\"skills\": 0.15}",
                    """
                    {"skills": 7, "certifications": 2.5, "experience": 0.123456789012345678901,
                    "location": 1e2, "budget": 0.300}\
                    """,
                    """
                    {"skills": 0, "certifications": 0.0, "experience": -1, "location": "0.9",
                    "budget": null}\
                    """,
                    "[]");

    @Test
    void everyDigitEqualsTheOracles() throws SQLException {
        try (OracleDatabase database = OracleDatabase.create()) {
            fill(database);

            assertThat(scored(database, MatchModel.DEFAULT))
                    .hasSizeGreaterThan(5_000)
                    .isEqualTo(database.oracle(DerivedStores.MATCH_SCORES));

            for (String weights : WEIGHTS) {
                database.execute(
                        """
                        delete from analytics.ai_models;
                        insert into analytics.ai_models (
                            name, version, model_type, is_production, config)
                        values ('other', '1', 'matching', true, '{"weights": %s}')
                        """
                                .formatted(weights));
                MatchModel model =
                        MatchModel.of(
                                database.table("analytics.ai_models").values().iterator().next());

                assertThat(scored(database, Objects.requireNonNull(model)))
                        .as(weights)
                        .hasSizeGreaterThan(5_000)
                        .isEqualTo(database.oracle(DerivedStores.MATCH_SCORES));
            }
        }
    }

    private static Map<RowKey, Row> scored(OracleDatabase database, MatchModel model)
            throws SQLException {
        Map<RowKey, Row> projects = database.table("projects.projects");
        Map<RowKey, Row> profiles = database.table("identity.user_profiles");
        Map<RowKey, Row> rows = new HashMap<>();
        for (Row application : database.table("projects.applications").values()) {
            RowKey key = RowKey.of(application.text("project_id"), application.text("user_id"));
            Row project = Objects.requireNonNull(projects.get(RowKey.of(key.value(0))));
            Row profile = profiles.get(RowKey.of(key.value(1)));
            MatchParts parts =
                    MatchParts.of(
                            ProjectNeeds.of(project),
                            Offer.of(application),
                            profile == null ? Applicant.UNKNOWN : Applicant.of(profile));
            Row row =
                    MatchScore.row(
                            key.value(0), key.value(1), application.text("id"), parts, model);
            if (row != null) {
                rows.put(key, row);
            }
        }
        return rows;
    }

    /**
     * Small numbers on purpose: they make the repeating fractions and the ties on which the choice
     * of digits shows.
     */
    private static void fill(OracleDatabase database) throws SQLException {
        database.execute(
                """
                select setseed(%s);
                create function pg_temp.some(words text[], most int) returns text[]
                language sql volatile as $$
                    select coalesce(array_agg(w order by w), '{}')
                    from (select unnest(words) w order by random() limit floor(random() * (most + 1))) x
                $$;
                insert into identity.users (id, email, display_name)
                select md5('user' || n)::uuid, 'user' || n || '@example.org', 'User'
                from generate_series(1, 120) n;

                insert into identity.user_profiles (
                    user_id, skills, certifications, years_experience, latitude, longitude)
                select
                    md5('user' || n)::uuid,
                    pg_temp.some('{ Tile,WIRING,weld,Paint ,frame,roof,É,plumb,"  "}', 8),
                    case floor(random() * 5)
                        when 0 then '[]'
                        when 1 then '[{"name": "OSHA10"}, {"name": null}, {"year": 1}]'
                        when 2 then '[{"name": " cpr "}, {"name": 42}, "text", 7]'
                        when 3 then '[{"name": "Lead"}, {"name": "OSHA10"}, {"name": "cpr"}]'
                        else '[{"name": true}]'
                    end::jsonb,
                    case when random() < 0.8 then floor(random() * 13) end,
                    37 + round((random() * 3)::numeric, 6),
                    -122 + round((random() * 3)::numeric, 6)
                from generate_series(1, 110) n;
                update identity.user_profiles set latitude = null, longitude = null
                where random() < 0.2;

                insert into projects.projects (
                    id, title, description, category, skills_required, certifications_required,
                    experience_required_years, budget_min_cents, budget_max_cents)
                select
                    md5('project' || n)::uuid, 'Project', 'Text', 'other',
                    pg_temp.some('{tile,Wiring , weld,paint,FRAME,roof,é,plumb,tile," "}', 9),
                    pg_temp.some('{osha10,CPR,lead,42,true,""}', 4),
                    case when random() < 0.8 then floor(random() * 12) else 0 end,
                    case when random() < 0.7 then floor(random() * 40) end,
                    case when random() < 0.8 then 40 + floor(random() * 90) end
                from generate_series(1, 60) n;
                update projects.projects set budget_min_cents = 0, budget_max_cents = 0
                where random() < 0.05;
                update projects.projects set
                    latitude = 37 + round((random() * 3)::numeric, 6),
                    longitude = -122 + round((random() * 3)::numeric, 6)
                where random() < 0.7;

                -- Sevenths that add up to a terminating fraction, and proposals that bring it to half
                -- a hundredth: the digits that were kept decide which way it is rounded.
                insert into projects.projects (
                    id, title, description, category, skills_required, certifications_required,
                    experience_required_years, budget_min_cents, budget_max_cents, latitude,
                    longitude)
                select
                    md5('project' || n)::uuid, 'Sevenths', 'Text', 'other',
                    '{tile,wiring,weld,paint,frame,roof,plumb}',
                    '{osha10,cpr,lead,42,true,other,none}', 3, 2000, 3000, 90, 0
                from generate_series(61, 75) n;

                insert into projects.applications (
                    project_id, user_id, proposal, experience_description, timeline_description,
                    certifications_provided, budget_proposal_cents)
                select
                    md5('project' || p)::uuid, md5('user' || u)::uuid, 'x', 'x', 'x',
                    pg_temp.some('{" osha10",cpr,Lead,other}', 3),
                    case
                        when p > 60 then 1 + 2 * floor(random() * 1000)
                        when random() < 0.8 then floor(random() * 300)
                    end
                from generate_series(1, 75) p, generate_series(1, 120) u
                where random() < 0.9;
                """
                        .formatted(SEED));
    }
}
