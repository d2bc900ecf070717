package dev.millrace.launcher.screen;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.search.connection.SearchConnection;
import dev.millrace.search.connection.SearchSettings;
import dev.millrace.search.query.Found;
import dev.millrace.search.query.SearchQueries;
import dev.millrace.search.query.SearchRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a search for courses finds just now, as the demo shows it. */
public final class TopHits implements AutoCloseable {

    private static final String WORDS = "safety";
    private static final int SHOWN = 5;

    private final @Nullable ElasticsearchClient client;
    private final @Nullable SearchQueries queries;

    private TopHits(@Nullable ElasticsearchClient client) {
        this.client = client;
        this.queries = client == null ? null : new SearchQueries(client);
    }

    /** Opens a client; without a search server there are no hits. */
    public static TopHits of(Optional<SearchSettings> search) {
        return new TopHits(search.map(SearchConnection::open).orElse(null));
    }

    /** What is searched. */
    public String head() {
        return "search courses \"" + WORDS + "\" (ratings)";
    }

    /** A line a hit: rating, people enrolled, title; empty without a search server. */
    public List<String> lines() {
        if (queries == null) {
            return List.of();
        }
        try {
            return queries
                    .search(SearchRequest.of(SearchIndexes.COURSES, WORDS).page(0, SHOWN))
                    .hits()
                    .stream()
                    .map(TopHits::line)
                    .toList();
        } catch (PipelineException e) {
            // The index is made when its writer first runs; later the stages say what is wrong.
            return List.of("not to be had: " + e.kind());
        }
    }

    private static String line(Found.Hit hit) {
        return "%4s (%4d)  %s"
                .formatted(
                        hit.document().path("average_rating").asText("-"),
                        hit.document().path("enrollment_count").asLong(),
                        hit.title());
    }

    @Override
    public void close() {
        if (client != null) {
            try {
                client.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
