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
