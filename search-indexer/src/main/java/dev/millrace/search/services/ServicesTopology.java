package dev.millrace.search.services;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowSerde;
import dev.millrace.schema.topics.Topics;
import dev.millrace.search.document.DocumentFields;
import dev.millrace.search.document.DocumentTopology;
import dev.millrace.search.document.Fact;
import dev.millrace.search.document.Facts;
import dev.millrace.streams.fanout.Hop;
import java.util.Optional;
import org.apache.kafka.streams.StreamsBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Builds {@code search.services}: active services of practitioners who are in their index, whose
 * documents it reads, so that both indexes agree on who is.
 */
public final class ServicesTopology {

    private static final String PRACTITIONER = "practitioner";

    private ServicesTopology() {}

    public static void build(StreamsBuilder builder, Hop hop) {
        DocumentTopology.of(
                        SearchIndexes.SERVICES,
                        builder,
                        hop,
                        Topics.capture("wellness.services"),
                        ServicesTopology::service)
                .reference(
                        PRACTITIONER,
                        "practitioner_id",
                        Topics.documents(SearchIndexes.PRACTITIONERS),
                        ServicesTopology::practitioner)
                .publish(ServicesTopology::document);
    }

    private static @Nullable Fact service(Row row) {
        return row.flag("active")
                ? Fact.of(
                        row,
                        "name",
                        "description",
                        "practitioner_id",
                        "price_cents",
                        "duration_minutes",
                        "session_types")
                : null;
    }

    /** A practitioner's document, which leaves out what it has no value for. */
    private static Fact practitioner(Row document) {
        ObjectNode columns = RowSerde.newObject();
        columns.set("display_name", document.json().path("display_name"));
        if (document.has("rating")) {
            columns.set("rating", document.json().get("rating"));
        }
        return new Fact(columns);
    }

    private static @Nullable ObjectNode document(String id, Fact service, Facts facts) {
        Optional<Fact> practitioner = facts.one(PRACTITIONER);
        if (practitioner.isEmpty()) {
            return null;
        }
        return new DocumentFields()
                .copy(
                        service,
                        "name",
                        "description",
                        "practitioner_id",
                        "price_cents",
                        "duration_minutes",
                        "session_types")
                .text("practitioner_name", practitioner.get().text("display_name"))
                .put("rating", practitioner.get().columns().get("rating"))
                .document();
    }
}
