package dev.millrace.devstack.testsupport;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Passes requests on to a real server, for test servers that stand before one. */
public final class PassedRequests implements AutoCloseable {

    // They are of one connection.
    private static final List<String> NOT_PASSED_ON =
            List.of(
                    "host",
                    "connection",
                    "content-length",
                    "transfer-encoding",
                    "upgrade",
                    "http2-settings");

    private final URI real;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /**
     * @param real scheme, host and port of the real server
     */
    public PassedRequests(URI real) {
        this.real = real;
    }

    /** Gives the asker what the real server answers. */
    public void pass(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = ask(exchange, body);
        response.headers()
                .map()
                .forEach((name, values) -> {
                    if (isPassedOn(name)) {
                        exchange.getResponseHeaders().put(name, values);
                    }
                });
        answer(exchange, response.statusCode(), response.body());
    }

    /** What the real server answers; the asker gets nothing of it. */
    public HttpResponse<byte[]> ask(HttpExchange exchange, byte[] body)
            throws IOException, InterruptedException {
        BodyPublisher content =
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(real.resolve(exchange.getRequestURI().toString()))
                        .method(exchange.getRequestMethod(), content);
        exchange.getRequestHeaders()
                .forEach((name, values) -> {
                    if (isPassedOn(name)) {
                        values.forEach(value -> request.header(name, value));
                    }
                });
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    /** Answers in the real server's place. */
    public static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        boolean headOnly = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, headOnly || body.length == 0 ? -1 : body.length);
        if (!headOnly && body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    /** Answers with an error as the search server words it. */
    public static void refuse(HttpExchange exchange, int status, String type) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("X-Elastic-Product", "Elasticsearch");
        answer(
                exchange,
                status,
                "{\"error\":{\"type\":\"%s\",\"reason\":\"as told\"},\"status\":%d}"
                        .formatted(type, status)
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isPassedOn(String header) {
        return !NOT_PASSED_ON.contains(header.toLowerCase(Locale.ROOT));
    }

    @Override
    public void close() {
        client.close();
    }
}
