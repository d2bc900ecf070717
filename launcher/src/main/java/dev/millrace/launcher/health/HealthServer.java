package dev.millrace.launcher.health;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.launcher.health.PartHealth.State;
import dev.millrace.launcher.settings.MillraceSettings.Http;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code /health/live}, {@code /health/ready} and {@code /metrics}. Readiness is asked of
 * the parts at each request; nothing that is answered waits for a server.
 */
final class HealthServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HealthServer.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String JSON_TYPE = "application/json";
    private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ProcessHealth health;
    private final Supplier<String> metrics;

    private record Answer(int status, String type, byte[] body) {}

    private HealthServer(HttpServer server, ProcessHealth health, Supplier<String> metrics) {
        this.server = server;
        this.health = health;
        this.metrics = metrics;
    }

    /**
     * Starts answering.
     *
     * @param metrics gives all meters in the text format of Prometheus
     * @throws PipelineException {@code PORT_IN_USE} when the port cannot be had, {@code
     *     SETTING_INVALID} when the host is none of this machine
     */
    static HealthServer start(Http http, ProcessHealth health, Supplier<String> metrics) {
        InetSocketAddress address = new InetSocketAddress(http.host(), http.port().orElse(0));
        if (address.isUnresolved()) {
            throw new PipelineException(
                    ErrorKind.SETTING_INVALID,
                    "setting http.host is '%s', expected a name or address of this machine"
                            .formatted(http.host()));
        }
        try {
            HealthServer server = new HealthServer(HttpServer.create(address, 0), health, metrics);
            server.server.setExecutor(server.threads);
            server.server.createContext("/", server::handle);
            server.server.start();
            return server;
        } catch (IOException e) {
            throw new PipelineException(
                    ErrorKind.PORT_IN_USE,
                    "port %d on %s is in use (or not permitted), so health and metrics cannot be served there (%s); http.port and http.host choose another"
                            .formatted(address.getPort(), http.host(), e.getMessage()),
                    e);
        }
    }

    /** Where it answers: {@code http://host:port}. */
    String url() {
        InetSocketAddress address = server.getAddress();
        String host = address.getAddress().getHostAddress();
        return "http://%s:%d"
                .formatted(host.indexOf(':') >= 0 ? "[" + host + "]" : host, address.getPort());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer;
            try {
                answer = answer(exchange.getRequestMethod(), exchange.getRequestURI().getPath());
            } catch (RuntimeException e) {
                LOG.atError().setCause(e).log("a question of health could not be answered");
                answer = text(500, "the log says what went wrong");
            }
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(answer.status(), head ? -1 : answer.body().length);
            if (!head) {
                exchange.getResponseBody().write(answer.body());
            }
        }
    }

    private Answer answer(String method, String path) {
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return text(405, "only GET is answered");
        }
        return switch (path) {
            case "/health/live" -> live();
            case "/health/ready" -> ready();
            case "/metrics" ->
                    new Answer(200, METRICS_TYPE, metrics.get().getBytes(StandardCharsets.UTF_8));
            default -> text(404, "/health/live, /health/ready and /metrics are answered");
        };
    }

    private Answer live() {
        List<String> dead = health.deadParts();
        return json(
                dead.isEmpty() ? 200 : 503,
                Map.of("state", dead.isEmpty() ? "live" : "dead", "reasons", dead));
    }

    private Answer ready() {
        List<PartHealth> parts = health.parts();
        boolean ready = parts.stream().allMatch(PartHealth::isReady);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("state", wordOf(ready ? State.READY : State.NOT_READY));
        body.put("parts", parts.stream().map(HealthServer::fields).toList());
        return json(ready ? 200 : 503, body);
    }

    private static Map<String, String> fields(PartHealth part) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("name", part.name());
        fields.put("state", wordOf(part.state()));
        if (!part.reason().isEmpty()) {
            fields.put("reason", part.reason());
        }
        return fields;
    }

    private static String wordOf(State state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static Answer json(int status, Map<String, ?> body) {
        try {
            return new Answer(status, JSON_TYPE, JSON.writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Answer text(int status, String text) {
        return new Answer(
                status,
                "text/plain; charset=utf-8",
                (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
