package dev.millrace.bench.search;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch.core.InfoResponse;
import dev.millrace.bench.process.ProcessFigures;
import dev.millrace.bench.search.data.SearchData;
import dev.millrace.bench.search.indexer.Indexer;
import dev.millrace.bench.search.indexer.IndexerKind;
import dev.millrace.bench.search.indexer.Indexers;
import dev.millrace.bench.search.load.Writers;
import dev.millrace.bench.search.measure.BareBulk;
import dev.millrace.bench.search.measure.FanOutTime;
import dev.millrace.bench.search.measure.FirstBuild;
import dev.millrace.bench.search.measure.FromTopics;
import dev.millrace.bench.search.measure.PreparedDocuments;
import dev.millrace.bench.search.measure.Steady;
import dev.millrace.bench.search.probe.ProbeNumbers;
import dev.millrace.bench.servers.BenchServers;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.search.SearchIndex;
import dev.millrace.search.connection.SearchConnection;
import dev.millrace.search.connection.SearchSettings;
import dev.millrace.search.verification.IndexComparison;
import dev.millrace.search.verification.IndexVerification;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Measures our indexes beside the naive indexer's, on servers of its own. */
public final class SearchBench {

    private static final int EXAMPLES = 5;

    private final SearchBenchSettings settings;
    private final Consumer<String> progress;
    private final ProbeNumbers numbers = new ProbeNumbers();

    /**
     * @param progress told in a line what is being done
     */
    public SearchBench(SearchBenchSettings settings, Consumer<String> progress) {
        this.settings = settings;
        this.progress = progress;
    }

    /**
     * Runs everything that the settings ask for. An indexer that fails is reported as failed; the
     * others go on.
     *
     * @throws PipelineException when a server does not start or fails
     * @throws InterruptedException when interrupted
     */
    public SearchReport run() throws InterruptedException {
        progress.accept("starting PostgreSQL, Kafka and the search server");
        try (BenchServers servers = BenchServers.startWithSearch(settings.folder());
                ElasticsearchClient client =
                        SearchConnection.open(SearchSettings.at(servers.searchUrl()))) {
            servers.brokerGivesWay(settings.nice());
            progress.accept("loading rows");
            SearchData data = SearchData.load(servers, settings.scale(), settings.children());
            PreparedDocuments prepared = PreparedDocuments.write(servers);
            progress.accept(
                    "%,d rows, %,d documents"
                            .formatted(
                                    data.rows().values().stream().mapToLong(n -> n).sum(),
                                    prepared.documents()));
            List<BareBulk> bulks = new ArrayList<>();
            for (int round = 0; round <= settings.rounds(); round++) {
                BareBulk bulk = BareBulk.run(servers, prepared);
                progress.accept(
                        "bare bulk%s %,.0f documents/s"
                                .formatted(
                                        round == 0 ? ", to warm up," : "",
                                        bulk.documentsPerSecond()));
                if (round > 0) {
                    bulks.add(bulk);
                }
            }
            List<IndexerResult> results = new ArrayList<>();
            for (IndexerKind kind : settings.indexers()) {
                results.add(measure(servers, client, data, prepared, kind));
            }
            return new SearchReport(
                    settings, versions(servers, client), data, prepared, bulks, results);
        } catch (SQLException | IOException e) {
            throw new PipelineException(
                    ErrorKind.SERVER_UNREACHABLE, "the benchmark's servers: " + e.getMessage(), e);
        }
    }

    private IndexerResult measure(
            BenchServers servers,
            ElasticsearchClient client,
            SearchData data,
            PreparedDocuments prepared,
            IndexerKind kind)
            throws SQLException, IOException, InterruptedException {
        Attempt attempt = new Attempt(servers, client, data, prepared, kind);
        try (Indexer indexer = Indexers.of(kind, servers, settings.nice(), settings.oursJvm())) {
            attempt.run(indexer);
        } catch (SQLException | IOException | RuntimeException e) {
            String reason =
                    e instanceof PipelineException ? String.valueOf(e.getMessage()) : e.toString();
            progress.accept(kind.key() + " failed: " + reason);
            attempt.failure = Optional.of(reason);
        }
        for (SearchIndex index : SearchData.INDEXES) {
            client.indices().delete(d -> d.index(index.name() + "-v*").ignoreUnavailable(true));
        }
        return attempt.result();
    }

    /** One indexer, step by step; what was measured stays when a later step fails. */
    private final class Attempt {

        private final BenchServers servers;
        private final IndexVerification verification;
        private final SearchData data;
        private final PreparedDocuments prepared;
        private final IndexerKind kind;
        private Optional<FirstBuild> build = Optional.empty();
        private List<IndexComparison> built = List.of();
        private Optional<FromTopics> fromTopics = Optional.empty();
        private Optional<Steady> steady = Optional.empty();
        private Optional<FanOutTime> fanOut = Optional.empty();
        private List<IndexComparison> verdict = List.of();
        private long peakMegabytes;
        private Optional<String> failure = Optional.empty();

        Attempt(
                BenchServers servers,
                ElasticsearchClient client,
                SearchData data,
                PreparedDocuments prepared,
                IndexerKind kind) {
            this.servers = servers;
            this.verification = new IndexVerification(client, servers.admin(), EXAMPLES);
            this.data = data;
            this.prepared = prepared;
            this.kind = kind;
        }

        void run(Indexer indexer) throws SQLException, IOException, InterruptedException {
            FirstBuild first = FirstBuild.run(servers, indexer, settings.buildPatience());
            build = Optional.of(first);
            built = compared();
            say(
                    "first build %.1f s, %,.0f documents/s, %,d documents wrong"
                            .formatted(
                                    first.seconds(),
                                    first.documentsPerSecond(prepared.documents()),
                                    IndexerResult.wrong(built)));
            if (kind == IndexerKind.OURS) {
                FromTopics again = FromTopics.run(servers);
                fromTopics = Optional.of(again);
                say("once more from its topics %.1f s".formatted(again.seconds()));
            }
            Steady load =
                    Steady.measure(
                            servers,
                            indexer,
                            new Writers(servers, data),
                            numbers,
                            settings.rate(),
                            settings.warmUp(),
                            settings.time(),
                            settings.patience());
            steady = Optional.of(load);
            say(
                    "found after %.0f ms at the median, 95 %% within %.0f ms, at %,.0f changes/s; searches 95 %% within %.0f ms"
                            .formatted(
                                    load.all().quantileMillis(0.5),
                                    load.all().quantileMillis(0.95),
                                    load.written().changesPerSecond(),
                                    load.searches().quantileMillis(0.95)));
            FanOutTime children =
                    FanOutTime.measure(
                            servers,
                            data,
                            indexer,
                            numbers,
                            "Popular " + kind.key(),
                            settings.rounds(),
                            settings.patience());
            fanOut = Optional.of(children);
            say("%,d children after %s s".formatted(children.children(), children.seconds()));
            peakMegabytes = ProcessFigures.peakResidentMegabytes(indexer.pid());
            verdict = compared();
            say("%,d documents wrong at the end".formatted(IndexerResult.wrong(verdict)));
        }

        private List<IndexComparison> compared() {
            return SearchData.INDEXES.stream().map(verification::compareAtRest).toList();
        }

        private void say(String what) {
            progress.accept("%-6s %s".formatted(kind.key(), what));
        }

        IndexerResult result() {
            return new IndexerResult(
                    kind,
                    build,
                    built,
                    fromTopics,
                    steady,
                    fanOut,
                    verdict,
                    peakMegabytes,
                    failure);
        }
    }

    private static String versions(BenchServers servers, ElasticsearchClient client)
            throws SQLException, IOException {
        InfoResponse search = client.info();
        try (Connection connection = servers.connect()) {
            return "PostgreSQL %s, search server %s (OpenSearch with a shim, so that the Elasticsearch client runs against it)"
                    .formatted(
                            connection.getMetaData().getDatabaseProductVersion(),
                            search.version().number());
        }
    }
}
