package dev.millrace.streams.contentstatistics;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.derived.DerivedRow;
import dev.millrace.streams.rollup.Contribution;
import dev.millrace.streams.rollup.Present;
import dev.millrace.streams.rollup.Totals;
import org.jspecify.annotations.Nullable;

/** The rules of {@code derived.content_statistics}, free of Kafka. */
final class ContentStatistics {

    private static final String VIEWS = "view_count";
    private static final String LIKES = "like_count";
    private static final String SHARES = "share_count";

    private ContentStatistics() {}

    /** What a row of {@code content.item_reactions} adds to its item. */
    static Contribution ofReaction(Row reaction) {
        String kind = reaction.text("kind");
        return Contribution.to(reaction.text("item_id"))
                .countIf(kind.equals("like"), LIKES)
                .countIf(kind.equals("share"), SHARES);
    }

    /** What a row of {@code analytics.user_activity_logs} adds to the item that was viewed. */
    static @Nullable Contribution ofActivity(Row activity) {
        String item = activity.textOrNull("entity_id");
        return item != null
                        && activity.text("activity_type").equals("content_viewed")
                        && "library_item".equals(activity.textOrNull("entity_type"))
                ? Contribution.to(item).count(VIEWS)
                : null;
    }

    /** The row of an item. */
    static Row row(RowKey key, Present item, Totals totals) {
        return totals.into(new DerivedRow().text("item_id", key.value(0)), VIEWS, LIKES, SHARES)
                .row();
    }
}
