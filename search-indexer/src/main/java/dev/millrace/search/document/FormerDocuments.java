package dev.millrace.search.document;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.RowSerde;
import dev.millrace.streams.state.PassingStore;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * What the documents that a transaction touches were before it: their hashes, in memory only. A
 * transaction that is given up takes them along, since its task is made anew.
 */
final class FormerDocuments extends PassingStore {

    private static final byte[] NONE = {};

    private final Map<RowKey, byte[]> hashes = new HashMap<>();

    private FormerDocuments(String name) {
        super(name);
    }

    /** Builds the store, without a changelog. */
    static StoreBuilder<FormerDocuments> builder(String name) {
        return new Builder(name);
    }

    /**
     * Keeps what the document is now, unless it is known already what it was.
     *
     * @param document makes it; it may be null for none
     */
    void touch(RowKey key, Supplier<@Nullable ObjectNode> document) {
        if (!hashes.containsKey(key)) {
            hashes.put(key, hash(document.get()));
        }
    }

    /** Whether this is another document than the one at the first touch, which is forgotten. */
    boolean differs(RowKey key, @Nullable ObjectNode document) {
        return !Arrays.equals(hashes.remove(key), hash(document));
    }

    private static byte[] hash(@Nullable ObjectNode document) {
        if (document == null) {
            return NONE;
        }
        try {
            return MessageDigest.getInstance("SHA-256").digest(RowSerde.toBytes(new Row(document)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    protected void forget() {
        hashes.clear();
    }

    private static final class Builder implements StoreBuilder<FormerDocuments> {

        private final String name;

        private Builder(String name) {
            this.name = name;
        }

        @Override
        public StoreBuilder<FormerDocuments> withCachingEnabled() {
            throw new UnsupportedOperationException(name + " is memory as it is");
        }

        @Override
        public StoreBuilder<FormerDocuments> withCachingDisabled() {
            return this;
        }

        @Override
        public StoreBuilder<FormerDocuments> withLoggingEnabled(Map<String, String> config) {
            throw new UnsupportedOperationException(name + " ends with its transaction");
        }

        @Override
        public StoreBuilder<FormerDocuments> withLoggingDisabled() {
            return this;
        }

        @Override
        public FormerDocuments build() {
            return new FormerDocuments(name);
        }

        @Override
        public Map<String, String> logConfig() {
            return Map.of();
        }

        @Override
        public boolean loggingEnabled() {
            return false;
        }

        @Override
        public String name() {
            return name;
        }
    }
}
