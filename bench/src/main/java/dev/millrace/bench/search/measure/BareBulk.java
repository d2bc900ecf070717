package dev.millrace.bench.search.measure;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.bench.servers.BenchServers;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.search.IndexFiles;
import dev.millrace.schema.search.SearchIndex;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * The limit: prepared documents into empty indexes by bare bulk requests, so many at once, nothing
 * made of the answers but whether they tell of errors.
 *
 * @param documents how many
 * @param seconds until the last was acknowledged
 * @param cpu what the sending process, and the servers, computed meanwhile
 */
public record BareBulk(long documents, double seconds, CpuSeconds cpu) {

    /** Documents in a request. */
    public static final int BULK = 2_000;

    /** Requests at once. */
    public static final int IN_FLIGHT = 2;

    private static final String PREFIX = "bench-";

    /** Fills all indexes, one after the other, and deletes them again. */
    public static BareBulk run(BenchServers servers, PreparedDocuments prepared)
            throws IOException, InterruptedException {
        Server server = new Server(servers.searchUrl());
        for (SearchIndex index : prepared.files().keySet()) {
            server.send(
                    "PUT",
                    PREFIX + index.name(),
                    IndexFiles.definition(index).toString().getBytes(UTF_8));
        }
        OptionalLong self = OptionalLong.of(ProcessHandle.current().pid());
        CpuSeconds before = CpuSeconds.now(servers, self);
        long begin = System.nanoTime();
        for (Map.Entry<SearchIndex, Path> file : prepared.files().entrySet()) {
            server.fill(PREFIX + file.getKey().name() + "/_bulk", file.getValue());
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        CpuSeconds cpu = CpuSeconds.now(servers, self).minus(before);
        for (SearchIndex index : prepared.files().keySet()) {
            server.send("DELETE", PREFIX + index.name(), new byte[0]);
        }
        return new BareBulk(prepared.documents(), seconds, cpu);
    }

    public double documentsPerSecond() {
        return documents / seconds;
    }

    /** Requests without a client of the server's maker. */
    private static final class Server {

        private final URI url;
        private final HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

        Server(URI url) {
            this.url = url;
        }

        void send(String method, String path, byte[] body)
                throws IOException, InterruptedException {
            HttpResponse<String> answer =
                    client.send(request(method, path, body), BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw refused(path, answer.body());
            }
        }

        void fill(String path, Path file) throws IOException, InterruptedException {
            Deque<CompletableFuture<HttpResponse<String>>> flying = new ArrayDeque<>();
            try (BufferedReader lines = Files.newBufferedReader(file)) {
                byte[] body = PreparedDocuments.next(lines, BULK);
                while (body.length > 0) {
                    if (flying.size() == IN_FLIGHT) {
                        check(path, flying.removeFirst());
                    }
                    flying.add(
                            client.sendAsync(request("POST", path, body), BodyHandlers.ofString()));
                    body = PreparedDocuments.next(lines, BULK);
                }
                while (!flying.isEmpty()) {
                    check(path, flying.removeFirst());
                }
            }
        }

        private HttpRequest request(String method, String path, byte[] body) {
            return HttpRequest.newBuilder(url.resolve("/" + path))
                    .header("Content-Type", "application/json")
                    .method(
                            method,
                            body.length == 0
                                    ? BodyPublishers.noBody()
                                    : BodyPublishers.ofByteArray(body))
                    .build();
        }

        private static void check(String path, CompletableFuture<HttpResponse<String>> answer)
                throws InterruptedException {
            try {
                String body = answer.get().body();
                // The field stands before the items.
                if (!body.substring(0, Math.min(200, body.length())).contains("\"errors\":false")) {
                    throw refused(path, body);
                }
            } catch (ExecutionException e) {
                throw new PipelineException(
                        ErrorKind.SERVER_UNREACHABLE, "the search server: " + e.getMessage(), e);
            }
        }

        private static PipelineException refused(String path, String body) {
            return new PipelineException(
                    ErrorKind.TRANSIENT,
                    "the search server refuses %s: %s"
                            .formatted(path, body.substring(0, Math.min(500, body.length()))));
        }
    }
}
