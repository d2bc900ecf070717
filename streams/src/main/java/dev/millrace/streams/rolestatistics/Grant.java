package dev.millrace.streams.rolestatistics;

import dev.millrace.schema.topics.Row;
import org.jspecify.annotations.Nullable;

/**
 * A role in the hands of a person, while the grant is active.
 *
 * @param expires microseconds since 1970-01-01 UTC, null for never
 */
record Grant(String id, String role, @Nullable Long expires) {

    /** A row of {@code identity.user_roles}, null when it is not active. */
    static @Nullable Grant of(Row row) {
        return row.flag("is_active")
                ? new Grant(row.text("id"), row.text("role_id"), row.microsOrNull("expires_at"))
                : null;
    }
}
