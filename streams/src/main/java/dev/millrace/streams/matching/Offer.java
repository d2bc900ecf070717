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
public record Offer(String user, List<String> certifications, @Nullable Long proposalCents) {

    public Offer {
        certifications = List.copyOf(certifications);
    }

    /** Of somebody who has not applied. */
    public static Offer none(String user) {
        return new Offer(user, List.of(), null);
    }

    static Offer of(Row application) {
        return new Offer(
                application.text("user_id"),
                Terms.comparable(application.texts("certifications_provided")),
                application.integerOrNull("budget_proposal_cents"));
    }
}
