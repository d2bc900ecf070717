package dev.millrace.launcher.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks a process for its health and its metrics, as a monitoring system does. */
public final class HealthClient implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    // An answer waits for no server, whatever is broken.
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String UP = "up{job=\"millrace\"}";

    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;

    /**
     * @param url {@code http://host:port}
     */
    public HealthClient(String url) {
        this.url = url;
    }

    /** An answer: its status and its text. */
    public record Answer(int status, String body) {

        /** The state of a part of the process, and why it is so. */
        public String part(String name) {
            for (JsonNode part : json().path("parts")) {
                if (part.path("name").asText().equals(name)) {
                    return part.path("state").asText() + " " + part.path("reason").asText("");
                }
            }
            return "absent";
        }

        /** The states of all parts together. */
        public String state() {
            return json().path("state").asText();
        }

        private JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(body, e);
            }
        }
    }

    public Answer ready() {
        return get("/health/ready");
    }

    public Answer live() {
        return get("/health/live");
    }

    public Scrape scrape() {
        Answer answer = get("/metrics");
        if (answer.status() != 200) {
            throw new AssertionError("/metrics answers " + answer);
        }
        return Scrape.parse(answer.body());
    }

    /**
     * What Prometheus holds of a process that it scrapes under the job {@code millrace}: its
     * metrics and that it is up, or nothing but that it is not.
     */
    public Scrape scrapeAsPrometheus() {
        try {
            Answer answer = get("/metrics");
            if (answer.status() == 200) {
                return Scrape.parse(answer.body() + UP + " 1\n");
            }
        } catch (UncheckedIOException e) {
            // Gone, or it does not answer in time: as below.
        }
        return Scrape.parse(UP + " 0\n");
    }

    public Answer get(String path) {
        return send(HttpRequest.newBuilder(URI.create(url + path)).GET());
    }

    public Answer post(String path) {
        return send(
                HttpRequest.newBuilder(URI.create(url + path))
                        .POST(HttpRequest.BodyPublishers.ofString("x")));
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response =
                    http.send(
                            request.timeout(PATIENCE).build(),
                            HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
