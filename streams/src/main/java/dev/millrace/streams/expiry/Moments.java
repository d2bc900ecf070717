package dev.millrace.streams.expiry;

import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.fanout.OrderedText;
import dev.millrace.streams.fanout.PathSerde;
import dev.millrace.streams.fanout.PathStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** When each row expires, by row and in the order of time. */
final class Moments {

    /** No moment is ahead. */
    static final long NONE = Long.MAX_VALUE;

    private static final RowKey BY_ROW = RowKey.of("row");
    private static final RowKey BY_TIME = RowKey.of("due");
    private static final int BEFORE_ROW = 2;

    private final PathStore<Long> store;

    // Nothing in the store is before it. Scans start here, not among the remains of what has gone.
    private long earliest = Long.MIN_VALUE;

    Moments(PathStore<Long> store) {
        this.store = store;
    }

    /** A row and the moment at which it expires. */
    record Due(RowKey row, long moment) {}

    /** A lower bound of all moments; {@link #NONE} when there are none. */
    long earliest() {
        return earliest;
    }

    /** Sets the moment of a row; null for none. */
    void set(RowKey row, @Nullable Long moment) {
        RowKey byRow = PathSerde.join(BY_ROW, row);
        Long before = store.get(byRow);
        if (Objects.equals(before, moment)) {
            return;
        }
        if (before != null) {
            store.set(byTime(before, row), null);
        }
        store.set(byRow, moment);
        if (moment != null) {
            store.set(byTime(moment, row), moment);
            earliest = Math.min(earliest, moment);
        }
    }

    /** Takes out those whose moment has come, the earliest first, at most this many. */
    List<Due> takeUntil(long now, int most) {
        List<Due> due = new ArrayList<>();
        if (earliest > now) {
            return due;
        }
        long[] next = {NONE};
        store.between(
                BY_TIME,
                OrderedText.ascending(earliest),
                OrderedText.ascending(NONE),
                (path, moment) -> {
                    if (moment > now || due.size() == most) {
                        next[0] = moment;
                        return false;
                    }
                    due.add(new Due(PathSerde.below(path, BEFORE_ROW), moment));
                    return true;
                });
        due.forEach(gone -> set(gone.row(), null));
        earliest = next[0];
        return due;
    }

    private static RowKey byTime(long moment, RowKey row) {
        return PathSerde.join(
                PathSerde.join(BY_TIME, RowKey.of(OrderedText.ascending(moment))), row);
    }
}
