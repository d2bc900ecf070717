package dev.millrace.streams.state;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction has written to a store so far. Most stores are only asked for single keys:
 * their entries are put in order when somebody walks them, and kept in order from then on until the
 * transaction ends.
 */
final class WrittenEntries {

    private final Map<Bytes, byte[]> byKey = new HashMap<>();
    private @Nullable NavigableMap<Bytes, byte[]> ordered;

    boolean isEmpty() {
        return byKey.isEmpty();
    }

    int size() {
        return byKey.size();
    }

    byte @Nullable [] get(Bytes key) {
        return byKey.get(key);
    }

    void put(Bytes key, byte[] value) {
        byKey.put(key, value);
        if (ordered != null) {
            ordered.put(key, value);
        }
    }

    void clear() {
        byKey.clear();
        ordered = null;
    }

    /** Gives every entry, in no order. */
    void forEach(BiConsumer<Bytes, byte[]> each) {
        byKey.forEach(each);
    }

    /**
     * The entries between two keys as they are now, in ascending order.
     *
     * @param from the lowest, null for the very first
     * @param to the highest, null for the very last
     * @param withTo whether the highest itself is meant as well
     */
    List<Map.Entry<Bytes, byte[]>> ascending(
            @Nullable Bytes from, @Nullable Bytes to, boolean withTo) {
        return new ArrayList<>(within(from, to, withTo).entrySet());
    }

    /** As {@link #ascending}, with both ends, in descending order. */
    List<Map.Entry<Bytes, byte[]>> descending(@Nullable Bytes from, @Nullable Bytes to) {
        return new ArrayList<>(within(from, to, true).descendingMap().entrySet());
    }

    private NavigableMap<Bytes, byte[]> within(
            @Nullable Bytes from, @Nullable Bytes to, boolean withTo) {
        if (from != null && to != null && from.compareTo(to) > 0) {
            return new TreeMap<>();
        }
        NavigableMap<Bytes, byte[]> all = inOrder();
        NavigableMap<Bytes, byte[]> tail = from == null ? all : all.tailMap(from, true);
        return to == null ? tail : tail.headMap(to, withTo);
    }

    private NavigableMap<Bytes, byte[]> inOrder() {
        NavigableMap<Bytes, byte[]> entries = ordered;
        if (entries == null) {
            entries = new TreeMap<>(byKey);
            ordered = entries;
        }
        return entries;
    }
}
