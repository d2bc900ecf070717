package dev.millrace.streams.matching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.Headers;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.Rows;
import dev.millrace.streams.StoreTestDriver;
import dev.millrace.streams.fanout.ShuffledTasks;
import dev.millrace.streams.matching.MatchTables.Application;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MatchScoresTopologyTest {

    private static final RowKey PROJECT_AND_USER = RowKey.of("bridge", "ada");
    private static final String SAN_FRANCISCO = "37.774900";
    private static final String LOS_ANGELES = "34.052200";

    @TempDir Path folder;
    private StoreTestDriver store;

    @BeforeEach
    void start() {
        store = new StoreTestDriver(DerivedStores.MATCH_SCORES, MatchScoresTopology::build, folder);
    }

    @AfterEach
    void stop() {
        store.close();
    }

    @Test
    void workedExampleFollowsEachOfItsSteps() {
        profile("a", "b", "x");
        project(SAN_FRANCISCO);
        apply("first", null);
        assertThat(score()).isEqualTo("74.44");

        apply("first", 125_000);
        assertThat(score()).isEqualTo("74.50");

        project(LOS_ANGELES);
        assertThat(score()).isEqualTo("59.50");
    }

    @Test
    void changedSkillsScoreAnew() {
        project(SAN_FRANCISCO);
        apply("first", null);
        assertThat(part("skills_part")).isEqualTo("0.0000");

        profile("a", "B ", " c", "d");
        assertThat(part("skills_part")).isEqualTo("1.0000");
    }

    @Test
    void orderOfTheTablesDoesNotMatter() {
        apply("first", null);
        assertThat(store.rows()).isEmpty();

        profile("a", "b", "x");
        project(SAN_FRANCISCO);

        assertThat(score()).isEqualTo("74.44");
    }

    @Test
    void withdrawnRowsVanish() {
        project(SAN_FRANCISCO);
        apply("first", null);

        store.change("projects.applications", RowKey.of("first"), null);

        assertThat(store.rows()).isEmpty();
    }

    @Test
    void rowsThatChangeNothingEmitNothing() {
        profile("a");
        project(SAN_FRANCISCO);
        apply("first", null);
        store.emitted();

        profile("a");
        project(SAN_FRANCISCO);
        apply("first", null);

        assertThat(store.emitted()).isEmpty();
    }

    @Test
    void outputCarriesTheCommitThatCausedIt() {
        profile("a");
        project(SAN_FRANCISCO);
        apply("first", null);
        store.emitted();

        profile("a", "b");

        assertThat(store.emitted())
                .singleElement()
                .extracting(MatchScoresTopologyTest::commitMicros)
                .isEqualTo(Long.toString(store.commitMicros()));
    }

    @Test
    void productionModelWeighsAndIsNamed() {
        model("draft", false, Map.of("skills", 1));
        model("live", true, Map.of("skills", 1, "location", 0));
        profile("a", "b");
        project(SAN_FRANCISCO);
        apply("first", null);

        // (1 x 0.5 + 0.20 x 1 + 0.15 x 0.8) / 1.35
        assertThat(score()).isEqualTo("60.74");
        assertThat(part("model_version")).isEqualTo("live 1");
    }

    @Test
    void changedModelDoesNotScoreByItself() {
        profile("a", "b");
        project(SAN_FRANCISCO);
        apply("first", null);
        store.emitted();

        model("live", true, Map.of());
        assertThat(store.emitted()).isEmpty();

        apply("first", 90_000);
        assertThat(part("model_version")).isEqualTo("live 1");
    }

    @Test
    void secondApplicationSurvivesTheLateDeletionOfTheFirst(@TempDir Path tasksFolder) {
        try (ShuffledTasks tasks =
                new ShuffledTasks(
                        DerivedStores.MATCH_SCORES,
                        MatchScoresTopology::build,
                        2,
                        new Random(1),
                        tasksFolder)) {
            tasks.change("projects.projects", RowKey.of("bridge"), projectRow(SAN_FRANCISCO));
            Application first =
                    new Application(tasks.idIn(0, "application-"), "bridge", "ada", null);
            Application second =
                    new Application(tasks.idIn(1, "application-"), "bridge", "ada", 100);
            tasks.change("projects.applications", first.key(), first.row());
            tasks.drain();

            tasks.hold(route -> route.topic().startsWith("by-project") && route.from() == 0);
            tasks.change("projects.applications", first.key(), null);
            tasks.change("projects.applications", second.key(), second.row());
            tasks.drain();
            tasks.release();
            tasks.drain();

            assertThat(tasks.rows().get(PROJECT_AND_USER))
                    .extracting(row -> row.text("application_id"))
                    .isEqualTo(second.id());
        }
    }

    private String score() {
        return part("score");
    }

    private String part(String column) {
        return Objects.requireNonNull(store.rows().get(PROJECT_AND_USER)).text(column);
    }

    private void project(String latitude) {
        store.change("projects.projects", RowKey.of("bridge"), projectRow(latitude));
    }

    private static Row projectRow(String latitude) {
        return Rows.row(
                "id",
                "bridge",
                "skills_required",
                List.of("a", "B", "c", "d"),
                "certifications_required",
                List.of("OSHA10"),
                "experience_required_years",
                5,
                "budget_min_cents",
                50_000,
                "budget_max_cents",
                100_000,
                "latitude",
                latitude,
                "longitude",
                "-122.419400");
    }

    private void apply(String id, @Nullable Integer proposal) {
        Application application = new Application(id, "bridge", "ada", proposal);
        store.change("projects.applications", application.key(), application.row());
    }

    private void profile(String... skills) {
        store.change(
                "identity.user_profiles",
                RowKey.of("ada"),
                Rows.row(
                        "user_id",
                        "ada",
                        "skills",
                        List.of(skills),
                        "certifications",
                        List.of(Map.of("name", "osha10")),
                        "years_experience",
                        4,
                        "latitude",
                        "37.804400",
                        "longitude",
                        "-122.271200"));
    }

    private void model(String name, boolean production, Map<String, Integer> weights) {
        store.change(
                "analytics.ai_models",
                RowKey.of(name),
                Rows.row(
                        "id",
                        name,
                        "name",
                        name,
                        "version",
                        "1",
                        "model_type",
                        "matching",
                        "config",
                        Map.of("weights", weights),
                        "is_production",
                        production));
    }

    private static String commitMicros(TestRecord<RowKey, Row> record) {
        return new String(
                record.headers().lastHeader(Headers.COMMIT_TIME).value(), StandardCharsets.UTF_8);
    }
}
