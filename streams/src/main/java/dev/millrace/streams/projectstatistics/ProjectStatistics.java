package dev.millrace.streams.projectstatistics;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.derived.DerivedRow;
import dev.millrace.streams.rollup.Contribution;
import dev.millrace.streams.rollup.Totals;
import org.jspecify.annotations.Nullable;

/**
 * The rules of {@code derived.project_statistics}, free of Kafka. Withdrawn is as if never sent.
 */
final class ProjectStatistics {

    private static final String APPLICATIONS = "application_count";
    private static final String PENDING = "pending_count";
    private static final String ACCEPTED = "accepted_count";

    private ProjectStatistics() {}

    /** What a row of {@code projects.applications} adds to its project. */
    static @Nullable Contribution ofApplication(Row application) {
        String status = application.text("status");
        return status.equals("withdrawn")
                ? null
                : Contribution.to(application.text("project_id"))
                        .count(APPLICATIONS)
                        .countIf(status.equals("pending"), PENDING)
                        .countIf(status.equals("accepted"), ACCEPTED);
    }

    /** The row of a project. */
    static Row row(RowKey key, Project project, Totals totals) {
        return totals.into(
                        new DerivedRow().text("project_id", key.value(0)),
                        APPLICATIONS,
                        PENDING,
                        ACCEPTED)
                .integerOrNull(
                        "remaining_slots",
                        slots(project.applicationsMax(), totals.sum(APPLICATIONS)))
                .row();
    }

    private static @Nullable Long slots(@Nullable Long most, long taken) {
        return most == null ? null : Long.valueOf(Math.max(0, most - taken));
    }
}
