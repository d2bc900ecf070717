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
import dev.millrace.search.query.Found;
import dev.millrace.search.query.SearchQueries;
import dev.millrace.search.query.SearchRequest;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
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
            "content_statistics, course_progress, course_statistics, match_scores,"
                    + " practitioner_stats, project_statistics, review_counts";

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

    @Test
    void anIndexIsBuiltAnewAndGivenBackUnderTheProgram() throws Exception {
        for (int i = 0; i < 40; i++) {
            insertCourse("Lanterns number " + i);
        }
        course("Lanterns for miners");
        String before = concrete("courses");

        try (MillraceProcess killed =
                pipeline.process(
                        "reindex", "courses", "--rate", "5", "--set", "search.enabled=true")) {
            killed.awaitLine("s left", PATIENCE);
            killed.killHard();
        }
        assertThat(concrete("courses")).isEqualTo(before);
        String next = concrete("courses-next");
        assertThat(pipeline.run("status", "--set", "search.enabled=true").output())
                .contains("building   " + next);
        course("Lanterns in the snow");

        SplitPipeline.Ended reindexed = reindex("courses");

        assertThat(reindexed.code()).as(reindexed.output()).isZero();
        assertThat(reindexed.output())
                .contains("courses: %s is live, %s is kept".formatted(next, before));
        assertThat(concrete("courses")).isEqualTo(next);
        assertThat(pipeline.run("status", "--set", "search.enabled=true").output())
                .contains("kept       " + before);
        course("Lanterns at sea");
        assertThat(titles("lanterns")).hasSize(43).contains("Lanterns at sea");
        assertThat(verify().code()).isZero();

        assertThat(reindex("courses", "--back").output()).contains(before + " is live");
        assertThat(concrete("courses")).isEqualTo(before);
        // What was written to the other one meanwhile is there at once.
        client.indices().refresh(r -> r.index("courses"));
        assertThat(titles("lanterns")).hasSize(43).contains("Lanterns at sea");
        course("Lanterns by day");
        assertThat(titles("lanterns")).contains("Lanterns by day");
        assertThat(verify().code()).isZero();
        assertThat(reindex("courses", "--drop").output()).contains("dropped " + next);
        assertThat(concrete("courses")).isEqualTo(before);
    }

    // B22
    @Test
    void theJobBuildsAnIndexAnew() throws Exception {
        course("Kites over the bay");
        String before = concrete("courses");

        SplitPipeline.Ended ended =
                pipeline.run(
                        "jobs",
                        "run",
                        "search-reindex",
                        "--param",
                        "index=courses",
                        "--json",
                        "--set",
                        "search.enabled=true");

        assertThat(ended.code()).as(ended.output()).isZero();
        assertThat(ended.output()).contains("\"state\" : \"completed\"");
        assertThat(concrete("courses")).isNotEqualTo(before);
        assertThat(titles("kites")).containsExactly("Kites over the bay");
        assertThat(verify().code()).isZero();
    }

    private static String concrete(String alias) throws IOException {
        return client.indices().getAlias(a -> a.name(alias)).aliases().keySet().iterator().next();
    }

    private static SplitPipeline.Ended reindex(String... arguments) {
        List<String> command = new ArrayList<>(List.of("reindex"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--set", "search.enabled=true"));
        return pipeline.run(command.toArray(String[]::new));
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

    /** The feed of a member as SQL has it, and as the application asks for it otherwise. */
    private static final String FEED =
            """
            select p.title
            from projects.projects p
            left join derived.match_scores m on m.project_id = p.id and m.user_id = '%s'
            where p.status = 'published'
                and p.deleted_at is null
                and p.visibility in ('public', 'members_only')
                and (p.deadline_date is null or p.deadline_date > now())
                and p.skills_required && array['ropes']
            order by m.score desc nulls last, p.created_at desc
            limit 20
            """;

    @Test
    void theFeedOfAMemberIsThatOfSqlAndAVisitorSeesNothingOfMembers() throws Exception {
        UUID member = UUID.randomUUID();
        app(
                """
                insert into identity.users (id, email, display_name)
                values ('%1$s', '%1$s@example.org', 'Member');
                insert into identity.user_profiles (user_id, skills, years_experience)
                values ('%1$s', '{ropes}', 5);
                insert into projects.projects
                    (title, description, category, status, skills_required, created_at,
                        experience_required_years, deadline_date, visibility)
                select 'Bridge ' || n, 'Work', 'supply', 'published', '{ropes}',
                    now() - n * interval '1 hour',
                    case n when 20 then 10 when 19 then 20 else 0 end,
                    case n when 0 then now() + interval '1 day' end,
                    case when n %% 2 = 0 then 'public' else 'members_only' end::projects.visibility
                from generate_series(0, 22) n;
                insert into projects.projects
                    (title, description, category, status, skills_required, deadline_date, visibility)
                values
                    ('Bridge too late', 'Work', 'supply', 'published', '{ropes}',
                        now() - interval '1 second', 'public'),
                    ('Bridge of others', 'Work', 'supply', 'published', '{welding}', null, 'public'),
                    ('Bridge draft', 'Work', 'supply', 'draft', '{ropes}', null, 'public'),
                    ('Bridge private', 'Work', 'supply', 'published', '{ropes}', null, 'private');
                insert into projects.applications
                    (project_id, user_id, proposal, experience_description, timeline_description)
                select id, '%1$s', 'Ours', 'Much', 'Soon'
                from projects.projects where title in ('Bridge 19', 'Bridge 20', 'Bridge 21')
                """
                        .formatted(member));
        awaitAsOfNow("match_scores");
        awaitAsOfNow("search:projects");
        client.indices().refresh(r -> r.index(SearchIndexes.PROJECTS.name()));

        List<String> expected = column(FEED.formatted(member));
        Map<UUID, BigDecimal> scores = new HashMap<>();
        for (String row :
                column(
                        "select project_id || ' ' || score from derived.match_scores where user_id = '%s'"
                                .formatted(member))) {
            String[] parts = row.split(" ", 2);
            scores.put(UUID.fromString(parts[0]), new BigDecimal(parts[1]));
        }
        SearchQueries queries = new SearchQueries(client);

        assertThat(scores).hasSize(3);
        // All years asked for, half of them, a quarter.
        assertThat(expected.subList(0, 3)).containsExactly("Bridge 21", "Bridge 20", "Bridge 19");
        assertThat(titles(queries.projectFeed("", Set.of("ropes"), scores, Instant.now()).hits()))
                .isEqualTo(expected);
        assertThat(
                        titles(
                                queries.projectFeed(
                                                "bridge", Set.of("ropes"), scores, Instant.now())
                                        .hits()))
                .isEqualTo(expected);
        assertThat(titles(queries.general("bridge", 50)))
                .contains("Bridge 0", "Bridge 22")
                .doesNotContain("Bridge 1", "Bridge 21", "Bridge private", "Bridge draft");
    }

    private static List<String> titles(List<Found.Hit> hits) {
        return hits.stream().map(hit -> hit.document().path("title").asText()).toList();
    }

    private static List<String> column(String sql) throws SQLException {
        try (Connection connection = pipeline.connect("owner");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
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
        assertThat(isAsOfNow("search:courses", Duration.ofSeconds(1))).isFalse();

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
        awaitAsOfNow("search:courses");
        client.indices().refresh(r -> r.index(SearchIndexes.COURSES.name()));
    }

    private static void awaitAsOfNow(String store) throws SQLException {
        assertThat(isAsOfNow(store, PATIENCE)).as(up.output()).isTrue();
    }

    private static boolean isAsOfNow(String store, Duration patience) throws SQLException {
        try (Connection connection = pipeline.connect("app");
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "select derived.await('%s', pg_current_wal_lsn(), '%d s')"
                                        .formatted(store, patience.toSeconds()))) {
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
