package dev.millrace.streams.state;

import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksIterator;

/**
 * Walks what is on disk and what is in memory as one, both as they were at the begin. What is in
 * memory counts where both have a key.
 */
final class StoreIterator implements KeyValueIterator<Bytes, byte[]> {

    private final RocksIterator disk;
    private final List<Map.Entry<Bytes, byte[]>> memory;
    private final boolean ascends;
    private final @Nullable Bytes last;
    private final boolean withLast;
    private int inMemory;
    private @Nullable Bytes onDisk;
    private @Nullable KeyValue<Bytes, byte[]> next;

    private StoreIterator(
            RocksIterator disk,
            List<Map.Entry<Bytes, byte[]>> memory,
            boolean ascends,
            @Nullable Bytes last,
            boolean withLast) {
        this.disk = disk;
        this.memory = memory;
        this.ascends = ascends;
        this.last = last;
        this.withLast = withLast;
    }

    /** From the lowest key to the highest, both included; null where there is no limit. */
    static StoreIterator ascending(
            RocksIterator disk,
            List<Map.Entry<Bytes, byte[]>> memory,
            @Nullable Bytes from,
            @Nullable Bytes to) {
        return ascending(disk, memory, from, to, true);
    }

    /** As {@link #ascending}, without the highest. */
    static StoreIterator ascendingBefore(
            RocksIterator disk,
            List<Map.Entry<Bytes, byte[]>> memory,
            Bytes from,
            @Nullable Bytes end) {
        return ascending(disk, memory, from, end, false);
    }

    private static StoreIterator ascending(
            RocksIterator disk,
            List<Map.Entry<Bytes, byte[]>> memory,
            @Nullable Bytes from,
            @Nullable Bytes to,
            boolean withTo) {
        if (from == null) {
            disk.seekToFirst();
        } else {
            disk.seek(from.get());
        }
        return new StoreIterator(disk, memory, true, to, withTo).begun();
    }

    /** From the highest key to the lowest, both included; null where there is no limit. */
    static StoreIterator descending(
            RocksIterator disk,
            List<Map.Entry<Bytes, byte[]>> memory,
            @Nullable Bytes from,
            @Nullable Bytes to) {
        if (to == null) {
            disk.seekToLast();
        } else {
            disk.seekForPrev(to.get());
        }
        return new StoreIterator(disk, memory, false, from, true).begun();
    }

    private StoreIterator begun() {
        readDisk();
        advance();
        return this;
    }

    /** Takes up where the disk stands, which may be behind the end. */
    private void readDisk() {
        onDisk = null;
        // The empty key is not an entry: it holds the offset.
        if (disk.isValid() && disk.key().length == 0) {
            step();
        }
        if (disk.isValid()) {
            Bytes key = Bytes.wrap(disk.key());
            onDisk = isWithin(key) ? key : null;
        }
    }

    private boolean isWithin(Bytes key) {
        if (last == null) {
            return true;
        }
        int order = order(key, last);
        return order < 0 || (order == 0 && withLast);
    }

    private int order(Bytes one, Bytes other) {
        return ascends ? one.compareTo(other) : other.compareTo(one);
    }

    private void stepDisk() {
        step();
        readDisk();
    }

    private void step() {
        if (ascends) {
            disk.next();
        } else {
            disk.prev();
        }
    }

    private void advance() {
        next = null;
        while (next == null && (onDisk != null || inMemory < memory.size())) {
            Map.Entry<Bytes, byte[]> mine = inMemory < memory.size() ? memory.get(inMemory) : null;
            Bytes theirs = onDisk;
            if (theirs != null && (mine == null || order(theirs, mine.getKey()) < 0)) {
                next = KeyValue.pair(theirs, disk.value());
                stepDisk();
            } else if (mine != null) {
                inMemory++;
                if (mine.getKey().equals(theirs)) {
                    stepDisk();
                }
                if (!CommittedStore.isGone(mine.getValue())) {
                    next = KeyValue.pair(mine.getKey(), mine.getValue());
                }
            }
        }
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public KeyValue<Bytes, byte[]> next() {
        KeyValue<Bytes, byte[]> current = next;
        if (current == null) {
            throw new NoSuchElementException();
        }
        advance();
        return current;
    }

    @Override
    public Bytes peekNextKey() {
        KeyValue<Bytes, byte[]> current = next;
        if (current == null) {
            throw new NoSuchElementException();
        }
        return current.key;
    }

    @Override
    public void close() {
        disk.close();
    }
}
