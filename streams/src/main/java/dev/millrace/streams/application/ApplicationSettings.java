package dev.millrace.streams.application;

import dev.millrace.schema.settings.KafkaSettings;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How the applications of a process run.
 *
 * @param kafka the broker
 * @param stateFolder where they keep their state
 * @param threads threads of each
 * @param commitInterval least time between two commits of a thread that works all the time
 * @param cacheBytes record cache of each; 0 for none
 * @param standbys copies of each state that other processes keep up to date
 */
public record ApplicationSettings(
        KafkaSettings kafka,
        Path stateFolder,
        int threads,
        Duration commitInterval,
        long cacheBytes,
        int standbys) {}
