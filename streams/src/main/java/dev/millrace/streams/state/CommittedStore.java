package dev.millrace.streams.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.BatchingStateRestoreCallback;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A store whose disk holds what was committed and nothing else. What a transaction writes stays in
 * memory until it is committed; then it goes to disk together with the offset that it reaches in
 * the changelog. So a process that is killed finds its state as of its last commit, or the one
 * before, and reads only the rest from the changelog, where Kafka Streams' own stores are made anew
 * from the whole of it: they may hold what was never committed.
 *
 * <p>The memory is that of what one transaction writes. Used by one thread at a time.
 */
class CommittedStore implements KeyValueStore<Bytes, byte[]> {

    /** In memory, instead of a value: the key is removed. */
    private static final byte[] GONE = {};

    // Kafka Streams' word for state of which it is not known how far it reaches. No word at all
    // would mean state that may hold what was never committed, and ours does not.
    private static final long OFFSET_UNKNOWN = -4;

    private final String name;
    private final WrittenEntries written = new WrittenEntries();
    private @Nullable StateFile file;
    private @Nullable ThreadTransactions transactions;
    private @Nullable TopicPartition changelog;

    CommittedStore(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        if (file == null) {
            // Without transactions, in tests of a topology, every write is committed.
            transactions =
                    (ThreadTransactions) context.appConfigs().get(ThreadTransactions.PROPERTY);
            file = new StateFile(context.stateDir(), name);
        }
        BatchingStateRestoreCallback restored = records -> open().write(records, null);
        context.register(root, restored);
    }

    @Override
    public boolean persistent() {
        return true;
    }

    @Override
    public boolean managesOffsets() {
        return true;
    }

    @Override
    public Long committedOffset(TopicPartition partition) {
        changelog = partition;
        Long offset = open().offset();
        return offset == null ? OFFSET_UNKNOWN : offset;
    }

    /** Told of what was restored, and once more when the task is closed in order. */
    @Override
    public void commit(Map<TopicPartition, Long> offsets) {
        Long offset = changelog == null ? null : offsets.get(changelog);
        // What has not been committed is in the changelog already: its offset is not ours yet.
        if (offset != null && written.isEmpty()) {
            open().keepOffset(offset);
        }
    }

    private void committed(Function<TopicPartition, @Nullable Long> offsets) {
        // Closed meanwhile, the state is taken from the changelog.
        if (file != null && !written.isEmpty()) {
            List<KeyValue<byte[], byte[]>> entries = new ArrayList<>(written.size());
            written.forEach((key, value) ->
                    entries.add(KeyValue.pair(key.get(), value == GONE ? null : value)));
            open().write(entries, changelog == null ? null : offsets.apply(changelog));
            written.clear();
        }
    }

    @Override
    public byte @Nullable [] get(Bytes key) {
        byte[] mine = written.get(key);
        return mine == null ? open().get(key) : mine == GONE ? null : mine;
    }

    @Override
    public void put(Bytes key, byte @Nullable [] value) {
        if (key.get().length == 0) {
            throw new IllegalArgumentException("the key is empty, expected at least a byte");
        }
        ThreadTransactions thread = transactions;
        if (thread == null) {
            open().write(List.of(KeyValue.pair(key.get(), value)), null);
            return;
        }
        if (written.isEmpty()) {
            thread.onNextCommit(this::committed);
        }
        written.put(key, value == null ? GONE : value);
    }

    @Override
    public byte @Nullable [] putIfAbsent(Bytes key, byte @Nullable [] value) {
        byte[] before = get(key);
        if (before == null) {
            put(key, value);
        }
        return before;
    }

    @Override
    public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
        entries.forEach(entry -> put(entry.key, entry.value));
    }

    @Override
    public byte @Nullable [] delete(Bytes key) {
        byte[] before = get(key);
        put(key, null);
        return before;
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> range(@Nullable Bytes from, @Nullable Bytes to) {
        return StoreIterator.ascending(
                open().entries(), written.ascending(from, to, true), from, to);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> reverseRange(@Nullable Bytes from, @Nullable Bytes to) {
        return StoreIterator.descending(open().entries(), written.descending(from, to), from, to);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
        return range(null, null);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> reverseAll() {
        return reverseRange(null, null);
    }

    @Override
    public <PS extends Serializer<P>, P> KeyValueIterator<Bytes, byte[]> prefixScan(
            P prefix, PS serializer) {
        Bytes from = Bytes.wrap(serializer.serialize(null, prefix));
        Bytes end = next(from);
        return StoreIterator.ascendingBefore(
                open().entries(), written.ascending(from, end, false), from, end);
    }

    /** The first key behind all that begin like this one; null when there is none. */
    private static @Nullable Bytes next(Bytes prefix) {
        try {
            return Bytes.increment(prefix);
        } catch (IndexOutOfBoundsException e) {
            return null;
        }
    }

    /** Whether an entry in memory says that its key is removed. */
    static boolean isGone(byte[] value) {
        return value == GONE;
    }

    @Override
    public long approximateNumEntries() {
        return open().size() + written.size();
    }

    @Override
    public Position getPosition() {
        return Position.emptyPosition();
    }

    @Override
    public boolean isOpen() {
        return file != null;
    }

    private StateFile open() {
        StateFile opened = file;
        if (opened == null) {
            throw new IllegalStateException("the state " + name + " is not open");
        }
        return opened;
    }

    @Override
    public void close() {
        StateFile opened = file;
        if (opened != null) {
            file = null;
            written.clear();
            opened.close();
        }
    }
}
