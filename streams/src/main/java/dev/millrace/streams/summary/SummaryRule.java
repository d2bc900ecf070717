package dev.millrace.streams.summary;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one store says about its parents and their children; each method is a function of nothing
 * but its arguments.
 *
 * @param <P> what matters of a parent row
 * @param <C> what the children bring
 */
public interface SummaryRule<P, C> {

    /** What a child adds to each sum; as many numbers for every child. */
    List<Long> amounts(C child);

    /**
     * Where a child stands among its siblings: in the order of these values' bytes, then of the
     * children's paths.
     *
     * @return null for a child that is never among the first
     */
    default @Nullable RowKey rank(C child) {
        return null;
    }

    /** How many of the first children by rank a row shows. */
    default int shown() {
        return 0;
    }

    /** The derived row of a parent that exists. */
    Row row(RowKey key, P parent, Summary<C> children);
}
