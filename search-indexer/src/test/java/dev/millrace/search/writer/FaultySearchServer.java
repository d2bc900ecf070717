package dev.millrace.search.writer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.devstack.testsupport.PassedRequests;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Stands before a real search server and answers bulk requests in its place when told so. */
final class FaultySearchServer implements AutoCloseable {

    private final PassedRequests real;
    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Fault> queued = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Fault> lasting = new AtomicReference<>(Fault.NONE);

    private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);

    /** What a bulk request meets. */
    sealed interface Fault {
        Fault NONE = new Pass();

        /** Nothing. */
        record Pass() implements Fault {}

        /** The request as a whole is refused. */
        record Refuse(int status, String type) implements Fault {}

        /** Each item is refused. */
        record RefuseItems(int status, String type) implements Fault {}

        /** No answer before the latch opens. */
        record Hang(CountDownLatch until) implements Fault {}
    }

    private FaultySearchServer(URI real) throws IOException {
        this.real = new PassedRequests(real);
        this.server =
                HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.setExecutor(executor);
        server.createContext("/", this::handle);
        server.start();
    }

    static FaultySearchServer before(String url) throws IOException {
        return new FaultySearchServer(URI.create(url));
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The next bulk requests meet these, one each. */
    void next(Fault... faults) {
        queued.addAll(List.of(faults));
    }

    /** Every bulk request meets this, unless something is queued. */
    void always(Fault fault) {
        lasting.set(fault);
    }

    /**
     * The reply to the request after so many is lost, though the server does what it says, and no
     * later one is heard: for whoever asks that is as if it were killed there itself.
     */
    void dieAfter(int requests) {
        left.set(requests);
    }

    /** Everything passes again. */
    void revive() {
        left.set(Integer.MAX_VALUE);
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
        real.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            int passing = left.getAndUpdate(n -> n == Integer.MAX_VALUE ? n : n - 1);
            if (passing <= 0) {
                if (passing == 0) {
                    HttpResponse<byte[]> _ = real.ask(exchange, body);
                }
                return;
            }
            switch (faultFor(exchange)) {
                case Fault.Pass() -> real.pass(exchange, body);
                case Fault.Refuse(int status, String type) ->
                        PassedRequests.refuse(exchange, status, type);
                case Fault.RefuseItems(int status, String type) ->
                        answer(exchange, 200, items(body, status, type));
                case Fault.Hang(CountDownLatch until) -> {
                    until.await();
                    real.pass(exchange, body);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Fault faultFor(HttpExchange exchange) {
        if (!exchange.getRequestURI().getPath().endsWith("_bulk")) {
            return Fault.NONE;
        }
        Fault next = queued.poll();
        return next == null ? Objects.requireNonNull(lasting.get()) : next;
    }

    private static String items(byte[] body, int status, String type) {
        long items = new String(body, StandardCharsets.UTF_8).lines().count() / 2;
        return "{\"took\":1,\"errors\":true,\"items\":[%s]}"
                .formatted(
                        Stream.generate(() ->
                                        "{\"index\":{\"_index\":\"i\",\"_id\":\"1\",\"status\":%d,\"error\":{\"type\":\"%s\",\"reason\":\"as told\"}}}"
                                                .formatted(status, type))
                                .limit(items)
                                .collect(Collectors.joining(",")));
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("X-Elastic-Product", "Elasticsearch");
        PassedRequests.answer(exchange, status, body.getBytes(StandardCharsets.UTF_8));
    }
}
