package dev.millrace.search.writer;

import java.time.Instant;
import java.util.Optional;

/**
 * What an index writer has done since its start, and how it is.
 *
 * @param index name of the alias
 * @param state where it is in its life
 * @param trouble why it waits or has stopped, in words; empty when it does not
 * @param troubleSince since when, whatever its words were meanwhile; empty when it does not
 * @param written documents that the index took
 * @param deleted documents that were deleted
 * @param superseded changes that the index refused as older than what it has
 * @param deadLetters changes that it set aside
 * @param refused those of them that the index which is live now did not take
 * @param lag records of the topic that wait
 */
public record IndexWriterStatus(
        String index,
        IndexWriterState state,
        Optional<String> trouble,
        Optional<Instant> troubleSince,
        long written,
        long deleted,
        long superseded,
        long deadLetters,
        long refused,
        long lag) {}
