package dev.millrace.streams.fanout;

import dev.millrace.schema.topics.RowKey;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a row belongs and what it brings there.
 *
 * @param parent key of the row it belongs to; decides the partition
 * @param child the row's path below that parent, naming every row that it came through
 * @param value what the parent needs to know of it
 */
public record Placement<T>(RowKey parent, RowKey child, T value) {

    /**
     * Forwards what turns one placement into another: nothing when they are equal, a retraction
     * where the row is no longer, the value where it is now.
     *
     * @param before the last placement, null for none
     * @param after the placement from now on, null for none
     */
    public static <T> void move(
            @Nullable Placement<T> before,
            @Nullable Placement<T> after,
            BiConsumer<RowKey, ChildChange<T>> forward) {
        if (before != null && (after == null || !before.isBeside(after))) {
            forward.accept(before.parent, new ChildChange<>(before.child, null));
        }
        if (after != null && !after.equals(before)) {
            forward.accept(after.parent, new ChildChange<>(after.child, after.value));
        }
    }

    private boolean isBeside(Placement<T> other) {
        return parent.equals(other.parent) && child.equals(other.child);
    }
}
