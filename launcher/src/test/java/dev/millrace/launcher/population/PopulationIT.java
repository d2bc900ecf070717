package dev.millrace.launcher.population;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.launcher.testing.ApplicationDatabase;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PopulationIT {

    private static final PopulationSettings SMALL = new PopulationSettings(11, 0.1);
    private final Clock clock = Clock.fixed(Instant.now(), ZoneOffset.UTC);

    @Test
    void everyTableHoldsTheRowsThatWereWritten() throws SQLException {
        try (ApplicationDatabase database = ApplicationDatabase.fresh()) {
            PopulationResult result =
                    Population.load(database.application(), PopulationSettings.defaults(), clock);

            assertThat(result.alreadyThere()).isFalse();
            assertThat(result.total()).isBetween(25_000, 45_000);
            assertThat(result.rows())
                    .containsEntry("identity.users", 2_000)
                    .containsEntry("learning.courses", 150)
                    .containsEntry("projects.projects", 120)
                    .containsEntry("wellness.practitioners", 80);
            for (Map.Entry<String, Integer> table : result.rows().entrySet()) {
                assertThat(database.count("select count(*) from " + table.getKey()))
                        .as(table.getKey())
                        .isEqualTo(table.getValue().longValue());
            }
        }
    }

    @Test
    void theDerivedValuesOfAPopulationMakeSense() throws SQLException {
        try (ApplicationDatabase database = ApplicationDatabase.fresh()) {
            Population.load(database.application(), SMALL, clock);

            assertThat(
                            database.count(
                                    """
                                    select count(*) from oracle.course_progress p
                                    where p.completed_at is not null and not exists (
                                      select from learning.course_completions c
                                      where c.user_id = p.user_id and c.course_id = p.course_id
                                        and c.completed_at = p.completed_at)
                                    """))
                    .isZero();
            assertThat(database.count("select count(*) from oracle.match_scores"))
                    .isPositive()
                    .isEqualTo(database.count("select count(*) from projects.applications"));
            assertThat(database.count("select sum(rating_count) from oracle.practitioner_stats"))
                    .isPositive();
            assertThat(database.value("select config from analytics.ai_models where is_production"))
                    .contains("\"skills\": 0.40", "\"budget\": 0.10");
        }
    }

    @Test
    void aSecondLoadLeavesWhatIsThere() throws SQLException {
        try (ApplicationDatabase database = ApplicationDatabase.fresh()) {
            PopulationResult first = Population.load(database.application(), SMALL, clock);
            PopulationResult second =
                    Population.load(database.application(), new PopulationSettings(12, 1), clock);

            assertThat(second.alreadyThere()).isTrue();
            assertThat(second.total()).isZero();
            assertThat(database.count("select count(*) from identity.users"))
                    .isEqualTo(first.rows().getOrDefault("identity.users", -1).longValue());
            assertThat(
                            database.value(
                                    "select value ->> 'seed' from ops.app_settings where key = '"
                                            + Population.MARKER
                                            + "'"))
                    .isEqualTo("11");
        }
    }

    @Test
    void theSameSeedAndClockGiveTheSameRows() throws SQLException {
        try (ApplicationDatabase one = ApplicationDatabase.fresh();
                ApplicationDatabase other = ApplicationDatabase.fresh()) {
            PopulationResult result = Population.load(one.application(), SMALL, clock);
            Population.load(other.application(), SMALL, clock);

            assertThat(fingerprints(other, result)).isEqualTo(fingerprints(one, result));
        }
    }

    @Test
    void aLoadThatFailsLeavesNothing() throws SQLException {
        try (ApplicationDatabase database = ApplicationDatabase.fresh()) {
            database.execute("alter table wellness.reviews add check (rating < 4)");

            assertThatThrownBy(() -> Population.load(database.application(), SMALL, clock))
                    .isInstanceOfSatisfying(
                            PipelineException.class,
                            e -> assertThat(e.kind()).isEqualTo(ErrorKind.SERVER_MISCONFIGURED))
                    .hasMessageContaining("nothing of it was kept");

            assertThat(database.count("select count(*) from identity.users")).isZero();
            assertThat(database.count("select count(*) from ops.app_settings")).isZero();
        }
    }

    /** Of each table without updated_at, which triggers set by the database's clock. */
    private static Map<String, String> fingerprints(
            ApplicationDatabase database, PopulationResult result) throws SQLException {
        Map<String, String> fingerprints = new LinkedHashMap<>();
        for (String table : result.rows().keySet()) {
            fingerprints.put(
                    table,
                    database.value(
                            """
                            select md5(string_agg(r, ';' order by r))
                            from (select (to_jsonb(t) - 'updated_at')::text as r from %s t) x
                            """
                                    .formatted(table)));
        }
        return fingerprints;
    }
}
