package dev.millrace.streams.fanout;

import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.state.CommittedStores;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * A state store whose keys are paths, so that everything below a path can be walked in key order.
 *
 * @param <T> what a path holds
 */
public final class PathStore<T> {

    private static final PathSerde PATHS = new PathSerde();

    // Every value in a key ends in a zero byte: with a one in its place a key lies behind all that
    // go on after it. No key holds such a value: they are ids, times, and words of the program.
    private static final char NEXT_AFTER_END = '\u0001';

    private final KeyValueStore<RowKey, T> store;

    private PathStore(KeyValueStore<RowKey, T> store) {
        this.store = store;
    }

    /** Builds the store on disk, with a changelog. */
    public static <T> StoreBuilder<KeyValueStore<RowKey, T>> builder(String name, Serde<T> values) {
        return Stores.keyValueStoreBuilder(CommittedStores.keyValue(name), PATHS, values);
    }

    /**
     * The same for few keys that change all the time, such as totals: only what a key holds at a
     * commit leaves for the changelog. Its entries are not to be walked.
     */
    public static <T> StoreBuilder<KeyValueStore<RowKey, T>> cachedBuilder(
            String name, Serde<T> values) {
        return builder(name, values).withCachingEnabled();
    }

    /** The store of this name as the processor's task has it. */
    public static <T> PathStore<T> of(ProcessingContext context, String name) {
        StateStore store = context.getStateStore(name);
        @SuppressWarnings("unchecked") // The name was given to a builder of this type.
        KeyValueStore<RowKey, T> typed = (KeyValueStore<RowKey, T>) store;
        return new PathStore<>(typed);
    }

    public @Nullable T get(RowKey path) {
        return store.get(path);
    }

    /** Keeps the value under the path; null removes it. */
    public void set(RowKey path, @Nullable T value) {
        if (value == null) {
            store.delete(path);
        } else {
            store.put(path, value);
        }
    }

    /**
     * Walks everything below the path, in key order. The walk sees the store as it was at its
     * start; costs grow with the number of entries.
     */
    public void below(RowKey path, BiConsumer<RowKey, T> each) {
        try (KeyValueIterator<RowKey, T> entries = store.prefixScan(path, PATHS.serializer())) {
            while (entries.hasNext()) {
                KeyValue<RowKey, T> entry = entries.next();
                each.accept(entry.key, entry.value);
            }
        }
    }

    /** Walks everything, in key order, as {@link #below} does. */
    public void each(BiConsumer<RowKey, T> each) {
        try (KeyValueIterator<RowKey, T> entries = store.all()) {
            while (entries.hasNext()) {
                KeyValue<RowKey, T> entry = entries.next();
                each.accept(entry.key, entry.value);
            }
        }
    }

    /** The first of everything below the path, in key order, so many at most. */
    public List<KeyValue<RowKey, T>> firstBelow(RowKey path, int most) {
        List<KeyValue<RowKey, T>> first = new ArrayList<>();
        try (KeyValueIterator<RowKey, T> entries = store.prefixScan(path, PATHS.serializer())) {
            while (first.size() < most && entries.hasNext()) {
                first.add(entries.next());
            }
        }
        return first;
    }

    /** The last of everything below the path, in key order; empty when there is nothing. */
    public Optional<KeyValue<RowKey, T>> lastBelow(RowKey path) {
        try (KeyValueIterator<RowKey, T> entries = store.reverseRange(path, behind(path))) {
            return entries.hasNext() ? Optional.of(entries.next()) : Optional.empty();
        }
    }

    /**
     * Walks the entries below the path whose next value lies between two, both included, in key
     * order, until there are no more or {@code goesOn} says false. The walk sees the store as it
     * was at its start; its costs grow with the entries that it meets.
     *
     * @param from of the same length as every value in that place, as {@link OrderedText} makes it
     * @param to of that length too
     */
    public void between(RowKey path, String from, String to, BiPredicate<RowKey, T> goesOn) {
        RowKey first = PathSerde.join(path, RowKey.of(from));
        RowKey last = PathSerde.join(path, RowKey.of(to));
        try (KeyValueIterator<RowKey, T> entries = store.range(first, behind(last))) {
            while (entries.hasNext()) {
                KeyValue<RowKey, T> entry = entries.next();
                if (!goesOn.test(entry.key, entry.value)) {
                    return;
                }
            }
        }
    }

    /** A key behind everything below the path and before whatever else may come. */
    private static RowKey behind(RowKey path) {
        List<String> values = new ArrayList<>(path.values());
        values.add(values.removeLast() + NEXT_AFTER_END);
        return new RowKey(values);
    }
}
