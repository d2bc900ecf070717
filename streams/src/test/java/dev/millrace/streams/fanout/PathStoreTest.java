package dev.millrace.streams.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.topics.RowKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store on disk, walked in the order of its keys. */
class PathStoreTest {

    private static final RowKey PARENT = RowKey.of("parent");

    private KeyValueStore<RowKey, String> state;
    private PathStore<String> store;

    @BeforeEach
    void open(@TempDir Path folder) {
        MockProcessorContext<RowKey, String> context =
                new MockProcessorContext<>(new Properties(), new TaskId(0, 0), folder.toFile());
        state = PathStore.builder("s", Serdes.String()).withLoggingDisabled().build();
        state.init(context.getStateStoreContext(), state);
        context.addStateStore(state);
        store = PathStore.of(context, "s");
    }

    @AfterEach
    void close() {
        state.close();
    }

    @Test
    void firstAndLastAreThoseBelowTheParentAlone() {
        store.set(RowKey.of("paren", "z"), "before");
        store.set(RowKey.of("parent2", "a"), "behind");
        assertThat(store.firstBelow(PARENT, 3)).isEmpty();
        assertThat(store.lastBelow(PARENT)).isEmpty();

        store.set(RowKey.of("parent", "b"), "2");
        store.set(RowKey.of("parent", "a", "x"), "1");
        store.set(RowKey.of("parent", "c", "y"), "3");

        assertThat(store.firstBelow(PARENT, 2)).extracting(e -> e.value).containsExactly("1", "2");
        assertThat(store.lastBelow(PARENT)).map(e -> e.value).contains("3");
        assertThat(store.lastBelow(RowKey.of("parent", "a"))).map(e -> e.value).contains("1");

        store.set(RowKey.of("parent", "c", "y"), null);
        assertThat(store.lastBelow(PARENT)).map(e -> e.value).contains("2");
    }

    @Test
    void betweenTakesBothEndsAndStopsWhenTold() {
        for (long time : new long[] {-5, 0, 5, 10}) {
            store.set(RowKey.of("parent", OrderedText.ascending(time), "a"), time + "a");
            store.set(RowKey.of("parent", OrderedText.ascending(time), "b"), time + "b");
        }

        assertThat(between(-5, 5, 9)).containsExactly("-5a", "-5b", "0a", "0b", "5a", "5b");
        assertThat(between(1, 4, 9)).isEmpty();
        assertThat(between(0, 10, 3)).containsExactly("0a", "0b", "5a");
    }

    @Test
    void walksAgreeWithASortedMap() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        TreeMap<Long, String> plain = new TreeMap<>();
        for (int step = 0; step < 400; step++) {
            long time = random.nextInt(3) == 0 ? random.nextLong() : random.nextInt(40) - 20;
            String value = random.nextInt(3) == 0 ? null : "v" + step;
            store.set(RowKey.of("parent", OrderedText.ascending(time)), value);
            if (value == null) {
                plain.remove(time);
            } else {
                plain.put(time, value);
            }
            long from = random.nextInt(40) - 20;
            long to = from + random.nextInt(20);

            assertThat(between(from, to, Integer.MAX_VALUE))
                    .as("seed %d, step %d", seed, step)
                    .containsExactlyElementsOf(plain.subMap(from, true, to, true).values());
            assertThat(store.lastBelow(PARENT).map(last -> last.value))
                    .as("seed %d, step %d", seed, step)
                    .isEqualTo(
                            plain.isEmpty()
                                    ? Optional.empty()
                                    : Optional.of(plain.lastEntry().getValue()));
        }
        List<String> all = store.firstBelow(PARENT, 1_000).stream().map(e -> e.value).toList();
        assertThat(all).as("seed %d", seed).containsExactlyElementsOf(plain.values());
    }

    @Test
    void textIsInTheOrderOfWhatItStandsFor() {
        List<Long> numbers = List.of(Long.MIN_VALUE, -1L, 0L, 1L, 1L << 40, Long.MAX_VALUE);

        assertThat(numbers.stream().map(OrderedText::ascending)).isSorted();
        assertThat(numbers.reversed().stream().map(OrderedText::descending)).isSorted();
        assertThat(numbers)
                .allMatch(n -> OrderedText.toLong(OrderedText.ascending(n)) == n.longValue());
    }

    @Test
    void greaterUuidsComeFirst() {
        // As PostgreSQL orders them: by unsigned bytes, which Java's own order of uuids is not.
        List<String> ids = new ArrayList<>();
        Random random = new Random(1);
        for (int i = 0; i < 100; i++) {
            ids.add(new UUID(random.nextLong(), random.nextLong()).toString());
        }
        ids.sort(null);

        assertThat(ids.reversed().stream().map(OrderedText::descendingUuid)).isSorted();
    }

    private List<String> between(long from, long to, int most) {
        List<String> values = new ArrayList<>();
        store.between(
                PARENT,
                OrderedText.ascending(from),
                OrderedText.ascending(to),
                (path, value) -> {
                    values.add(value);
                    return values.size() < most;
                });
        return values;
    }
}
