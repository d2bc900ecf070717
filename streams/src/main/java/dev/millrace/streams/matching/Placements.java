package dev.millrace.streams.matching;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.fanout.PathSerde;
import dev.millrace.streams.fanout.Placement;
import org.jspecify.annotations.Nullable;

/** Where applications belong on their way to the applicant. */
final class Placements {

    private Placements() {}

    /** A row of {@code projects.applications}, at its project. */
    static Placement<Offer> ofApplication(Row row) {
        return new Placement<>(
                RowKey.of(row.text("project_id")), RowKey.of(row.text("id")), Offer.of(row));
    }

    /** An application and its project, at the applicant; nowhere while the project is gone. */
    static @Nullable Placement<Candidacy> ofCandidacy(
            RowKey project, @Nullable ProjectNeeds needs, RowKey application, Offer offer) {
        return needs == null
                ? null
                : new Placement<>(
                        RowKey.of(offer.user()),
                        PathSerde.join(project, application),
                        new Candidacy(needs, offer));
    }
}
