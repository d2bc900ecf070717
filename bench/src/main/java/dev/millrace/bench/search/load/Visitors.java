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
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Searches as visitors send them, by a timetable that waits for no answer, until it is closed: the
 * catalogue with its counts, lessons, practitioners of a weekday by rating, reviews, and titles
 * that begin with what was typed. A slow answer therefore delays no other search, and hides none.
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

    /** A search: when it was due, and how long after that its answer came. */
    private record Answered(long dueNanos, long micros) {}

    private final ElasticsearchClient client;
    private final SearchQueries queries;
    private final List<Answered> answered = new ArrayList<>();
    // When they were due; all times are those of System.nanoTime.
    private final SortedSet<Long> underWay = new TreeSet<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private @Nullable RuntimeException failure;

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
     * From the moment when a search was due to its answer, microseconds, one a search that was due
     * between these moments, which are past; waits for the answers that are not there yet.
     *
     * @throws RuntimeException why a search failed, when one did
     * @throws InterruptedException when interrupted
     */
    public synchronized long[] micros(long fromNanos, long toNanos) throws InterruptedException {
        while (failure == null && !underWay.isEmpty() && underWay.first() < toNanos) {
            wait();
        }
        RuntimeException reason = failure;
        if (reason != null) {
            throw reason;
        }
        return answered.stream()
                .filter(search -> search.dueNanos() >= fromNanos && search.dueNanos() < toNanos)
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

    /** Ends when the last search has its answer. */
    private void run() {
        SplittableRandom random = new SplittableRandom(7);
        long begin = System.nanoTime();
        try (ExecutorService visits = Executors.newVirtualThreadPerTaskExecutor()) {
            for (long count = 0; ; count++) {
                long due = begin + count * 1_000_000_000 / PER_SECOND;
                if (closing.await(Math.max(0, due - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                    return;
                }
                int kind = (int) (count % 5);
                String words = WORDS.get(random.nextInt(WORDS.size()));
                int weekday = random.nextInt(7);
                begun(due);
                visits.execute(() -> visit(due, () -> search(kind, words, weekday)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void begun(long due) {
        underWay.add(due);
    }

    private void visit(long due, Runnable search) {
        RuntimeException reason = null;
        try {
            search.run();
        } catch (RuntimeException e) {
            reason = e;
        }
        long micros = (System.nanoTime() - due) / 1000;
        synchronized (this) {
            underWay.remove(due);
            if (reason == null) {
                answered.add(new Answered(due, micros));
            } else {
                failure = reason;
            }
            notifyAll();
        }
    }

    private void search(int kind, String words, int weekday) {
        switch (kind) {
            case 0 -> queries.courses(words, Map.of("is_free", List.of("false")), 0, 10);
            case 1 -> queries.search(SearchRequest.of(SearchIndexes.LESSONS, words));
            case 2 -> queries.practitioners(words, OptionalLong.of(weekday), Set.of(), 10);
            case 3 -> queries.search(SearchRequest.of(SearchIndexes.REVIEWS, words));
            default -> queries.autocomplete(SearchIndexes.COURSES, words.substring(0, 3), 10);
        }
    }
}
