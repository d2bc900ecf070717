package dev.millrace.bench.search.measure;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import dev.millrace.bench.search.data.SearchData;
import dev.millrace.bench.servers.BenchServers;
import dev.millrace.schema.search.SearchIndex;
import dev.millrace.search.connection.SearchConnection;
import dev.millrace.search.connection.SearchSettings;
import dev.millrace.search.reindex.Reindex;
import dev.millrace.search.verification.IndexVerification;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What {@code ./millrace reindex} does: each index once more from its topic, beside the live one.
 *
 * @param seconds for filling all of them; comparing them with SQL, which follows, is not in it
 * @param withComparison the same with comparing and swapping
 */
public record FromTopics(double seconds, double withComparison) {

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** Builds and swaps them all, while the indexer runs and nobody writes. */
    public static FromTopics run(BenchServers servers) throws IOException {
        SearchSettings search = SearchSettings.at(servers.searchUrl());
        long filling = 0;
        long all = 0;
        try (ElasticsearchClient client = SearchConnection.open(search)) {
            IndexVerification verification = new IndexVerification(client, servers.admin(), 5);
            for (SearchIndex index : SearchData.INDEXES) {
                AtomicLong filled = new AtomicLong();
                Reindex reindex =
                        new Reindex(
                                index,
                                client,
                                search,
                                servers.kafka(),
                                (alias, catchUp, patience) -> {
                                    filled.set(System.nanoTime());
                                    return verification.compare(index, alias, catchUp, patience);
                                });
                long begin = System.nanoTime();
                reindex.run(0, PATIENCE, progress -> true);
                filling += filled.get() - begin;
                all += System.nanoTime() - begin;
                reindex.drop();
            }
        }
        return new FromTopics(filling / 1e9, all / 1e9);
    }
}
