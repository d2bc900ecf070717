package dev.millrace.streams.writer;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * How far a table reaches into a partition of its topic.
 *
 * @param next all records before this offset are in the table; never above {@code end}
 * @param end so are those before this one, but for those that are left out
 * @param left offsets of the records that are left out, ascending; the first is {@code next}. Empty
 *     only where {@code next} is {@code end}
 */
record Reach(long next, long end, List<Long> left) {

    Reach {
        left = List.copyOf(left);
        if (left.isEmpty() ? next != end : left.getFirst() != next || left.getLast() >= end) {
            throw new IllegalArgumentException(
                    "offsets that are left out, expected from %d to below %d: %s"
                            .formatted(next, end, left));
        }
    }

    /** Everything before an offset. */
    static Reach to(long end) {
        return new Reach(end, end, List.of());
    }

    /** Everything before an offset but these. */
    static Reach to(long end, Collection<Long> without) {
        if (without.isEmpty()) {
            return to(end);
        }
        List<Long> left = List.copyOf(new TreeSet<>(without));
        return new Reach(left.getFirst(), end, left);
    }

    /** The same without some more. */
    Reach without(Collection<Long> offsets) {
        TreeSet<Long> all = new TreeSet<>(left);
        all.addAll(offsets);
        return to(end, all);
    }

    /** The same with what the table had before beyond its end. */
    Reach over(Reach before) {
        if (before.end <= end) {
            return this;
        }
        TreeSet<Long> all = new TreeSet<>(left);
        before.left.stream().filter(offset -> offset >= end).forEach(all::add);
        return to(before.end, all);
    }

    /** Whether the table has the record at this offset. */
    boolean contains(long offset) {
        return offset < next || (offset < end && !left.contains(offset));
    }
}
