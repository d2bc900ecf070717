package dev.millrace.streams.state;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.TimestampedBytesStore;

/** Where the topologies get their stores from: all of them on disk, with a changelog. */
public final class CommittedStores {

    private CommittedStores() {}

    /** A store of keys and values. */
    public static KeyValueBytesStoreSupplier keyValue(String name) {
        return new Supplier(name) {
            @Override
            public KeyValueStore<Bytes, byte[]> get() {
                return new CommittedStore(name());
            }
        };
    }

    /** A store of the rows of a table, as Kafka Streams' tables want it. */
    public static KeyValueBytesStoreSupplier table(String name) {
        return new Supplier(name) {
            @Override
            public KeyValueStore<Bytes, byte[]> get() {
                return new Timestamped(name());
            }
        };
    }

    /** A store that keeps nothing: what its record cache passes on at a commit is forgotten. */
    public static KeyValueBytesStoreSupplier nothing(String name) {
        return new Supplier(name) {
            @Override
            public KeyValueStore<Bytes, byte[]> get() {
                return new NoStore(name());
            }
        };
    }

    private abstract static class Supplier implements KeyValueBytesStoreSupplier {

        private final String name;

        private Supplier(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String metricsScope() {
            return "committed-state";
        }
    }

    /** Tells Kafka Streams that values begin with their timestamp. */
    private static final class Timestamped extends CommittedStore implements TimestampedBytesStore {

        private Timestamped(String name) {
            super(name);
        }
    }
}
