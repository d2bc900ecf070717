package dev.millrace.search.content;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.Topics;
import dev.millrace.search.document.DocumentFields;
import dev.millrace.search.document.DocumentTopology;
import dev.millrace.search.document.Fact;
import dev.millrace.search.document.Facts;
import dev.millrace.streams.fanout.Hop;
import java.util.Comparator;
import java.util.stream.Collectors;
import org.apache.kafka.streams.StreamsBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Builds {@code search.content}: published library items with their views, and published resource
 * cards with their steps.
 */
public final class ContentTopology {

    private static final String STATISTICS = "statistics";
    private static final String STEP = "step";

    private ContentTopology() {}

    public static void build(StreamsBuilder builder, Hop hop) {
        DocumentTopology.of(
                        SearchIndexes.CONTENT,
                        "items",
                        builder,
                        hop,
                        Topics.capture("content.library_items"),
                        ContentTopology::item)
                .same(
                        STATISTICS,
                        Topics.derived(DerivedStores.CONTENT_STATISTICS),
                        row -> Fact.of(row, "view_count"))
                .publish(ContentTopology::itemDocument);
        DocumentTopology.of(
                        SearchIndexes.CONTENT,
                        "cards",
                        builder,
                        hop,
                        Topics.capture("content.resource_cards"),
                        ContentTopology::card)
                .children(
                        STEP,
                        Topics.capture("content.resource_steps"),
                        "resource_card_id",
                        row -> Fact.of(row, "step_number", "title", "body"))
                .publish(ContentTopology::cardDocument);
    }

    private static @Nullable Fact item(Row row) {
        return row.text("status").equals("published")
                ? Fact.of(
                        row,
                        "title",
                        "excerpt",
                        "content",
                        "tags",
                        "content_type",
                        "category",
                        "difficulty_level",
                        "target_audience",
                        "published_at")
                : null;
    }

    private static ObjectNode itemDocument(String id, Fact item, Facts facts) {
        return new DocumentFields()
                .copy(item, "title", "excerpt", "content", "tags", "content_type", "category")
                .put("difficulty", item.columns().get("difficulty_level"))
                .put("audience", item.columns().get("target_audience"))
                .moment("published_at", item.row().microsOrNull("published_at"))
                .integer("view_count", facts.one(STATISTICS), "view_count", 0)
                .document();
    }

    private static @Nullable Fact card(Row row) {
        return row.flag("is_published") && row.textOrNull("deleted_at") == null
                ? Fact.of(row, "title", "description", "tags", "category")
                : null;
    }

    private static ObjectNode cardDocument(String id, Fact card, Facts facts) {
        return new DocumentFields()
                .copy(card, "title", "tags", "category")
                .put("excerpt", card.columns().get("description"))
                .text("content_type", "resource")
                .text(
                        "content",
                        facts.all(STEP).stream()
                                .sorted(
                                        Comparator.comparingLong(
                                                step -> step.row().integer("step_number")))
                                .map(step -> step.text("title") + "\n" + step.text("body"))
                                .collect(Collectors.joining("\n")))
                .document();
    }
}
