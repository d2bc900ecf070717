package dev.millrace.streams.fanout;

import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.RowKeySerde;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Repartitioned;

/**
 * How changes travel to the partition of their new key: through one repartition topic, at the cost
 * of up to one commit interval.
 *
 * <p>All topics that meet behind a hop must have as many partitions as each other, and row keys are
 * the same bytes everywhere, so that a parent's rows and its children meet in one task.
 */
public interface Hop {

    /** Through Kafka Streams' repartition topics. */
    static Hop repartition() {
        return new Repartition();
    }

    /**
     * Sends the changes on, keyed and partitioned by their parent.
     *
     * @param name of the repartition topic, without the application's prefix; renaming it is a
     *     migration
     * @param values form of what the children bring
     */
    <T> KStream<RowKey, ChildChange<T>> through(
            KStream<RowKey, ChildChange<T>> changes, String name, Serde<T> values);

    /** {@link #repartition()}. */
    final class Repartition implements Hop {

        private Repartition() {}

        @Override
        public <T> KStream<RowKey, ChildChange<T>> through(
                KStream<RowKey, ChildChange<T>> changes, String name, Serde<T> values) {
            return changes.repartition(
                    Repartitioned.<RowKey, ChildChange<T>>as(name)
                            .withKeySerde(new RowKeySerde())
                            .withValueSerde(new ChildChangeSerde<>(values)));
        }
    }
}
