package dev.millrace.streams.notificationcounts;

import dev.millrace.schema.topics.Row;
import org.jspecify.annotations.Nullable;

/**
 * A notification that was not read.
 *
 * @param expires microseconds since 1970-01-01 UTC, null for never
 */
record Notice(String id, String user, @Nullable Long expires) {

    /** A row of {@code engagement.notifications}, null when it was read. */
    static @Nullable Notice of(Row row) {
        return row.textOrNull("read_at") == null
                ? new Notice(row.text("id"), row.text("user_id"), row.microsOrNull("expires_at"))
                : null;
    }
}
