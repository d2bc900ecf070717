package dev.millrace.streams.rollup;

import dev.millrace.schema.topics.RowKey;
import java.util.Arrays;
import java.util.List;

/**
 * What one child row adds to its parent.
 *
 * @param parent key of the parent
 * @param amounts one number for each total, in the rollup's order
 */
public record Contribution(RowKey parent, List<Long> amounts) {

    public Contribution {
        amounts = List.copyOf(amounts);
    }

    public static Contribution to(RowKey parent, long... amounts) {
        return new Contribution(parent, Arrays.stream(amounts).boxed().toList());
    }
}
