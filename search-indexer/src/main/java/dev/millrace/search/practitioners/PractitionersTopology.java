package dev.millrace.search.practitioners;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.schema.topics.Topics;
import dev.millrace.search.document.DocumentTopology;
import dev.millrace.streams.fanout.Hop;
import org.apache.kafka.streams.StreamsBuilder;

/**
 * Builds {@code search.practitioners}: verified, active practitioners with their name,
 * specialisations, services, availability and rating.
 */
public final class PractitionersTopology {

    private PractitionersTopology() {}

    public static void build(StreamsBuilder builder, Hop hop) {
        DocumentTopology.of(
                        SearchIndexes.PRACTITIONERS,
                        builder,
                        hop,
                        Topics.capture("wellness.practitioners"),
                        PractitionerDocument::practitioner)
                .same(
                        PractitionerDocument.STATISTICS,
                        Topics.derived(DerivedStores.PRACTITIONER_STATS),
                        PractitionerDocument::statistics)
                .children(
                        PractitionerDocument.SERVICE,
                        Topics.capture("wellness.services"),
                        "practitioner_id",
                        PractitionerDocument::service)
                .children(
                        PractitionerDocument.AVAILABILITY,
                        Topics.capture("wellness.practitioner_availability"),
                        "practitioner_id",
                        PractitionerDocument::availability)
                .reference(
                        PractitionerDocument.USER,
                        "user_id",
                        Topics.capture("identity.users"),
                        PractitionerDocument::user)
                .linked(
                        PractitionerDocument.SPECIALIZATION,
                        Topics.capture("wellness.practitioner_specializations"),
                        "practitioner_id",
                        "specialization_id",
                        Topics.capture("wellness.specializations"),
                        PractitionerDocument::specialization)
                .publish(PractitionerDocument::document);
    }
}
