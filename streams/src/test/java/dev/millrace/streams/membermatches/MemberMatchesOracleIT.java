package dev.millrace.streams.membermatches;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.StoreTestDriver;
import dev.millrace.streams.oracle.OracleDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store against the oracle's own arithmetic and order in PostgreSQL. */
class MemberMatchesOracleIT {

    private static final double SEED = 0.20262;
    private static final List<String> TABLES =
            List.of("identity.users", "identity.user_profiles", "projects.projects");
    private static final String MODELS = "analytics.ai_models";

    private record Change(String table, RowKey key, Row row) {}

    @Test
    void rowsAndRanksEqualTheOracles(@TempDir Path folder) throws SQLException {
        equalTheOracles("", folder);
    }

    @Test
    void soTheyDoWithTheWeightsOfAModel(@TempDir Path folder) throws SQLException {
        equalTheOracles(
                """
                insert into analytics.ai_models (name, version, model_type, is_production, config)
                values ('other', '1', 'matching', true,
                    '{"weights": {"skills": 0.15, "experience": 3, "location": 0.300}}')
                """,
                folder);
    }

    private static void equalTheOracles(String model, Path folder) throws SQLException {
        try (OracleDatabase database = OracleDatabase.create();
                StoreTestDriver driver =
                        new StoreTestDriver(
                                DerivedStores.MEMBER_MATCHES,
                                MemberMatchesTopology::build,
                                folder)) {
            fill(database);
            database.execute(model);
            // A model scores what comes after it.
            database.table(MODELS).forEach((key, row) -> driver.change(MODELS, key, row));
            List<Change> changes = new ArrayList<>();
            for (String table : TABLES) {
                database.table(table)
                        .forEach((key, row) -> changes.add(new Change(table, key, row)));
            }
            Collections.shuffle(changes, new Random(2026));

            changes.forEach(change -> driver.change(change.table, change.key, change.row));

            Map<RowKey, Row> oracle = database.oracle(DerivedStores.MEMBER_MATCHES);
            assertThat(oracle).hasSizeGreaterThan(1_000);
            assertThat(driver.rows()).isEqualTo(oracle);
        }
    }

    private static void fill(OracleDatabase database) throws SQLException {
        database.execute(
                """
                select setseed(%s);
                create function pg_temp.some(words text[], most int) returns text[]
                language sql volatile as $$
                    select coalesce(array_agg(w order by w), '{}')
                    from (select unnest(words) w order by random() limit floor(random() * (most + 1))) x
                $$;
                insert into identity.users (id, email, display_name, status, deleted_at)
                select
                    md5('user' || n)::uuid, 'user' || n || '@example.org', 'User',
                    case when n %% 10 = 0 then 'suspended' else 'active' end::identity.user_status,
                    case when n %% 17 = 0 then now() end
                from generate_series(1, 300) n;
                insert into identity.user_profiles (
                    user_id, skills, certifications, years_experience, latitude, longitude)
                select
                    md5('user' || n)::uuid,
                    pg_temp.some('{ Tile,WIRING,weld,Paint ,frame,roof,É,plumb,"  "}', 8),
                    case floor(random() * 3)
                        when 0 then '[]'
                        when 1 then '[{"name": "OSHA10"}, {"name": null}, {"year": 1}]'
                        else '[{"name": " cpr "}, {"name": 42}, "text", 7]'
                    end::jsonb,
                    case when random() < 0.8 then floor(random() * 13) end,
                    37 + round((random() * 3)::numeric, 6),
                    -122 + round((random() * 3)::numeric, 6)
                from generate_series(1, 280) n;
                update identity.user_profiles set latitude = null, longitude = null
                where random() < 0.2;
                insert into projects.projects (
                    id, title, description, category, status, skills_required,
                    certifications_required, experience_required_years, latitude, longitude)
                select
                    md5('project' || n)::uuid, 'Project', 'Text', 'other',
                    case when n %% 6 = 0 then 'draft' else 'published' end::projects.project_status,
                    pg_temp.some('{tile,Wiring , weld,paint,FRAME,roof,é,plumb,tile," "}', 9),
                    pg_temp.some('{osha10,CPR,lead,42,true,""}', 4),
                    case when random() < 0.8 then floor(random() * 12) else 0 end,
                    case when n %% 3 > 0 then 38.5 end,
                    case when n %% 3 > 0 then -120.5 end
                from generate_series(1, 40) n;
                """
                        .formatted(SEED));
    }
}
