package dev.millrace.search.specializations;

import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.Topics;
import dev.millrace.search.document.DocumentFields;
import dev.millrace.search.document.DocumentTopology;
import dev.millrace.search.document.Fact;
import dev.millrace.streams.fanout.Hop;
import org.apache.kafka.streams.StreamsBuilder;
import org.jspecify.annotations.Nullable;

/** Builds {@code search.specializations}: the active ones with their category. */
public final class SpecializationsTopology {

    private static final String CATEGORY = "category";

    private SpecializationsTopology() {}

    public static void build(StreamsBuilder builder, Hop hop) {
        DocumentTopology.of(
                        SearchIndexes.SPECIALIZATIONS,
                        builder,
                        hop,
                        Topics.capture("wellness.specializations"),
                        SpecializationsTopology::specialization)
                .reference(
                        CATEGORY,
                        "category_id",
                        Topics.capture("wellness.specialization_categories"),
                        row -> Fact.of(row, "name"))
                .publish((id, own, facts) ->
                        new DocumentFields()
                                .copy(own, "name", "description")
                                .text(
                                        "category",
                                        facts.one(CATEGORY)
                                                .map(category -> category.text("name"))
                                                .orElse(null))
                                .document());
    }

    private static @Nullable Fact specialization(Row row) {
        return row.flag("active") ? Fact.of(row, "name", "description", "category_id") : null;
    }
}
