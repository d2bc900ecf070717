package dev.millrace.search.runtime;

import dev.millrace.schema.search.SearchIndex;
import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.search.connection.SearchSettings;
import dev.millrace.streams.application.ApplicationSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * How a process fills indexes.
 *
 * @param kafka the broker
 * @param search the search server
 * @param stateFolder where the applications keep their state; one process at a time, and the same
 *     folder after a restart
 * @param commitInterval least time between two commits of a thread
 * @param standbys copies of each state that other processes keep up to date
 * @param indexes names of the indexes that this process fills; empty for all
 */
public record SearchIndexerSettings(
        KafkaSettings kafka,
        SearchSettings search,
        Path stateFolder,
        Duration commitInterval,
        int standbys,
        Set<String> indexes) {

    // Block cache and write buffers of a process that runs no stores; with them theirs are shared.
    static final long STATE_CACHE_BYTES = 96L << 20;
    static final long STATE_WRITE_BUFFER_BYTES = 64L << 20;

    private static final long CACHE_BYTES = 2L << 20;

    public SearchIndexerSettings {
        indexes = Set.copyOf(indexes);
        for (String name : indexes) {
            try {
                SearchIndexes.get(name);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("search.indexes: " + e.getMessage(), e);
            }
        }
    }

    /** Whether this process fills the index. */
    boolean runs(SearchIndex index) {
        return indexes.isEmpty() || indexes.contains(index.name());
    }

    ApplicationSettings applications() {
        return new ApplicationSettings(
                kafka, stateFolder, 1, commitInterval, CACHE_BYTES, standbys);
    }
}
