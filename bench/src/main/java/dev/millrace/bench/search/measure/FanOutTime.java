package dev.millrace.bench.search.measure;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import dev.millrace.bench.latency.LatencyResult;
import dev.millrace.bench.search.data.SearchData;
import dev.millrace.bench.search.indexer.Indexer;
import dev.millrace.bench.search.probe.ProbeNumbers;
import dev.millrace.bench.search.probe.SearchProbe;
import dev.millrace.bench.search.probe.SearchProbes;
import dev.millrace.bench.servers.BenchServers;
import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.search.connection.SearchConnection;
import dev.millrace.search.connection.SearchSettings;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A parent whose name stands in many documents gets another name, some times over, while nothing
 * else but probes is written.
 *
 * @param children documents in which the name stands
 * @param seconds each time, from just before the commit until a search finds the new name in all of
 *     them; one that was given up counts with its waiting
 * @param givenUp how many times not all of them came within the patience
 * @param others from commit to found of other documents of the same index meanwhile
 */
public record FanOutTime(int children, List<Double> seconds, int givenUp, LatencyResult others) {

    private static final Duration LOOK = Duration.ofMillis(50);

    // A probe must be on its way when the change comes, and some behind it.
    private static final Duration AROUND = Duration.ofSeconds(2);

    public FanOutTime {
        seconds = List.copyOf(seconds);
    }

    /**
     * Changes the name so many times.
     *
     * @param patience how long the children are waited for
     */
    public static FanOutTime measure(
            BenchServers servers,
            SearchData data,
            Indexer indexer,
            ProbeNumbers numbers,
            String name,
            int rounds,
            Duration patience)
            throws SQLException, IOException, InterruptedException {
        List<Double> seconds = new ArrayList<>();
        int givenUp = 0;
        try (ElasticsearchClient client =
                        SearchConnection.open(SearchSettings.at(servers.searchUrl()));
                Connection connection = servers.connect();
                SearchProbes probes = SearchProbes.start(servers, numbers)) {
            long from = System.nanoTime();
            for (int round = 0; round < rounds; round++) {
                Thread.sleep(AROUND);
                String popular = name + " " + round;
                long begin = System.nanoTime();
                rename(connection, data, popular);
                while (named(client, popular) < data.children()
                        && System.nanoTime() - begin < patience.toNanos()) {
                    indexer.failIfBroken();
                    Thread.sleep(LOOK);
                }
                long took = System.nanoTime() - begin;
                givenUp += took < patience.toNanos() ? 0 : 1;
                seconds.add(took / 1e9);
            }
            long to = System.nanoTime();
            probes.finish(patience);
            // Of the children's own index, and seen with either indexer.
            long[] micros = probes.micros(SearchProbe.COURSE, from, to);
            return new FanOutTime(
                    data.children(),
                    seconds,
                    givenUp,
                    new LatencyResult(indexer.kind().title(), 0, 0, micros));
        }
    }

    private static void rename(Connection connection, SearchData data, String name)
            throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement(
                        "update identity.users set display_name = ? where id = bench.id('user', ?)")) {
            update.setString(1, name);
            update.setLong(2, data.people());
            update.executeUpdate();
        }
    }

    private static long named(ElasticsearchClient client, String name) throws IOException {
        return client.count(c ->
                        c.index(SearchIndexes.COURSES.name())
                                .query(q -> q.term(t -> t.field("instructor.folded").value(name))))
                .count();
    }
}
