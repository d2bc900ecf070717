package dev.millrace.search.writer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.devstack.testsupport.PassedRequests;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Elasticsearch itself, from the distribution that its makers publish for integration tests: the
 * server without most of its modules, so without our analysis and without named searches. What
 * stands before it takes a named search in its place and passes everything else on.
 */
final class GenuineElasticsearch implements AutoCloseable {

    private static final Path DISTRIBUTION = Path.of("target", "elasticsearch");
    private static final Duration START = Duration.ofMinutes(3);

    // The server refuses to run as root.
    private static final List<String> AS_NOBODY =
            List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

    private final Process process;
    private final PassedRequests real;
    private final HttpServer front;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    private GenuineElasticsearch(Path folder) throws Exception {
        boolean isRoot = System.getProperty("user.name").equals("root");
        run("cp", "-r", unpacked().toString(), folder.resolve("server").toString());
        if (isRoot) {
            run("chown", "-R", "65534:65534", folder.toString());
            run("chmod", "755", folder.toString());
        }
        int port = freePort();
        List<String> command = new ArrayList<>(isRoot ? AS_NOBODY : List.of());
        command.add(folder.resolve("server/bin/elasticsearch").toString());
        for (String setting :
                List.of(
                        "discovery.type=single-node",
                        "xpack.security.enabled=false",
                        "cluster.routing.allocation.disk.threshold_enabled=false",
                        "http.host=127.0.0.1",
                        "http.port=" + port,
                        "transport.port=0",
                        "path.data=" + folder.resolve("server/data"),
                        "path.logs=" + folder.resolve("server/logs"))) {
            command.addAll(List.of("-E", setting));
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("ES_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("ES_JAVA_OPTS", "-Xms512m -Xmx512m");
        builder.environment().put("ES_TMPDIR", folder.resolve("server/logs").toString());
        builder.redirectErrorStream(true)
                .redirectOutput(Files.createTempFile("es", ".log").toFile());
        process = builder.start();
        URI url = URI.create("http://127.0.0.1:" + port);
        real = new PassedRequests(url);
        front = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        front.setExecutor(executor);
        front.createContext("/", this::handle);
        front.start();
        awaitAnswer(url);
    }

    /**
     * Starts the server.
     *
     * @param folder for its program and data
     */
    static GenuineElasticsearch start(Path folder) throws Exception {
        return new GenuineElasticsearch(folder);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + front.getAddress().getPort());
    }

    private void awaitAnswer(URI url) {
        HttpRequest health = HttpRequest.newBuilder(url.resolve("/_cluster/health")).build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            await().atMost(START)
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> {
                        assertThat(process.isAlive()).as("the server has ended").isTrue();
                        return client.send(health, BodyHandlers.ofString()).statusCode() == 200;
                    });
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (exchange.getRequestURI().getPath().startsWith("/_scripts/")) {
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.getResponseHeaders().set("X-Elastic-Product", "Elasticsearch");
                PassedRequests.answer(exchange, 200, "{\"acknowledged\":true}".getBytes(UTF_8));
            } else {
                real.pass(exchange, body);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Path unpacked() throws IOException {
        try (var folders = Files.list(DISTRIBUTION)) {
            return folders.filter(Files::isDirectory).findFirst().orElseThrow();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    @Override
    public void close() throws InterruptedException {
        front.stop(0);
        executor.shutdownNow();
        real.close();
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
    }
}
