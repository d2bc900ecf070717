package dev.millrace.streams.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The store against a sorted map, and its disk after a kill. */
class CommittedStoreTest {

    private static final TopicPartition CHANGELOG = new TopicPartition("a-store-changelog", 0);

    @TempDir private Path folder;

    private final Transactions transactions = new Transactions();
    private CommittedStore store;

    /** Commits when the test says so. */
    private static final class Transactions implements ThreadTransactions {

        private final List<Consumer<Function<TopicPartition, @Nullable Long>>> listeners =
                new ArrayList<>();

        @Override
        public void onNextCommit(Consumer<Function<TopicPartition, @Nullable Long>> listener) {
            listeners.add(listener);
        }

        private void commit(long offset) {
            List<Consumer<Function<TopicPartition, @Nullable Long>>> told = List.copyOf(listeners);
            listeners.clear();
            told.forEach(listener -> listener.accept(Map.of(CHANGELOG, offset)::get));
        }
    }

    @BeforeEach
    void open() {
        store = openedIn(folder.resolve("live"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aKilledProcessFindsWhatWasCommittedAndItsOffset() throws IOException {
        put("a", "1");
        put("b", "1");
        transactions.commit(7);
        put("a", "2");
        put("c", "2");
        store.delete(key("b"));

        CommittedStore found = afterKill();

        assertThat(all(found)).containsExactly("a=1", "b=1");
        assertThat(found.committedOffset(CHANGELOG)).isEqualTo(7);
        found.close();
    }

    @Test
    void whatATransactionWritesIsReadBeforeItIsCommitted() {
        put("a", "1");
        put("b", "1");
        transactions.commit(1);
        put("a", "2");
        store.delete(key("b"));
        put("c", "2");

        assertThat(text(store.get(key("a")))).isEqualTo("2");
        assertThat(store.get(key("b"))).isNull();
        assertThat(all(store)).containsExactly("a=2", "c=2");
    }

    @Test
    void aStoreThatIsClosedInTheMiddleOfATransactionForgetsIt() {
        put("a", "1");
        transactions.commit(1);
        put("a", "2");

        store.close();
        transactions.commit(2);
        store = openedIn(folder.resolve("live"));

        assertThat(all(store)).containsExactly("a=1");
        assertThat(store.committedOffset(CHANGELOG)).isEqualTo(1);
    }

    @Test
    void offsetsOfWhatIsNotCommittedAreNotKept() {
        put("a", "1");
        transactions.commit(1);
        put("a", "2");

        store.commit(Map.of(CHANGELOG, 2L));

        assertThat(store.committedOffset(CHANGELOG)).isEqualTo(1);
    }

    @Test
    void aStoreThatWasRestoredKeepsHowFar() throws IOException {
        store.commit(Map.of(CHANGELOG, 41L));

        CommittedStore found = afterKill();

        assertThat(found.committedOffset(CHANGELOG)).isEqualTo(41);
        found.close();
    }

    @Test
    void aNewStoreDoesNotKnowItsOffset() {
        assertThat(store.committedOffset(CHANGELOG)).isEqualTo(-4);
        assertThat(all(store)).isEmpty();
    }

    @Test
    void aWalkSeesTheStoreAsItWasAtItsBegin() {
        put("a1", "1");
        put("a3", "1");
        transactions.commit(1);
        put("a2", "2");

        List<String> walked = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> entries =
                store.prefixScan("a", new StringSerializer())) {
            while (entries.hasNext()) {
                KeyValue<Bytes, byte[]> entry = entries.next();
                walked.add(text(entry.key.get()));
                store.delete(entry.key);
                put("a4", "3");
            }
        }

        assertThat(walked).containsExactly("a1", "a2", "a3");
        assertThat(all(store)).containsExactly("a4=3");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void itAnswersLikeASortedMap(long seed) throws IOException {
        Random random = new Random(seed);
        NavigableMap<String, String> model = new TreeMap<>();
        NavigableMap<String, String> committed = new TreeMap<>();
        for (int i = 0; i < 2_000; i++) {
            String key = word(random);
            switch (random.nextInt(10)) {
                case 0, 1, 2, 3 -> {
                    put(key, Integer.toString(i));
                    model.put(key, Integer.toString(i));
                }
                case 4, 5 -> assertThat(text(store.delete(key(key)))).isEqualTo(model.remove(key));
                case 6 -> assertThat(text(store.get(key(key)))).isEqualTo(model.get(key));
                case 7 -> walks(model, key, word(random));
                case 8 -> {
                    byte[] before = store.putIfAbsent(key(key), bytes("x"));
                    assertThat(text(before)).isEqualTo(model.putIfAbsent(key, "x"));
                }
                default -> {
                    if (random.nextInt(8) == 0) {
                        transactions.commit(i);
                        committed = new TreeMap<>(model);
                    }
                }
            }
        }

        assertThat(all(store)).containsExactlyElementsOf(lines(model));
        CommittedStore found = afterKill();
        assertThat(all(found)).containsExactlyElementsOf(lines(committed));
        found.close();
    }

    private void walks(NavigableMap<String, String> model, String one, String other) {
        String low = one.compareTo(other) <= 0 ? one : other;
        String high = one.compareTo(other) <= 0 ? other : one;
        NavigableMap<String, String> within = model.subMap(low, true, high, true);
        assertThat(read(store.range(key(low), key(high)))).containsExactlyElementsOf(lines(within));
        assertThat(read(store.reverseRange(key(low), key(high))))
                .containsExactlyElementsOf(lines(within.descendingMap()));
        assertThat(read(store.range(key(high + "~"), key(low)))).isEmpty();
        assertThat(read(store.reverseAll()))
                .containsExactlyElementsOf(lines(model.descendingMap()));
        assertThat(read(store.prefixScan(low, new StringSerializer())))
                .containsExactlyElementsOf(
                        lines(model.subMap(low, true, low + Character.MAX_VALUE, true)));
    }

    private static String word(Random random) {
        StringBuilder word = new StringBuilder();
        for (int i = random.nextInt(3); i >= 0; i--) {
            word.append((char) ('a' + random.nextInt(4)));
        }
        return word.toString();
    }

    /** What a process finds that begins after this one was killed just now. */
    private CommittedStore afterKill() throws IOException {
        Path live = folder.resolve("live");
        Path left = folder.resolve("left");
        try (Stream<Path> files = Files.walk(live)) {
            for (Path file : files.toList()) {
                Path copy = left.resolve(live.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else if (!file.endsWith("LOCK")) {
                    Files.copy(file, copy);
                }
            }
        }
        return openedIn(left);
    }

    private CommittedStore openedIn(Path state) {
        Properties settings = new Properties();
        settings.put(ThreadTransactions.PROPERTY, transactions);
        MockProcessorContext<Void, Void> context =
                new MockProcessorContext<>(settings, new TaskId(0, 0), state.toFile());
        CommittedStore opened = new CommittedStore("store");
        opened.init(context.getStateStoreContext(), opened);
        opened.committedOffset(CHANGELOG);
        return opened;
    }

    private void put(String key, String value) {
        store.put(key(key), bytes(value));
    }

    private static List<String> all(CommittedStore store) {
        return read(store.all());
    }

    private static List<String> read(KeyValueIterator<Bytes, byte[]> entries) {
        List<String> read = new ArrayList<>();
        try (entries) {
            while (entries.hasNext()) {
                Bytes peeked = entries.peekNextKey();
                KeyValue<Bytes, byte[]> entry = entries.next();
                assertThat(entry.key).isEqualTo(peeked);
                read.add(text(entry.key.get()) + "=" + text(entry.value));
            }
        }
        return read;
    }

    private static List<String> lines(Map<String, String> entries) {
        return entries.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
    }

    private static Bytes key(String text) {
        return Bytes.wrap(bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }
}
