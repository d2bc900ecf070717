package dev.millrace.bench.search.probe;

import static java.nio.charset.StandardCharsets.UTF_8;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch.core.search.Hit;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bench.search.probe.ProbeNumbers.Next;
import dev.millrace.bench.servers.BenchServers;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.search.SearchIndex;
import dev.millrace.search.connection.SearchConnection;
import dev.millrace.search.connection.SearchSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends probes at a steady rate over one connection, and looks for them with searches, as readers
 * do, over another: the same way for every indexer.
 */
public final class SearchProbes implements AutoCloseable {

    /** Probes a second of each kind. */
    public static final int PER_SECOND = 4;

    /** How often the indexes are looked at. */
    public static final Duration LOOK = Duration.ofMillis(100);

    private final BenchServers servers;
    private final ProbeNumbers numbers;
    private final List<Sighting> sightings = new ArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch sendingBegins = new CountDownLatch(1);
    private final CountDownLatch sendingEnds = new CountDownLatch(1);
    private final List<Thread> threads;
    private volatile @Nullable Exception failure;

    /** A probe that was sent; {@code seenNanos} is 0 while no search has shown its number. */
    private static final class Sighting {
        private final SearchProbe probe;
        private final String document;
        private final long number;
        private final long sentNanos;
        private final long committedNanos;
        private long seenNanos;

        Sighting(SearchProbe probe, Next next, long sentNanos, long committedNanos) {
            this.probe = probe;
            this.document = id(probe.kind(), next.row());
            this.number = next.number();
            this.sentNanos = sentNanos;
            this.committedNanos = committedNanos;
        }
    }

    private SearchProbes(BenchServers servers, ProbeNumbers numbers) {
        this.servers = servers;
        this.numbers = numbers;
        this.threads =
                List.of(
                        Thread.ofPlatform()
                                .daemon()
                                .name("probes")
                                .unstarted(() -> guarded(this::send)),
                        Thread.ofPlatform()
                                .daemon()
                                .name("probe-watch")
                                .unstarted(() -> guarded(this::look)));
    }

    /** Starts sending probes of every kind; returns when the first of each kind is on its way. */
    public static SearchProbes start(BenchServers servers, ProbeNumbers numbers)
            throws InterruptedException {
        SearchProbes probes = new SearchProbes(servers, numbers);
        probes.threads.forEach(Thread::start);
        probes.sendingBegins.await();
        return probes;
    }

    /**
     * Sends no more, and waits until all that were sent have been seen.
     *
     * @return whether they were, within the patience
     */
    public boolean finish(Duration patience) throws InterruptedException {
        sendingEnds.countDown();
        threads.getFirst().join();
        long deadline = System.nanoTime() + patience.toNanos();
        while (isPending()) {
            failIfBroken();
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(LOOK);
        }
        failIfBroken();
        return true;
    }

    /**
     * From just before the commit to found, microseconds, one a probe of this kind that was being
     * committed between these moments, so that one whose commit takes longer than all of that time
     * counts as well; of one that is not found yet, how long it has waited.
     */
    public synchronized long[] micros(SearchProbe probe, long fromNanos, long toNanos) {
        long now = System.nanoTime();
        return between(probe, fromNanos, toNanos).stream()
                .mapToLong(s -> ((s.seenNanos == 0 ? now : s.seenNanos) - s.sentNanos) / 1000)
                .toArray();
    }

    /** How many of these no search has shown. */
    public synchronized long unseen(SearchProbe probe, long fromNanos, long toNanos) {
        return between(probe, fromNanos, toNanos).stream().filter(s -> s.seenNanos == 0).count();
    }

    private List<Sighting> between(SearchProbe probe, long fromNanos, long toNanos) {
        return sightings.stream()
                .filter(s ->
                        s.probe == probe && s.committedNanos >= fromNanos && s.sentNanos < toNanos)
                .toList();
    }

    @Override
    public void close() {
        sendingEnds.countDown();
        closing.countDown();
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void failIfBroken() {
        Exception reason = failure;
        if (reason instanceof PipelineException known) {
            throw known;
        }
        if (reason != null) {
            throw new PipelineException(
                    ErrorKind.TRANSIENT, "the probes failed: " + reason.getMessage(), reason);
        }
    }

    private interface Work {
        void run() throws SQLException, IOException, InterruptedException;
    }

    private void guarded(Work work) {
        try {
            work.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException | IOException | RuntimeException e) {
            failure = e;
        }
    }

    private void send() throws SQLException, InterruptedException {
        long pauseMillis = 1000L / (PER_SECOND * SearchProbe.values().length);
        try (Connection connection = servers.connect()) {
            while (true) {
                for (SearchProbe probe : SearchProbe.values()) {
                    if (sendingEnds.await(pauseMillis, TimeUnit.MILLISECONDS)) {
                        return;
                    }
                    Next next = numbers.next(probe);
                    try (PreparedStatement update = connection.prepareStatement(probe.sql())) {
                        update.setLong(1, next.number());
                        update.setLong(2, next.row());
                        long before = System.nanoTime();
                        update.executeUpdate();
                        long after = System.nanoTime();
                        synchronized (this) {
                            sightings.add(new Sighting(probe, next, before, after));
                        }
                    }
                }
                sendingBegins.countDown();
            }
        } finally {
            sendingBegins.countDown();
        }
    }

    private void look() throws IOException, InterruptedException {
        try (ElasticsearchClient client =
                SearchConnection.open(SearchSettings.at(servers.searchUrl()))) {
            while (!closing.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                Map<SearchProbe, List<String>> pending = pending();
                for (Map.Entry<SearchProbe, List<String>> kind : pending.entrySet()) {
                    look(client, kind.getKey(), kind.getValue());
                }
            }
        }
    }

    private void look(ElasticsearchClient client, SearchProbe probe, List<String> ids)
            throws IOException {
        SearchIndex index = probe.index();
        List<Hit<ObjectNode>> hits;
        try {
            hits =
                    client.search(
                                    s ->
                                            s.index(index.name())
                                                    .size(ids.size())
                                                    .query(q -> q.ids(i -> i.values(ids)))
                                                    .source(f ->
                                                            f.filter(i ->
                                                                    i.includes(probe.field()))),
                                    ObjectNode.class)
                            .hits()
                            .hits();
        } catch (ElasticsearchException e) {
            if (e.status() == 404) {
                // Nobody has made the index yet.
                return;
            }
            throw e;
        }
        long now = System.nanoTime();
        synchronized (this) {
            for (Hit<ObjectNode> hit : hits) {
                long shown = probe.number(Objects.requireNonNull(hit.source()));
                for (Sighting sighting : sightings) {
                    if (sighting.seenNanos == 0
                            && sighting.probe == probe
                            && sighting.document.equals(hit.id())
                            && sighting.number <= shown) {
                        sighting.seenNanos = now;
                    }
                }
            }
        }
    }

    private synchronized boolean isPending() {
        return sightings.stream().anyMatch(s -> s.seenNanos == 0);
    }

    private synchronized Map<SearchProbe, List<String>> pending() {
        Map<SearchProbe, List<String>> ids = new EnumMap<>(SearchProbe.class);
        for (Sighting sighting : sightings) {
            if (sighting.seenNanos == 0) {
                List<String> of = ids.computeIfAbsent(sighting.probe, probe -> new ArrayList<>());
                if (!of.contains(sighting.document)) {
                    of.add(sighting.document);
                }
            }
        }
        return ids;
    }

    /** What the database's function {@code bench.id} gives. */
    private static String id(String kind, long n) {
        try {
            ByteBuffer digest =
                    ByteBuffer.wrap(
                            MessageDigest.getInstance("MD5")
                                    .digest((kind + ":" + n).getBytes(UTF_8)));
            return new UUID(digest.getLong(), digest.getLong()).toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }
}
