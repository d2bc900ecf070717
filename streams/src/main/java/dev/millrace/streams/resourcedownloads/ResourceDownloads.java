package dev.millrace.streams.resourcedownloads;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.derived.DerivedRow;
import dev.millrace.streams.rollup.Contribution;
import dev.millrace.streams.rollup.Totals;
import org.jspecify.annotations.Nullable;

/** The rules of {@code derived.resource_downloads}, free of Kafka. */
final class ResourceDownloads {

    private static final String DOWNLOADS = "download_count";

    private ResourceDownloads() {}

    /**
     * What a row of {@code analytics.user_activity_logs} adds to what was downloaded; one that does
     * not say what belongs to no row.
     */
    static @Nullable Contribution ofActivity(Row activity) {
        String resource = activity.textOrNull("entity_id");
        return resource != null
                        && activity.text("activity_type").equals("resource_downloaded")
                        && isDownloadable(activity.textOrNull("entity_type"))
                ? Contribution.to(resource).count(DOWNLOADS)
                : null;
    }

    /** The row of a resource. */
    static Row row(RowKey key, Totals totals) {
        return totals.into(new DerivedRow().text("resource_id", key.value(0)), DOWNLOADS).row();
    }

    private static boolean isDownloadable(@Nullable String entityType) {
        return "course_resource".equals(entityType) || "media_file".equals(entityType);
    }
}
