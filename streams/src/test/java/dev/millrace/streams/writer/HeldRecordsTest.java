package dev.millrace.streams.writer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.topics.RowKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Records are named {@code partition:offset}; their transactions by the end of the commit. */
class HeldRecordsTest {

    private static final TopicPartition ZERO = new TopicPartition("derived.probe", 0);
    private static final TopicPartition ONE = new TopicPartition("derived.probe", 1);

    private final Map<TopicPartition, Long> ends = new HashMap<>(Map.of(ZERO, 0L, ONE, 0L));
    private final Map<TopicPartition, Long> read = new HashMap<>(Map.of(ZERO, 0L, ONE, 0L));
    private Optional<Lsn> processed = Optional.of(Lsn.ZERO);
    private long nanos = 1;
    private final HeldRecords held =
            new HeldRecords(
                    () -> processed,
                    new HeldRecords.Places() {
                        @Override
                        public Map<TopicPartition, Long> ends(Collection<TopicPartition> of) {
                            return Map.copyOf(ends);
                        }

                        @Override
                        public boolean hasRead(TopicPartition partition, long end) {
                            return read.getOrDefault(partition, 0L) >= end;
                        }
                    },
                    () -> nanos);

    @Test
    void aRowOfItsOwnIsDueAtOnce() {
        add(ZERO, 0, 0);

        assertThat(due()).containsExactly("0:0");
        assertThat(held.isEmpty()).isTrue();
    }

    @Test
    void rowsThatBelongTogetherWaitForTheirCommitAndForTheRestOfTheTopic() {
        add(ZERO, 0, 10);
        assertThat(due()).isEmpty();

        // The rest is in the topic by now, and not read.
        processed = Optional.of(new Lsn(10));
        ends.put(ZERO, 2L);
        assertThat(due()).isEmpty();

        add(ZERO, 1, 10);
        assertThat(due()).containsExactly("0:0", "0:1");
    }

    @Test
    void whatIsBehindAHeldRowIsWrittenPastIt() {
        add(ZERO, 0, 0);
        add(ZERO, 1, 10);
        add(ZERO, 2, 0);
        add(ONE, 0, 0);

        assertThat(due()).containsExactly("0:0", "0:2", "1:0");

        processed = Optional.of(new Lsn(12));
        assertThat(due()).containsExactly("0:1");
    }

    @Test
    void aRowOfTheSameKeyWaitsBehindAHeldOneAndTakesItsSiblingsAlong() {
        add(ZERO, 0, 20, "a");
        add(ZERO, 1, 0, "a");
        add(ZERO, 2, 10, "a");
        add(ONE, 0, 10, "b");
        add(ONE, 1, 0, "b");
        add(ONE, 2, 0, "c");
        processed = Optional.of(new Lsn(10));

        // The commit at 10 is complete, and one of its rows is behind a row of that at 20.
        assertThat(due()).containsExactly("1:2");

        processed = Optional.of(new Lsn(20));
        assertThat(due()).containsExactly("0:0", "0:1", "0:2", "1:0", "1:1");
    }

    @Test
    void aLaterTransactionWaitsOn() {
        add(ZERO, 0, 10);
        add(ZERO, 1, 20);
        add(ONE, 0, 10);
        processed = Optional.of(new Lsn(15));

        assertThat(due()).containsExactly("0:0", "1:0");
        assertThat(held.isEmpty()).isFalse();
    }

    @Test
    void aTransactionThatIsMixedWithALaterOneIsNotCutInTwo() {
        add(ZERO, 0, 5, "a");
        add(ZERO, 1, 10, "b");
        add(ZERO, 2, 5, "b");
        add(ZERO, 3, 20, "c");
        add(ZERO, 4, 10, "c");
        add(ONE, 0, 10, "d");
        processed = Optional.of(new Lsn(10));

        // The commit at 10 has a record behind one that waits, and that at 5 one behind its.
        assertThat(due()).isEmpty();

        processed = Optional.of(new Lsn(20));
        assertThat(due()).containsExactly("0:0", "0:1", "0:2", "0:3", "0:4", "1:0");
    }

    @Test
    void theTableReachesPastWhatIsLeftOut() {
        add(ZERO, 0, 0);
        add(ZERO, 1, 10);
        add(ZERO, 2, 0);
        held.readUpTo(ZERO, 5);
        assertThat(held.due(Set.of(ZERO)).reaches())
                .isEqualTo(Map.of(ZERO, new Reach(1, 5, List.of(1L))));

        processed = Optional.of(new Lsn(10));
        assertThat(held.due(Set.of(ZERO)).reaches()).isEqualTo(Map.of(ZERO, Reach.to(5)));
    }

    @Test
    void patienceIsForThePositionAndNotForWhatIsWrittenPast() {
        add(ZERO, 0, 10);
        assertThat(due()).isEmpty();
        nanos += HeldRecords.PATIENCE.toNanos();
        add(ZERO, 1, 0);
        assertThat(due()).containsExactly("0:1");

        nanos += 1;
        assertThat(due()).containsExactly("0:0");
    }

    @Test
    void nothingWaitsWhereThePositionIsNotKnown() {
        processed = Optional.empty();
        add(ZERO, 0, 10);

        assertThat(due()).containsExactly("0:0");
    }

    @Test
    void nothingWaitsLongerThanPatienceAndNothingUntilThePositionIsThere() {
        add(ZERO, 0, 10);
        assertThat(due()).isEmpty();
        nanos += HeldRecords.PATIENCE.toNanos();
        assertThat(due()).isEmpty();

        nanos += 1;
        assertThat(due()).containsExactly("0:0");
        add(ZERO, 1, 10);
        assertThat(due()).containsExactly("0:1");

        processed = Optional.of(new Lsn(10));
        add(ZERO, 2, 20);
        assertThat(due()).isEmpty();
    }

    @Test
    void aTransactionThatIsTooLargeIsWrittenInParts() {
        for (int offset = 0; offset <= HeldRecords.MOST; offset++) {
            add(ZERO, offset, 10);
        }

        assertThat(due()).hasSize(HeldRecords.MOST + 1);
    }

    @Test
    void aPartitionThatIsReadAgainIsNotTakenForComplete() {
        add(ZERO, 0, 10);
        processed = Optional.of(new Lsn(10));
        assertThat(due()).containsExactly("0:0");

        held.forget(ONE);
        ends.put(ONE, 2L);
        add(ONE, 0, 10);
        assertThat(due()).isEmpty();
        add(ONE, 1, 10);
        assertThat(due()).containsExactly("1:0", "1:1");
    }

    private void add(TopicPartition partition, long offset, long together) {
        add(partition, offset, together, partition + ":" + offset);
    }

    private void add(TopicPartition partition, long offset, long together, String key) {
        read.put(partition, offset + 1);
        ends.merge(partition, offset + 1, Math::max);
        held.add(
                new ReadRecord(
                        new ConsumerRecord<>(
                                partition.topic(),
                                partition.partition(),
                                offset,
                                new byte[0],
                                new byte[0]),
                        new TableChange.Remove(RowKey.of(key)),
                        0,
                        true,
                        together == 0 ? Optional.empty() : Optional.of(new Lsn(together))));
    }

    private List<String> due() {
        return held.due(Set.of(ZERO, ONE)).records().stream()
                .map(record -> record.partition().partition() + ":" + record.origin().offset())
                .toList();
    }
}
