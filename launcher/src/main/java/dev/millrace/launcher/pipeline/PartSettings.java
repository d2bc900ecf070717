package dev.millrace.launcher.pipeline;

import dev.millrace.ingest.IngestSettings;
import dev.millrace.launcher.settings.MillraceSettings;
import dev.millrace.launcher.settings.MillraceSettings.Role;
import dev.millrace.schema.capture.CapturedTables;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.search.connection.SearchSettings;
import dev.millrace.search.runtime.IndexApplications;
import dev.millrace.search.runtime.SearchIndexerSettings;
import dev.millrace.streams.progress.StorePipeline;
import dev.millrace.streams.runtime.ApplicationPipelines;
import dev.millrace.streams.runtime.StreamsSettings;
import java.util.List;
import java.util.function.Supplier;

/**
 * What each part is told, made of the settings and of where the servers are.
 *
 * <p>A value that a part cannot use is a {@link PipelineException} of the kind {@link
 * ErrorKind#SETTING_INVALID}, in the part's own words.
 */
record PartSettings(MillraceSettings settings, Connections connections) {

    IngestSettings ingest() {
        return valid(() ->
                new IngestSettings(
                        connections.as(Role.CAPTURE),
                        connections.kafka(),
                        settings.slotName(),
                        IngestSettings.DEFAULT_PUBLICATION,
                        CapturedTables.all(),
                        settings.heartbeatInterval(),
                        IngestSettings.DEFAULT_SLOT_PATIENCE,
                        settings.logReader(),
                        settings.strict(),
                        settings.rowBytesMax(),
                        connections.logAs(Role.CAPTURE)));
    }

    StreamsSettings streams() {
        return valid(() ->
                StreamsSettings.defaults(connections.kafka(), settings.folder().resolve("streams"))
                        .withCommitInterval(settings.commitInterval())
                        .withStandbys(settings.standbys())
                        .withStores(settings.stores()));
    }

    SearchIndexerSettings indexer(SearchSettings search) {
        return valid(() ->
                new SearchIndexerSettings(
                        connections.kafka(),
                        search,
                        settings.folder().resolve("search-indexer"),
                        settings.commitInterval(),
                        settings.standbys(),
                        settings.search().indexes()));
    }

    /** What the watch over freshness has to know of the indexes, whichever process fills them. */
    List<StorePipeline> indexPipelines() {
        return connections.search().isEmpty()
                ? List.of()
                : IndexApplications.all().stream()
                        .map(application ->
                                ApplicationPipelines.of(
                                        application.index(),
                                        application.applicationId(),
                                        application.writerGroup(),
                                        application.description()))
                        .toList();
    }

    private static <T> T valid(Supplier<T> partSettings) {
        try {
            return partSettings.get();
        } catch (IllegalArgumentException e) {
            throw new PipelineException(
                    ErrorKind.SETTING_INVALID, String.valueOf(e.getMessage()), e);
        }
    }
}
