package dev.millrace.streams.rollup;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sums over the child rows of one parent.
 *
 * @param rows how many child rows contribute
 * @param sums the total of each amount, in the rollup's order; empty before the first row
 */
public record Totals(long rows, List<Long> sums) {

    static final Totals NONE = new Totals(0, List.of());

    public Totals {
        sums = List.copyOf(sums);
    }

    /** The sum at this place, 0 where a parent has no totals at all. */
    public static long sum(@Nullable Totals totals, int place) {
        return totals == null ? 0 : totals.sums.get(place);
    }

    Totals plus(Contribution contribution) {
        return new Totals(rows + 1, combined(contribution, 1));
    }

    /** The totals without this row; null when it was the last, so that the group vanishes. */
    @Nullable Totals minus(Contribution contribution) {
        return rows == 1 ? null : new Totals(rows - 1, combined(contribution, -1));
    }

    private List<Long> combined(Contribution contribution, int sign) {
        List<Long> amounts = contribution.amounts();
        List<Long> before = sums.isEmpty() ? Collections.nCopies(amounts.size(), 0L) : sums;
        List<Long> after = new ArrayList<>(amounts.size());
        for (int i = 0; i < amounts.size(); i++) {
            after.add(Math.addExact(before.get(i), Math.multiplyExact(amounts.get(i), sign)));
        }
        return after;
    }
}
