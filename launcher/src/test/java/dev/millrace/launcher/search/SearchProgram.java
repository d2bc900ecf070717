package dev.millrace.launcher.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.devstack.EmbeddedKafkaBroker;
import dev.millrace.devstack.EmbeddedPostgresServer;
import dev.millrace.devstack.EmbeddedSearchServer;
import dev.millrace.launcher.testing.HealthClient;
import dev.millrace.launcher.testing.MillraceProcess;
import dev.millrace.launcher.testing.SplitPipeline;
import dev.millrace.launcher.testing.TypedCommand;
import dev.millrace.schema.search.SearchIndex;
import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.search.connection.SearchConnection;
import dev.millrace.search.connection.SearchSettings;
import dev.millrace.search.query.Found;
import dev.millrace.search.query.SearchQueries;
import dev.millrace.search.query.SearchRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * One running program with search for all tests of a JVM, started by the first that asks. It speaks
 * TLS with a search server that asks for a login. Tests keep apart by the words that they look for.
 */
final class SearchProgram {

    static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Duration START = Duration.ofMinutes(4);

    /** The stores that the indexes read. */
    private static final String STORES =
            "content_statistics, course_progress, course_statistics, match_scores,"
                    + " practitioner_stats, project_statistics, review_counts";

    private static final class Holder {
        static final SearchProgram INSTANCE = start();
    }

    private final EmbeddedSearchServer server;
    private final GuardedSearchServer guard;
    private final SplitPipeline pipeline;
    private volatile MillraceProcess up;
    private volatile HealthClient health;
    private final ElasticsearchClient client;

    private SearchProgram(Path folder) throws Exception {
        server = EmbeddedSearchServer.start(folder.resolve("search"), OptionalInt.empty());
        guard = GuardedSearchServer.before(server.url(), folder);
        pipeline =
                SplitPipeline.start(
                        folder,
                        Map.of(
                                "search.url",
                                guard.url().toString(),
                                "search.user",
                                GuardedSearchServer.USER,
                                "search.password",
                                GuardedSearchServer.PASSWORD,
                                "search.root-certificate",
                                guard.certificate().toString(),
                                "streams.stores",
                                STORES));
        up = process("up");
        health = healthOf(up);
        // Past the guard, so that a test sees what the program cannot.
        client = SearchConnection.open(SearchSettings.at(URI.create(server.url())));
        awaitReady();
    }

    private static SearchProgram start() {
        try {
            SearchProgram program =
                    new SearchProgram(Files.createTempDirectory("millrace-search-program-"));
            Runtime.getRuntime().addShutdownHook(new Thread(program::stop, "search-program-stop"));
            return program;
        } catch (Exception e) {
            throw new IllegalStateException("the program with search does not start", e);
        }
    }

    private static HealthClient healthOf(MillraceProcess up) {
        String line = up.awaitLine("Health ", START);
        return new HealthClient(line.replaceAll(".*(http://[^/ ]*)/.*", "$1"));
    }

    /** SIGKILL of the program itself; its servers go on. */
    void kill() {
        up.killHard();
    }

    /** The program once more; where it ran is kept. */
    void startAgain() {
        health.close();
        up = process("up");
        health = healthOf(up);
    }

    EmbeddedPostgresServer postgres() {
        return pipeline.postgres();
    }

    EmbeddedKafkaBroker broker() {
        return pipeline.broker();
    }

    private void stop() {
        up.close();
        guard.close();
        pipeline.close();
        server.closeAndDelete();
    }

    /** The program of this JVM, started now if nobody asked before. */
    static SearchProgram get() {
        return Holder.INSTANCE;
    }

    EmbeddedSearchServer server() {
        return server;
    }

    GuardedSearchServer guard() {
        return guard;
    }

    HealthClient health() {
        return health;
    }

    ElasticsearchClient client() {
        return client;
    }

    SearchQueries queries() {
        return new SearchQueries(client);
    }

    /** Starts a command with search switched on. */
    MillraceProcess process(String... command) {
        return pipeline.process(withSearch(command));
    }

    /** Starts a command with its own files in another folder. */
    MillraceProcess process(Path ownFolder, String... command) {
        return pipeline.process(ownFolder, withSearch(command));
    }

    /** Runs a command with search switched on to its end. */
    TypedCommand.Ended run(String... command) {
        return pipeline.run(withSearch(command));
    }

    private static String[] withSearch(String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("--set", "search.enabled=true"));
        return arguments.toArray(String[]::new);
    }

    /** Compares an index with SQL; 0 when they are equal. */
    TypedCommand.Ended verify(SearchIndex index) {
        return run("verify", "--patience", "60", "search:" + index.name());
    }

    void awaitReady() {
        await().atMost(START)
                .pollInterval(Duration.ofMillis(250))
                .untilAsserted(() -> {
                    HealthClient.Answer answer = health.ready();
                    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
                    assertThat(answer.part("index.courses")).startsWith("ready");
                });
    }

    /** A published course, in the index. */
    UUID course(String title) throws Exception {
        UUID id = insertCourse(title);
        awaitIndex(SearchIndexes.COURSES);
        return id;
    }

    /** A published course that nobody waits for. */
    UUID insertCourse(String title) throws SQLException {
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

    /** Runs statements as the application does. */
    void app(String sql) throws SQLException {
        try (Connection connection = pipeline.connect("app");
                Statement statement = connection.createStatement()) {
            statement.execute("set role millrace_app_service");
            statement.execute(sql);
        }
    }

    /** The database refuses what the application says, with this SQLSTATE. */
    void refused(String state, String sql) {
        assertThatThrownBy(() -> app(sql))
                .asInstanceOf(type(SQLException.class))
                .extracting(SQLException::getSQLState)
                .isEqualTo(state);
    }

    /** Runs statements as the superuser. */
    void superuser(String sql) throws SQLException {
        pipeline.sql(sql);
    }

    /** The first column of a query, as its owner sees it. */
    List<String> column(String sql) throws SQLException {
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

    /** Waits for what has committed, as an application does, and lets readers see it. */
    void awaitIndex(SearchIndex index) throws Exception {
        awaitAsOfNow("search:" + index.name());
        client.indices().refresh(r -> r.index(index.name()));
    }

    void awaitAsOfNow(String store) throws SQLException {
        assertThat(isAsOfNow(store, PATIENCE)).as(up.output()).isTrue();
    }

    /** Asks again and again: a statement of the application may take half a minute at most. */
    boolean isAsOfNow(String store, Duration patience) throws SQLException {
        long end = System.nanoTime() + patience.toNanos();
        try (Connection connection = pipeline.connect("app");
                PreparedStatement await =
                        connection.prepareStatement(
                                "select derived.await(?, ?::pg_lsn, interval '1 second')")) {
            await.setString(1, store);
            await.setString(2, column("select pg_current_wal_lsn()").getFirst());
            do {
                try (ResultSet row = await.executeQuery()) {
                    row.next();
                    if (row.getBoolean(1)) {
                        return true;
                    }
                }
            } while (System.nanoTime() - end < 0);
            return false;
        }
    }

    /** The index that an alias leads to. */
    String concrete(String alias) throws IOException {
        return client.indices().getAlias(a -> a.name(alias)).aliases().keySet().iterator().next();
    }

    /** Titles of the courses that fit these words, the best first. */
    List<String> titles(String words) {
        return titles(hits(SearchIndexes.COURSES, words));
    }

    /** What of an index fits these words, the best first. */
    List<Found.Hit> hits(SearchIndex index, String words) {
        return queries().search(SearchRequest.of(index, words).page(0, 100)).hits();
    }

    /** Titles of what fits, the best first, once the index holds all that has committed. */
    List<String> found(SearchIndex index, String words) throws Exception {
        awaitIndex(index);
        return titles(hits(index, words));
    }

    /** The only document that fits, once the index holds all that has committed. */
    ObjectNode document(SearchIndex index, String words) throws Exception {
        awaitIndex(index);
        List<Found.Hit> hits = hits(index, words);
        assertThat(hits).hasSize(1);
        return hits.getFirst().document();
    }

    static List<String> titles(List<Found.Hit> hits) {
        return hits.stream().map(Found.Hit::title).toList();
    }
}
