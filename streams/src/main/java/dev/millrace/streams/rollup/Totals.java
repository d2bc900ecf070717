package dev.millrace.streams.rollup;

import dev.millrace.streams.derived.DerivedRow;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the rows of one group add up to.
 *
 * @param rows how many rows contribute
 * @param sums the total of each amount by its name; totals of 0 are left out
 */
public record Totals(long rows, SortedMap<String, Long> sums) {

    /** Of a group without rows. */
    public static final Totals NONE = new Totals(0, new TreeMap<>());

    public Totals {
        sums = Collections.unmodifiableSortedMap(new TreeMap<>(sums));
    }

    /** The total of this name, 0 where no row added to it. */
    public long sum(String name) {
        return sums.getOrDefault(name, 0L);
    }

    /** Puts totals into the columns of their names. */
    public DerivedRow into(DerivedRow row, String... names) {
        for (String name : names) {
            row.integer(name, sum(name));
        }
        return row;
    }

    /** The totals after a change; null when no row is left, so that the group vanishes. */
    @Nullable Totals after(Change change) {
        long left = rows + change.rows();
        if (left == 0) {
            return null;
        }
        TreeMap<String, Long> all = new TreeMap<>(sums);
        change.amounts().forEach((name, amount) -> all.merge(name, amount, Math::addExact));
        all.values().removeIf(sum -> sum == 0);
        return new Totals(left, all);
    }
}
