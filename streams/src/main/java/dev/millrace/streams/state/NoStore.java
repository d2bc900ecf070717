package dev.millrace.streams.state;

import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.TimestampedBytesStore;
import org.jspecify.annotations.Nullable;

/**
 * Keeps nothing: a record cache before it passes on, at a commit, what each key holds then, and has
 * forgotten it afterwards.
 */
final class NoStore extends PassingStore
        implements KeyValueStore<Bytes, byte[]>, TimestampedBytesStore {

    NoStore(String name) {
        super(name);
    }

    @Override
    protected void forget() {
        // There is nothing.
    }

    @Override
    public byte @Nullable [] get(Bytes key) {
        return null;
    }

    @Override
    public void put(Bytes key, byte @Nullable [] value) {
        // It has been passed on.
    }

    @Override
    public byte @Nullable [] putIfAbsent(Bytes key, byte @Nullable [] value) {
        return null;
    }

    @Override
    public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
        // As put.
    }

    @Override
    public byte @Nullable [] delete(Bytes key) {
        return null;
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> range(@Nullable Bytes from, @Nullable Bytes to) {
        throw new UnsupportedOperationException(name() + " keeps nothing to walk over");
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
        throw new UnsupportedOperationException(name() + " keeps nothing to walk over");
    }

    @Override
    public long approximateNumEntries() {
        return 0;
    }

    @Override
    public Position getPosition() {
        return Position.emptyPosition();
    }
}
