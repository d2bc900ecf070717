package dev.millrace.streams.rollup;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one change of one row changes in its group; a row that changes within the group is one
 * record, so that nobody sees it half done.
 *
 * @param rows how many rows more the group has: 1, 0 or -1
 * @param amounts how much more each total is, by its name; those that stay are left out
 * @param left for whom one row less stands, null for nobody
 * @param joined for whom one row more stands, null for nobody
 */
record Change(
        int rows, SortedMap<String, Long> amounts, @Nullable String left, @Nullable String joined) {

    Change {
        amounts = Collections.unmodifiableSortedMap(new TreeMap<>(amounts));
    }

    /** The same with a total of members in place of their names. */
    Change ofMembers(String total, long more) {
        TreeMap<String, Long> all = new TreeMap<>(amounts);
        if (more != 0) {
            all.merge(total, more, Math::addExact);
        }
        return new Change(rows, all, null, null);
    }
}
