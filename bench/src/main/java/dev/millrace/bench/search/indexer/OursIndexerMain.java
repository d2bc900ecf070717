package dev.millrace.bench.search.indexer;

import dev.millrace.bench.contestant.ChildArguments;
import dev.millrace.bench.search.data.SearchData;
import dev.millrace.ingest.Ingest;
import dev.millrace.ingest.IngestSettings;
import dev.millrace.ingest.IngestStatus;
import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.roles.DatabaseRoles;
import dev.millrace.schema.search.SearchIndex;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.search.connection.SearchSettings;
import dev.millrace.search.runtime.IndexApplications;
import dev.millrace.search.runtime.SearchIndexerSettings;
import dev.millrace.search.runtime.SearchRuntime;
import dev.millrace.streams.progress.StorePipeline;
import dev.millrace.streams.runtime.ApplicationPipelines;
import dev.millrace.streams.runtime.StreamsRuntime;
import dev.millrace.streams.runtime.StreamsSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Our ingest, stores and indexes in one process, as {@code up} runs them. */
final class OursIndexerMain {

    /** What the indexes read. */
    private static final List<DerivedStore> STORES =
            List.of(
                    DerivedStores.COURSE_PROGRESS,
                    DerivedStores.COURSE_STATISTICS,
                    DerivedStores.PRACTITIONER_STATS,
                    DerivedStores.REVIEW_COUNTS);

    // As a process of ours has it unless it is told otherwise.
    private static final Duration COMMIT_INTERVAL = Duration.ofMillis(100);

    private OursIndexerMain() {}

    /**
     * Arguments as {@link ChildArguments} writes them, then the folder of the state, then the
     * address of the search server.
     */
    public static void main(String[] arguments) throws InterruptedException {
        List<String> rest = ChildArguments.rest(arguments);
        Path folder = Path.of(rest.get(0));
        DatabaseSettings capture = ChildArguments.capture(arguments);
        DatabaseSettings writer = capture.as(DatabaseRoles.WRITER, capture.password());
        KafkaSettings kafka = ChildArguments.kafka(arguments);
        List<StorePipeline> pipelines =
                IndexApplications.all().stream()
                        .filter(application -> SearchData.INDEXES.contains(application.index()))
                        .map(application ->
                                ApplicationPipelines.of(
                                        application.index(),
                                        application.applicationId(),
                                        application.writerGroup(),
                                        application.description()))
                        .toList();
        Set<String> stores =
                STORES.stream().map(DerivedStore::table).collect(Collectors.toUnmodifiableSet());
        Set<String> indexes =
                SearchData.INDEXES.stream()
                        .map(SearchIndex::name)
                        .collect(Collectors.toUnmodifiableSet());
        try (StreamsRuntime streams =
                        StreamsRuntime.startWithIndexes(
                                StreamsSettings.defaults(kafka, folder.resolve("streams"))
                                        .withStores(stores),
                                writer,
                                pipelines);
                SearchRuntime search =
                        SearchRuntime.start(
                                new SearchIndexerSettings(
                                        kafka,
                                        SearchSettings.at(URI.create(rest.get(1))),
                                        folder.resolve("search"),
                                        COMMIT_INTERVAL,
                                        0,
                                        indexes),
                                writer,
                                new SimpleMeterRegistry());
                Ingest ingest = Ingest.start(IngestSettings.of(capture, kafka))) {
            Thread.ofPlatform()
                    .daemon()
                    .name("failures")
                    .start(() -> watch(ingest, streams, search));
            ChildArguments.awaitEndOfInput();
        }
        System.exit(0);
    }

    private static void watch(Ingest ingest, StreamsRuntime streams, SearchRuntime search) {
        try {
            while (true) {
                Thread.sleep(500);
                if (ingest.status().phase() == IngestStatus.Phase.FAILED) {
                    fail("ingest: " + ingest.status().failure());
                }
                streams.statusWithoutLag()
                        .forEach(store ->
                                store.failure()
                                        .ifPresent(why -> fail(store.store().name() + ": " + why)));
                search.status()
                        .forEach(index ->
                                index.applicationFailure()
                                        .ifPresent(why -> fail(index.index().name() + ": " + why)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void fail(String reason) {
        System.err.println("ours failed " + reason);
        Runtime.getRuntime().halt(1);
    }
}
