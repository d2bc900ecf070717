package dev.millrace.streams.summary;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What the children of one parent add up to.
 *
 * @param children how many there are
 * @param amounts the sum of each amount, in the rule's order; empty before the first child
 */
record Sums(long children, List<Long> amounts) {

    static final Sums NONE = new Sums(0, List.of());

    Sums {
        amounts = List.copyOf(amounts);
    }

    Sums plus(List<Long> added) {
        return changed(added, 1);
    }

    Sums minus(List<Long> removed) {
        return children == 1 ? NONE : changed(removed, -1);
    }

    private Sums changed(List<Long> difference, int sign) {
        List<Long> before =
                amounts.isEmpty() ? Collections.nCopies(difference.size(), 0L) : amounts;
        List<Long> after = new ArrayList<>(difference.size());
        for (int i = 0; i < difference.size(); i++) {
            after.add(Math.addExact(before.get(i), Math.multiplyExact(difference.get(i), sign)));
        }
        return new Sums(children + sign, after);
    }
}
