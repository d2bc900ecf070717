package dev.millrace.bench.search.load;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.search.connection.SearchConnection;
import dev.millrace.search.connection.SearchSettings;
import dev.millrace.search.query.SearchQueries;
import dev.millrace.search.query.SearchRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Searches as the application sends them, one after the other by a timetable, until it is closed:
 * the catalogue with its counts, lessons, practitioners of a weekday by rating, reviews, and titles
 * that begin with what was typed.
 */
public final class Visitors implements AutoCloseable {

    /** Searches a second. */
    public static final int PER_SECOND = 10;

    private static final List<String> WORDS =
            List.of(
                    "yoga",
                    "breathing",
                    "sleep garden",
                    "python",
                    "anatomy",
                    "gentle massage",
                    "meditation",
                    "advanced statistics",
                    "cooking",
                    "photography",
                    "piano",
                    "anxiety",
                    "better posture",
                    "weaving",
                    "negotiation",
                    "coaching");

    /** A search: when it was sent, and how long its answer took. */
    private record Answered(long sentNanos, long micros) {}

    private final ElasticsearchClient client;
    private final SearchQueries queries;
    private final List<Answered> answered = new ArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable RuntimeException failure;

    private Visitors(URI url) {
        this.client = SearchConnection.open(SearchSettings.at(url));
        this.queries = new SearchQueries(client);
        this.thread = Thread.ofPlatform().daemon().name("visitors").unstarted(this::run);
    }

    /** Starts searching. */
    public static Visitors start(URI url) {
        Visitors visitors = new Visitors(url);
        visitors.thread.start();
        return visitors;
    }

    /**
     * From sending to the answer, microseconds, one a search sent between these moments.
     *
     * @throws RuntimeException why searching has ended, when it has
     */
    public synchronized long[] micros(long fromNanos, long toNanos) {
        RuntimeException reason = failure;
        if (reason != null) {
            throw reason;
        }
        return answered.stream()
                .filter(search -> search.sentNanos() >= fromNanos && search.sentNanos() < toNanos)
                .mapToLong(Answered::micros)
                .toArray();
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join();
            client.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run() {
        SplittableRandom random = new SplittableRandom(7);
        long begin = System.nanoTime();
        try {
            for (long count = 0; ; count++) {
                long wait = begin + count * 1_000_000_000 / PER_SECOND - System.nanoTime();
                if (closing.await(Math.max(0, wait), TimeUnit.NANOSECONDS)) {
                    return;
                }
                long sent = System.nanoTime();
                search((int) (count % 5), random);
                Answered answer = new Answered(sent, (System.nanoTime() - sent) / 1000);
                synchronized (this) {
                    answered.add(answer);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void search(int kind, SplittableRandom random) {
        String words = WORDS.get(random.nextInt(WORDS.size()));
        switch (kind) {
            case 0 -> queries.courses(words, Map.of("is_free", List.of("false")), 0, 10);
            case 1 -> queries.search(SearchRequest.of(SearchIndexes.LESSONS, words));
            case 2 ->
                    queries.practitioners(words, OptionalLong.of(random.nextInt(7)), Set.of(), 10);
            case 3 -> queries.search(SearchRequest.of(SearchIndexes.REVIEWS, words));
            default -> queries.autocomplete(SearchIndexes.COURSES, words.substring(0, 3), 10);
        }
    }
}
