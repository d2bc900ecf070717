package dev.millrace.launcher.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.json.JsonData;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.devstack.EmbeddedSearchServer;
import dev.millrace.launcher.testing.HealthClient;
import dev.millrace.launcher.testing.MillraceProcess;
import dev.millrace.launcher.testing.SplitPipeline;
import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.search.connection.SearchConnection;
import dev.millrace.search.connection.SearchSettings;
import dev.millrace.search.index.IndexCreation;
import dev.millrace.search.query.SearchQueries;
import dev.millrace.search.query.SearchRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that an application writes, found in the indexes as of their commit, whatever happens. */
class SearchIT {

    private static final Duration START = Duration.ofMinutes(4);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** The stores that the indexes read. */
    private static final String STORES =
            "content_statistics, course_progress, course_statistics, practitioner_stats,"
                    + " project_statistics, review_counts";

    @TempDir private static Path folder;
    private static EmbeddedSearchServer server;
    private static SplitPipeline pipeline;
    private static MillraceProcess up;
    private static HealthClient health;
    private static ElasticsearchClient client;

    @BeforeAll
    static void startEverything() throws Exception {
        server = EmbeddedSearchServer.start(folder.resolve("search"), OptionalInt.empty());
        pipeline =
                SplitPipeline.start(
                        folder, Map.of("search.url", server.url(), "streams.stores", STORES));
        up = pipeline.process("up", "--set", "search.enabled=true");
        String line = up.awaitLine("Health ", START);
        health = new HealthClient(line.replaceAll(".*(http://[^/ ]*)/.*", "$1"));
        client = SearchConnection.open(SearchSettings.at(URI.create(server.url())));
        awaitReady();
    }

    @AfterAll
    static void stopEverything() throws IOException {
        client.close();
        health.close();
        up.terminate();
        up.awaitExit(Duration.ofSeconds(30));
        up.close();
        pipeline.close();
        server.closeAndDelete();
    }

    @Test
    void whoAwaitsACommitFindsItAndEachIndexIsInStatus() throws Exception {
        UUID course = course("Breathing for beekeepers");
        assertThat(titles("beekeepers")).containsExactly("Breathing for beekeepers");

        app(
                "update learning.courses set title = 'Breathing for divers' where id = '"
                        + course
                        + "'");
        awaitIndex();
        assertThat(titles("divers")).containsExactly("Breathing for divers");
        assertThat(titles("beekeepers")).isEmpty();

        app("update learning.courses set status = 'draft' where id = '" + course + "'");
        awaitIndex();
        assertThat(titles("divers")).isEmpty();

        SplitPipeline.Ended status = pipeline.run("status", "--set", "search.enabled=true");
        assertThat(status.output()).contains("search     " + server.url());
        SearchIndexes.all()
                .forEach(index ->
                        assertThat(status.output())
                                .containsPattern("(?m)^" + index.name() + " +running "));
        assertThat(status.code()).as(status.output()).isZero();
        assertThat(health.scrape().sum("millrace_index_documents_total", "index", "courses"))
                .isGreaterThanOrEqualTo(3);
        assertThat(indexMeters(health.scrape().text(), "^# TYPE (millrace_index_\\S+)"))
                .isEqualTo(
                        indexMeters(
                                Files.readString(Path.of("..", "docs", "operations", "metrics.md")),
                                "^\\| `(millrace_index_[a-z_]+)`"));
    }

    @Test
    void theCommandSearchesAndVerifyComparesDocuments() throws Exception {
        insertCourse("Knots and splices");
        insertCourse("Rope work with knots");
        course("Sailing by night");

        SplitPipeline.Ended found = search("courses", "knots", "--facet", "is_free");
        assertThat(found.code()).as(found.output()).isZero();
        assertThat(found.output())
                .contains("title: [Knots] and splices")
                .contains("is_free      true (2)")
                .contains("2 found, 2 shown")
                .doesNotContain("Sailing");
        assertThat(search("courses", "", "--filter", "title=sailing by night").output())
                .contains("Sailing by night")
                .contains("1 found");
        assertThat(search("courses", "knots", "--explain").output()).contains("weight(");
        assertThat(search("general", "splices").output()).contains("Knots and splices");
        assertThat(search("courses", "sailing", "--json").output())
                .contains("\"title\":\"Sailing by night\"");
        SplitPipeline.Ended wrong = search("courses", "knots", "--filter", "colour=red");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.output()).contains("index courses has no field 'colour'");

        SplitPipeline.Ended right = verify();
        assertThat(right.code()).as(right.output()).isZero();
        assertThat(right.output()).contains("search:courses").contains("0 differences");

        String sailing = id("sailing");
        client.update(
                u -> u.index("courses").id(sailing).doc(Map.of("title", "Sailing by day")),
                ObjectNode.class);
        SplitPipeline.Ended differs = verify();
        assertThat(differs.code()).as(differs.output()).isEqualTo(1);
        assertThat(differs.output()).contains("1 differences").contains("differs: search:courses");
        app("update learning.courses set title = 'Sailing at dawn' where title like 'Sailing%'");
        awaitIndex();
        assertThat(verify().code()).isZero();
    }

    private static String id(String words) {
        return Objects.requireNonNull(
                new SearchQueries(client)
                        .search(SearchRequest.of(SearchIndexes.COURSES, words))
                        .hits()
                        .getFirst()
                        .id());
    }

    private static SplitPipeline.Ended search(String... arguments) {
        List<String> command = new ArrayList<>(List.of("search"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--set", "search.enabled=true"));
        return pipeline.run(command.toArray(String[]::new));
    }

    private static SplitPipeline.Ended verify() {
        return pipeline.run(
                "verify", "--patience", "60", "--set", "search.enabled=true", "search:courses");
    }

    @Test
    void aServerThatWasAwayLosesNothingAndIsSaidMeanwhile() throws Exception {
        course("Weaving number 0");
        TreeSet<String> expected = new TreeSet<>(List.of("Weaving number 0"));

        server.stop();
        for (int i = 1; i <= 20; i++) {
            insertCourse("Weaving number " + i);
            expected.add("Weaving number " + i);
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> {
                    assertThat(health.ready().part("index.courses")).startsWith("not ready");
                    assertThat(health.ready().part("search-server")).startsWith("not ready");
                });
        SplitPipeline.Ended status = pipeline.run("status", "--set", "search.enabled=true");
        assertThat(status.output())
                .contains("NOT USABLE")
                .contains("trouble    search:courses")
                .contains("does not answer");
        assertThat(status.code()).isEqualTo(1);
        assertThat(isAsOfNow(Duration.ofSeconds(1))).isFalse();

        server.start();
        awaitIndex();

        assertThat(new TreeSet<>(titles("weaving"))).isEqualTo(expected);
        awaitReady();
    }

    private static Set<String> indexMeters(String text, String pattern) {
        return Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void awaitReady() {
        await().atMost(START)
                .pollInterval(Duration.ofMillis(250))
                .untilAsserted(() -> {
                    HealthClient.Answer answer = health.ready();
                    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
                    assertThat(answer.part("index.courses")).startsWith("ready");
                });
    }

    /** A published course, in the index. */
    private static UUID course(String title) throws Exception {
        UUID id = insertCourse(title);
        awaitIndex();
        return id;
    }

    private static UUID insertCourse(String title) throws SQLException {
        UUID id = UUID.randomUUID();
        app(
                """
                insert into learning.courses
                    (id, source_system, title, slug, instructor_name, status, published_at)
                values ('%1$s', 'edu7p', '%2$s', '%1$s', 'Teacher', 'published', now())
                """
                        .formatted(id, title));
        return id;
    }

    private static void app(String sql) throws SQLException {
        try (Connection connection = pipeline.connect("app");
                Statement statement = connection.createStatement()) {
            statement.execute("set role millrace_app_service");
            statement.execute(sql);
        }
    }

    /** Waits for what has committed, as an application does, and lets readers see it. */
    private static void awaitIndex() throws Exception {
        assertThat(isAsOfNow(PATIENCE)).as(up.output()).isTrue();
        client.indices().refresh(r -> r.index(SearchIndexes.COURSES.name()));
    }

    private static boolean isAsOfNow(Duration patience) throws SQLException {
        try (Connection connection = pipeline.connect("app");
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "select derived.await('search:courses', pg_current_wal_lsn(), '%d s')"
                                        .formatted(patience.toSeconds()))) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private static List<String> titles(String words) throws IOException {
        List<String> titles = new ArrayList<>();
        client.searchTemplate(
                        s ->
                                s.index(SearchIndexes.COURSES.name())
                                        .id(IndexCreation.searchTemplateId(SearchIndexes.COURSES))
                                        .params("words", JsonData.of(words))
                                        .params("size", JsonData.of(100))
                                        .params("filter", JsonData.of(List.of())),
                        ObjectNode.class)
                .hits()
                .hits()
                .forEach(hit ->
                        titles.add(Objects.requireNonNull(hit.source()).path("title").asText()));
        return titles;
    }
}
