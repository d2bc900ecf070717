package dev.millrace.streams.projectstatistics;

import dev.millrace.schema.topics.Row;
import org.jspecify.annotations.Nullable;

/**
 * What matters of a row of {@code projects.projects} that is not deleted.
 *
 * @param applicationsMax how many applications it takes, null without a limit
 */
record Project(@Nullable Long applicationsMax) {

    static @Nullable Project of(Row row) {
        return row.textOrNull("deleted_at") == null
                ? new Project(row.integerOrNull("max_applications"))
                : null;
    }
}
