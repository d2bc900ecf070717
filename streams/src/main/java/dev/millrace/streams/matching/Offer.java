package dev.millrace.streams.matching;

import dev.millrace.schema.topics.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a row of {@code projects.applications} offers.
 *
 * @param certifications comparable forms
 * @param proposalCents null without a proposed price
 */
record Offer(String user, List<String> certifications, @Nullable Long proposalCents) {

    Offer {
        certifications = List.copyOf(certifications);
    }

    static Offer of(Row application) {
        return new Offer(
                application.text("user_id"),
                Terms.comparable(application.texts("certifications_provided")),
                application.integerOrNull("budget_proposal_cents"));
    }
}
