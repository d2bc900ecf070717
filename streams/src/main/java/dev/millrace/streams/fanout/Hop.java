package dev.millrace.streams.fanout;

import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.RowKeySerde;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Repartitioned;

/**
 * How changes travel to the partition of their new key: through one repartition topic, at the cost
 * of one commit.
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
    default <T> KStream<RowKey, ChildChange<T>> through(
            KStream<RowKey, ChildChange<T>> changes, String name, Serde<T> values) {
        return byKey(changes, name, new ChildChangeSerde<>(values));
    }

    /**
     * Sends values on to the partition of their key.
     *
     * @param name of the repartition topic, without the application's prefix; renaming it is a
     *     migration
     */
    <V> KStream<RowKey, V> byKey(KStream<RowKey, V> keyed, String name, Serde<V> values);

    /**
     * Sends each change to every partition, so that each task has the whole table: for tables that
     * are few rows against those they meet.
     *
     * @param name of the repartition topic, without the application's prefix; renaming it is a
     *     migration
     * @param values form of the rows
     */
    <T> KStream<RowKey, T> toAll(KStream<RowKey, T> changes, String name, Serde<T> values);

    /** {@link #repartition()}. */
    final class Repartition implements Hop {

        private Repartition() {}

        @Override
        public <V> KStream<RowKey, V> byKey(
                KStream<RowKey, V> keyed, String name, Serde<V> values) {
            return keyed.repartition(as(name, values));
        }

        @Override
        public <T> KStream<RowKey, T> toAll(
                KStream<RowKey, T> changes, String name, Serde<T> values) {
            return changes.repartition(
                    as(name, values)
                            .withStreamPartitioner((topic, key, value, partitions) ->
                                    Optional.of(
                                            IntStream.range(0, partitions)
                                                    .boxed()
                                                    .collect(Collectors.toSet()))));
        }

        private static <V> Repartitioned<RowKey, V> as(String name, Serde<V> values) {
            return Repartitioned.<RowKey, V>as(name)
                    .withKeySerde(new RowKeySerde())
                    .withValueSerde(values);
        }
    }
}
