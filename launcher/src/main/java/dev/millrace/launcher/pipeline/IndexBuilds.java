package dev.millrace.launcher.pipeline;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import dev.millrace.batch.searchreindex.IndexBuilding;
import dev.millrace.launcher.settings.MillraceSettings.Role;
import dev.millrace.schema.search.SearchIndex;
import dev.millrace.search.connection.SearchConnection;
import dev.millrace.search.connection.SearchSettings;
import dev.millrace.search.reindex.Reindex;
import dev.millrace.search.verification.IndexVerification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What {@code reindex} does, for the batch jobs. */
final class IndexBuilds implements IndexBuilding {

    private static final Duration COMPARE = Duration.ofMinutes(2);
    private static final int EXAMPLES = 5;

    private final Connections connections;

    /** How far a fill that this process goes on with was, by index. */
    private final Map<String, Long> done = new ConcurrentHashMap<>();

    IndexBuilds(Connections connections) {
        this.connections = connections;
    }

    @Override
    public boolean isEnabled() {
        return connections.search().isPresent();
    }

    @Override
    public Step build(SearchIndex index, int recordsPerSecond, Duration atMost) {
        SearchSettings search = connections.search().orElseThrow();
        long end = System.nanoTime() + atMost.toNanos();
        AtomicLong now = new AtomicLong();
        try (ElasticsearchClient client = SearchConnection.open(search)) {
            IndexVerification verification =
                    new IndexVerification(client, connections.as(Role.OPERATOR), EXAMPLES);
            boolean isLive =
                    new Reindex(
                                    index,
                                    client,
                                    search,
                                    connections.kafka(),
                                    (alias, catchUp, patience) ->
                                            verification.compare(index, alias, catchUp, patience))
                            .run(
                                    recordsPerSecond,
                                    COMPARE,
                                    progress -> {
                                        now.set(progress.done());
                                        // What has arrived is compared, however long it took.
                                        return progress.isAtEnd() || System.nanoTime() - end < 0;
                                    })
                            .isPresent();
            long before = done.getOrDefault(index.name(), 0L);
            done.put(index.name(), isLive ? 0 : now.get());
            return new Step(Math.max(0, now.get() - before), isLive);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
