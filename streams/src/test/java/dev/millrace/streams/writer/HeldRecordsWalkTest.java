package dev.millrace.streams.writer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.topics.RowKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.RepeatedTest;

/**
 * Random transactions, read in random pieces: whatever is taken out at once, no transaction is cut
 * in two, the rows of a key keep their order, nothing waits without a reason, and in the end all is
 * there once.
 */
class HeldRecordsWalkTest {

    private static final int PARTITIONS = 3;
    private static final int KEYS = 12;
    private static final int COMMITS = 60;

    /** A row of a transaction. */
    private record Step(TopicPartition partition, long offset, String key, long commit) {}

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    // Both by partition.
    private final List<List<ReadRecord>> topic = new ArrayList<>();
    private final int[] read = new int[PARTITIONS];
    private final Map<Long, Long> sizes = new HashMap<>();
    // How many records each partition had when a commit was whole in the topic.
    private final List<Map<TopicPartition, Long>> endsAt = new ArrayList<>();
    private Lsn processed = Lsn.ZERO;
    private final HeldRecords held =
            new HeldRecords(
                    () -> Optional.of(processed),
                    new HeldRecords.Places() {
                        @Override
                        public Map<TopicPartition, Long> ends(Collection<TopicPartition> of) {
                            return endsAt.get((int) processed.value());
                        }

                        @Override
                        public boolean hasRead(TopicPartition partition, long end) {
                            return read[partition.partition()] >= end;
                        }
                    },
                    () -> 1);

    @RepeatedTest(300)
    void noTransactionIsCutInTwoAndNoKeyLosesItsOrder() {
        fillTopic();
        List<Step> written = new ArrayList<>();
        while (written.size() < topic.stream().mapToInt(List::size).sum()) {
            readSome();
            if (random.nextInt(4) == 0 && processed.value() < COMMITS) {
                processed = new Lsn(Math.min(COMMITS, processed.value() + 1 + random.nextInt(2)));
            }
            List<Step> batch = take();
            assertThat(partsOf(batch)).as("whole, seed %d", seed).isEmpty();
            written.addAll(batch);
            assertThat(waitingForNothing(written)).as("due, seed %d", seed).isEmpty();
        }
        assertThat(written).as("once, seed %d", seed).doesNotHaveDuplicates();
        written.stream()
                .collect(Collectors.groupingBy(Step::key))
                .forEach((key, steps) ->
                        assertThat(steps)
                                .as("order of %s, seed %d", key, seed)
                                .isSortedAccordingTo(
                                        (a, b) -> Long.compare(a.offset(), b.offset())));
    }

    private void fillTopic() {
        for (int i = 0; i < PARTITIONS; i++) {
            topic.add(new ArrayList<>());
        }
        endsAt.add(ends());
        for (long commit = 1; commit <= COMMITS; commit++) {
            int rows = 1 + random.nextInt(3);
            for (int row = 0; row < rows; row++) {
                int key = random.nextInt(KEYS);
                List<ReadRecord> records = topic.get(key % PARTITIONS);
                records.add(record(partition(key % PARTITIONS), records.size(), key, rows, commit));
            }
            sizes.put(commit, (long) rows);
            endsAt.add(ends());
        }
    }

    private Map<TopicPartition, Long> ends() {
        return IntStream.range(0, PARTITIONS)
                .boxed()
                .collect(
                        Collectors.toMap(
                                HeldRecordsWalkTest::partition, i -> (long) topic.get(i).size()));
    }

    private static TopicPartition partition(int number) {
        return new TopicPartition("derived.probe", number);
    }

    private static ReadRecord record(
            TopicPartition partition, long offset, int key, int rows, long commit) {
        return new ReadRecord(
                new ConsumerRecord<>(
                        partition.topic(), partition.partition(), offset, new byte[0], new byte[0]),
                new TableChange.Remove(RowKey.of("k" + key)),
                commit,
                true,
                rows == 1 ? Optional.empty() : Optional.of(new Lsn(commit)));
    }

    private void readSome() {
        for (int i = 0; i < PARTITIONS; i++) {
            int from = read[i];
            read[i] = Math.min(topic.get(i).size(), from + random.nextInt(4));
            topic.get(i).subList(from, read[i]).forEach(held::add);
            held.readUpTo(partition(i), read[i]);
        }
    }

    private List<Step> take() {
        return held.due(ends().keySet()).records().stream()
                .map(record ->
                        new Step(
                                record.partition(),
                                record.origin().offset(),
                                record.change().rowKey().orElseThrow().value(0),
                                record.commitMicros()))
                .toList();
    }

    /** The transactions of which the batch has some rows, and not all. */
    private List<Long> partsOf(List<Step> batch) {
        return batch.stream()
                .collect(Collectors.groupingBy(Step::commit, Collectors.counting()))
                .entrySet()
                .stream()
                .filter(e -> !e.getValue().equals(sizes.get(e.getKey())))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Rows of their own that were read, are not written, and have no row of their key before. */
    private List<ReadRecord> waitingForNothing(List<Step> written) {
        List<ReadRecord> waiting = new ArrayList<>();
        for (int i = 0; i < PARTITIONS; i++) {
            Set<String> keys = new HashSet<>();
            for (ReadRecord record : topic.get(i).subList(0, read[i])) {
                if (!isAmong(written, record)) {
                    String key = record.change().rowKey().orElseThrow().value(0);
                    if (keys.add(key) && record.together().isEmpty()) {
                        waiting.add(record);
                    }
                }
            }
        }
        return waiting;
    }

    private static boolean isAmong(List<Step> written, ReadRecord record) {
        return written.stream()
                .anyMatch(step ->
                        step.partition().equals(record.partition())
                                && step.offset() == record.origin().offset());
    }
}
