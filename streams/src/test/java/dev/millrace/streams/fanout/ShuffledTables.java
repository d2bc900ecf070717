package dev.millrace.streams.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.streams.StreamsBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Tables that a random run changes: what they hold is told to the tasks, and kept for a second,
 * plain implementation to compute the store's rows from.
 */
public final class ShuffledTables {

    private static final int PARTITIONS = 3;
    private static final int ROUNDS = 8;
    private static final int STEPS = 40;

    private final ShuffledTasks tasks;
    private final Random random;
    private final Map<String, Map<RowKey, Row>> tables = new HashMap<>();

    private ShuffledTables(ShuffledTasks tasks, Random random) {
        this.tasks = tasks;
        this.random = random;
    }

    /**
     * Compares the store's rows with those that follow from the tables, after each of several
     * rounds of changes, and once more after everything was deleted.
     *
     * @param change makes one random change
     * @param expected the rows that follow from the tables, and from the clock
     */
    public static void compare(
            long seed,
            Path folder,
            DerivedStore store,
            BiConsumer<StreamsBuilder, Hop> topology,
            Consumer<ShuffledTables> change,
            Function<ShuffledTables, Collection<Row>> expected) {
        Random random = new Random(seed);
        int rowsMost = 0;
        try (ShuffledTasks tasks = new ShuffledTasks(store, topology, PARTITIONS, random, folder)) {
            ShuffledTables tables = new ShuffledTables(tasks, random);
            for (int round = 0; round < ROUNDS; round++) {
                for (int step = 0; step < STEPS; step++) {
                    change.accept(tables);
                    tasks.deliver(random.nextInt(5));
                    if (random.nextInt(8) == 0) {
                        tasks.advanceClockTo(
                                tasks.clock().plus(Duration.ofSeconds(random.nextInt(40))));
                    }
                }
                tasks.drain();

                assertThat(tasks.rows().values())
                        .as("seed %d, round %d", seed, round)
                        .containsExactlyInAnyOrderElementsOf(expected.apply(tables));
                rowsMost = Math.max(rowsMost, tasks.rows().size());
            }
            assertThat(rowsMost).as("seed %d, rows compared", seed).isPositive();
            tables.deleteAll();
            tasks.drain();

            assertThat(tasks.rows()).as("seed %d, everything deleted", seed).isEmpty();
        }
    }

    /** Inserts or replaces the row, or deletes it, one time in four. */
    public void putOrDelete(String table, RowKey key, Row row) {
        boolean deleted = random.nextInt(4) == 0;
        if (deleted ? remove(table, key) : !row.equals(rowsByKey(table).put(key, row))) {
            tasks.change(table, key, deleted ? null : row);
        }
    }

    /** The same for a row of another store, which is partitioned by one value of its key. */
    public void putOrDelete(DerivedStore other, RowKey key, int partitionedBy, Row row) {
        boolean deleted = random.nextInt(4) == 0;
        if (deleted) {
            remove(other.name(), key);
        } else {
            rowsByKey(other.name()).put(key, row);
        }
        tasks.changeIn(
                Topics.derived(other).name(),
                tasks.partition(RowKey.of(key.value(partitionedBy))),
                key,
                deleted ? null : row);
    }

    public Collection<Row> rows(String table) {
        return rowsByKey(table).values();
    }

    /** The row under the key, null when there is none. */
    public @Nullable Row row(String table, RowKey key) {
        return rowsByKey(table).get(key);
    }

    public Random random() {
        return random;
    }

    public Instant clock() {
        return tasks.clock();
    }

    public <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private boolean remove(String table, RowKey key) {
        return rowsByKey(table).remove(key) != null;
    }

    private void deleteAll() {
        tables.forEach((table, rows) -> {
            // Rows of other stores have no name of a schema, and follow the tables in time.
            if (table.contains(".")) {
                rows.keySet().forEach(key -> tasks.change(table, key, null));
            }
        });
    }

    private Map<RowKey, Row> rowsByKey(String table) {
        return tables.computeIfAbsent(table, ignored -> new HashMap<>());
    }
}
