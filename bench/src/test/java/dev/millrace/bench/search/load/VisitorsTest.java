package dev.millrace.bench.search.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that keeps its visitors waiting hides neither them nor those who come after. */
class VisitorsTest {

    private static final String RENDERED = "{\"template_output\":{\"query\":{\"match_all\":{}}}}";
    private static final String NOTHING =
            """
            {"took": 1, "timed_out": false,
             "_shards": {"total": 1, "successful": 1, "failed": 0},
             "hits": {"total": {"value": 0, "relation": "eq"}, "hits": []}}
            """;

    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch severalCame = new CountDownLatch(5);
    private final CountDownLatch answers = new CountDownLatch(1);
    private HttpServer server;
    private int status = 200;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.setExecutor(executor);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        answers.countDown();
        server.stop(0);
        executor.shutdownNow();
    }

    @Test
    void searchesAreSentAndCountedWhileNoneIsAnswered() throws Exception {
        try (Visitors visitors = Visitors.start(url())) {
            long from = System.nanoTime();
            assertThat(severalCame.await(1, TimeUnit.MINUTES)).isTrue();
            long to = System.nanoTime();
            answers.countDown();

            long[] micros = visitors.micros(from, to);

            // Five came while the first waited, which was due before anybody looked at the clock.
            long apart = 1_000_000L / Visitors.PER_SECOND;
            assertThat(micros).hasSizeGreaterThanOrEqualTo(3);
            assertThat(LongStream.of(micros).max().orElseThrow()).isGreaterThanOrEqualTo(3 * apart);
        }
    }

    @Test
    void aSearchThatFailsIsTold() throws Exception {
        status = 400;
        answers.countDown();
        try (Visitors visitors = Visitors.start(url())) {
            long from = System.nanoTime();
            assertThat(severalCame.await(1, TimeUnit.MINUTES)).isTrue();
            long to = System.nanoTime();

            assertThatThrownBy(() -> visitors.micros(from, to)).hasMessageContaining("as told");
        }
    }

    private URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            severalCame.countDown();
            answers.await();
            String body =
                    status != 200
                            ? "{\"error\":{\"type\":\"refused\",\"reason\":\"as told\"},\"status\":%d}"
                                    .formatted(status)
                            : exchange.getRequestURI().getPath().startsWith("/_render")
                                    ? RENDERED
                                    : NOTHING;
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.getResponseHeaders().add("X-Elastic-Product", "Elasticsearch");
            byte[] bytes = body.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
