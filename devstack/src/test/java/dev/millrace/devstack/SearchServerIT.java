package dev.millrace.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch._types.HealthStatus;
import co.elastic.clients.elasticsearch._types.Result;
import co.elastic.clients.elasticsearch._types.VersionType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.devstack.testsupport.JavaProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server's life, seen by the official Elasticsearch client as it comes. */
class SearchServerIT {

    private static final Duration SECONDS = Duration.ofSeconds(30);

    @TempDir private Path folder;

    @Test
    void theOfficialClientIndexesSearchesAndDeletesAndDataOutlivesTheServer() throws Exception {
        try (EmbeddedSearchServer server =
                EmbeddedSearchServer.start(folder, OptionalInt.empty())) {
            String url = server.url();
            try (ElasticsearchClient client = connect(server)) {
                assertThat(client.info().version().buildFlavor()).startsWith("opensearch-3.8");
                assertThat(client.cluster().health().status()).isEqualTo(HealthStatus.Green);
                client.indices()
                        .create(i ->
                                i.index("films")
                                        .settings(s -> s.numberOfShards("1").numberOfReplicas("0"))
                                        .mappings(m ->
                                                m.properties(
                                                        "title",
                                                        p -> p.text(t -> t.analyzer("english")))));
                index(client, "1", "Toy Story", 10);
                index(client, "2", "Heat", 11);
                client.indices().refresh(r -> r.index("films"));

                assertThat(titles(client, "stories")).containsExactly("Toy Story");
                assertThatExceptionOfType(ElasticsearchException.class)
                        .isThrownBy(() -> index(client, "1", "older", 9))
                        .satisfies(e -> assertThat(e.status()).isEqualTo(409));

                assertThat(client.delete(d -> d.index("films").id("1")).result())
                        .isEqualTo(Result.Deleted);
                client.indices().refresh(r -> r.index("films"));
                assertThat(titles(client, "toy")).isEmpty();
            }

            server.stop();
            assertThat(server.pid()).isEmpty();
            assertThat(Ports.isFree(server.port())).isTrue();
            server.start();

            assertThat(server.url()).isEqualTo(url);
            try (ElasticsearchClient client = connect(server)) {
                client.cluster().health(h -> h.waitForStatus(HealthStatus.Green));
                assertThat(titles(client, "heat")).containsExactly("Heat");
            }
        }
    }

    @Test
    void garbageOnTheHeapIsNoReasonToRefuseARequest() throws Exception {
        try (EmbeddedSearchServer server = EmbeddedSearchServer.start(folder, OptionalInt.empty());
                HttpClient client = HttpClient.newHttpClient()) {
            String statistics =
                    client.send(
                                    HttpRequest.newBuilder(
                                                    URI.create(
                                                            server.url()
                                                                    + "/_nodes/stats/breaker,jvm"))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .body();
            JsonNode node =
                    new ObjectMapper().readTree(statistics).required("nodes").iterator().next();

            long heapUsed = node.at("/jvm/mem/heap_used_in_bytes").longValue();
            long counted = node.at("/breakers/parent/estimated_size_in_bytes").longValue();

            assertThat(node.at("/breakers/parent/limit_size_in_bytes").longValue()).isPositive();
            assertThat(heapUsed).isGreaterThan(20_000_000);
            assertThat(counted).isLessThan(heapUsed / 4);
        }
    }

    @Test
    void aServerThatDiesIsReportedAndStartsAgain() throws Exception {
        try (EmbeddedSearchServer server =
                EmbeddedSearchServer.start(folder, OptionalInt.empty())) {
            assertThat(server.failure()).isEmpty();
            ProcessHandle process = ProcessHandle.of(server.pid().orElseThrow()).orElseThrow();

            process.destroyForcibly();
            process.onExit().get(10, TimeUnit.SECONDS);

            assertThat(server.failure())
                    .hasValueSatisfying(failure ->
                            assertThat(failure)
                                    .hasMessageContaining(folder.toString())
                                    .hasMessageContaining("has ended by itself"));
            server.stop();
            assertThat(server.failure()).isEmpty();
            server.start();
            try (ElasticsearchClient client = connect(server)) {
                assertThat(client.ping().value()).isTrue();
            }
        }
    }

    @Test
    void theServerEndsWithAKilledProcessAndItsFolderIsFreeAgain() throws Exception {
        ProcessHandle server;
        try (JavaProcess owner =
                JavaProcess.start(
                        SearchServerProcess.class,
                        List.of(
                                "-Xmx128m",
                                "-D"
                                        + SearchProgram.FOLDER_PROPERTY
                                        + "="
                                        + System.getProperty(SearchProgram.FOLDER_PROPERTY)),
                        List.of(folder.toString()),
                        SearchServerProcess.READY)) {
            server =
                    ProcessHandle.of(
                                    Long.parseLong(
                                            Files.readString(folder.resolve("server.pid")).strip()))
                            .orElseThrow();
            assertThatExceptionOfType(DevStackException.class)
                    .isThrownBy(() -> EmbeddedSearchServer.start(folder, OptionalInt.empty()))
                    .satisfies(e ->
                            assertThat(e.kind()).isEqualTo(DevStackException.Kind.FOLDER_IN_USE));
            owner.kill();
        }

        try (EmbeddedSearchServer next = EmbeddedSearchServer.start(folder, OptionalInt.empty());
                ElasticsearchClient client = connect(next)) {
            assertThat(client.ping().value()).isTrue();
            await().atMost(SECONDS).until(() -> !server.isAlive());
        }
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertThatExceptionOfType(DevStackException.class)
                    .isThrownBy(() ->
                            EmbeddedSearchServer.start(
                                    folder, OptionalInt.of(other.getLocalPort())))
                    .withMessageContaining(Integer.toString(other.getLocalPort()))
                    .satisfies(e ->
                            assertThat(e.kind()).isEqualTo(DevStackException.Kind.PORT_IN_USE));
            // The server itself meets the port taken when somebody is faster than we are.
            SearchProcess late = new SearchProcess(folder);
            assertThat(late.start(other.getLocalPort()))
                    .isInstanceOfSatisfying(
                            SearchProcess.Outcome.Failed.class,
                            failed ->
                                    assertThat(
                                                    SearchFailure.of(
                                                                    folder,
                                                                    other.getLocalPort(),
                                                                    "",
                                                                    failed.reason())
                                                            .kind())
                                            .isEqualTo(DevStackException.Kind.PORT_IN_USE));
            assertThat(late.pid()).isEmpty();
        }
    }

    private static ElasticsearchClient connect(EmbeddedSearchServer server) {
        return ElasticsearchClient.of(c -> c.host(server.url()));
    }

    private static void index(ElasticsearchClient client, String id, String title, long version)
            throws IOException {
        client.index(i ->
                i.index("films")
                        .id(id)
                        .document(Map.of("title", title))
                        .version(version)
                        .versionType(VersionType.External));
    }

    private static List<Object> titles(ElasticsearchClient client, String words)
            throws IOException {
        return client
                .search(
                        s ->
                                s.index("films")
                                        .query(q -> q.match(m -> m.field("title").query(words))),
                        Map.class)
                .hits()
                .hits()
                .stream()
                .map(hit -> hit.source().get("title"))
                .toList();
    }
}
