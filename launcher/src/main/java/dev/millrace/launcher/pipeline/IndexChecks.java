package dev.millrace.launcher.pipeline;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import dev.millrace.launcher.settings.MillraceSettings.Role;
import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.search.connection.SearchConnection;
import dev.millrace.search.connection.SearchSettings;
import dev.millrace.search.verification.IndexComparison;
import dev.millrace.search.verification.IndexVerification;
import dev.millrace.streams.verification.LiveComparison;
import dev.millrace.streams.verification.StoreComparison;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Search indexes among the stores that are checked. */
public final class IndexChecks {

    private static final int EXAMPLES = 5;

    private IndexChecks() {}

    /** The stores that the settings name, and the indexes where there is a search server. */
    public static List<DerivedStore> everythingThatRuns(Pipeline pipeline) {
        List<DerivedStore> all = new ArrayList<>(pipeline.settings().runningStores());
        if (pipeline.connections().search().isPresent()) {
            pipeline.settings()
                    .search()
                    .runningIndexes()
                    .forEach(index -> all.add(DerivedStore.of(index)));
        }
        return all;
    }

    static LiveComparison compare(Connections connections, DerivedStore store, Duration patience) {
        SearchSettings search =
                connections
                        .search()
                        .orElseThrow(() ->
                                new PipelineException(
                                        ErrorKind.SETTING_INVALID,
                                        store.name()
                                                + " cannot be compared: there is no search server"));
        try (ElasticsearchClient client = SearchConnection.open(search)) {
            IndexComparison found =
                    new IndexVerification(client, connections.as(Role.OPERATOR), EXAMPLES)
                            .compare(SearchIndexes.get(store.table()), patience);
            return new LiveComparison(
                    new StoreComparison(
                            store,
                            found.documents(),
                            found.expected(),
                            found.missing(),
                            found.surplus(),
                            found.different(),
                            found.examples().stream().map(RowKey::of).toList()),
                    found.undecided(),
                    found.asOf());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
