package dev.millrace.streams.summary;

import java.util.List;
import java.util.Optional;

/**
 * What a parent's row may say of its children.
 *
 * @param sums the sum of each amount, in the rule's order; empty without children
 * @param first the first children by rank, at most as many as the rule shows
 */
public record Summary<C>(List<Long> sums, List<C> first) {

    public Summary {
        sums = List.copyOf(sums);
        first = List.copyOf(first);
    }

    /** The sum at this place, 0 without children. */
    public long sum(int place) {
        return sums.isEmpty() ? 0 : sums.get(place);
    }

    /** The child that ranks before all others; empty when no child has a rank. */
    public Optional<C> leader() {
        return first.stream().findFirst();
    }
}
