package dev.millrace.search.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who watches the group hears of a beginning before offsets go back, whenever the writer dies. */
class GroupPlacesTest {

    private static final TopicPartition ONE = new TopicPartition("search.courses", 0);
    private static final TopicPartition TWO = new TopicPartition("search.courses", 1);
    private static final String INDEX = "courses-v2-1";
    private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");

    private final MockConsumer<byte[], byte[]> kafka = new MockConsumer<>("none");
    private final List<Map<TopicPartition, OffsetAndMetadata>> told = new ArrayList<>();
    private final GroupPlaces group = new GroupPlaces(kafka, () -> told.add(committed()));

    @BeforeEach
    void assign() {
        kafka.assign(Set.of(ONE, TWO));
    }

    @Test
    void whoGoesOnWhereItWasTellsNothing() {
        kafka.commitSync(Map.of(ONE, at(7), TWO, at(9)));

        group.placed(Map.of(ONE, 7L, TWO, 12L), INDEX);

        assertThat(told).isEmpty();
        assertThat(committed()).isEqualTo(Map.of(ONE, at(7), TWO, at(12)));
    }

    @Test
    void offsetsGoBackMarkedAreToldAndLoseTheMark() {
        kafka.commitSync(Map.of(ONE, at(7), TWO, at(9)));

        group.placed(Map.of(ONE, 7L, TWO, 0L), INDEX);

        assertThat(told)
                .containsExactly(
                        Map.of(
                                ONE, new OffsetAndMetadata(7, "begins again"),
                                TWO, new OffsetAndMetadata(0, "begins again")));
        assertThat(committed()).isEqualTo(Map.of(ONE, at(7), TWO, at(0)));
    }

    @Test
    void whatWaitsIsCountedFromWhatWasAcknowledged() {
        kafka.updateBeginningOffsets(Map.of(ONE, 2L, TWO, 3L));
        kafka.updateEndOffsets(Map.of(ONE, 10L, TWO, 9L));
        kafka.commitSync(Map.of(ONE, at(7)));

        assertThat(group.behind()).isEqualTo(3 + 6);
    }

    @Test
    void whoGoesOnInAnotherIndexTells() {
        kafka.commitSync(Map.of(ONE, at(7), TWO, at(9)));

        group.placed(Map.of(ONE, 7L, TWO, 9L), "courses-v2-2");

        assertThat(told).hasSize(1);
        assertThat(committed())
                .isEqualTo(
                        Map.of(
                                ONE, new OffsetAndMetadata(7, "courses-v2-2"),
                                TWO, new OffsetAndMetadata(9, "courses-v2-2")));
    }

    @Test
    void aBeginningThatWasNotToldIsToldByTheNext() {
        kafka.commitSync(Map.of(ONE, at(7), TWO, at(9)));
        GroupPlaces dying =
                new GroupPlaces(
                        kafka,
                        () -> {
                            throw new PipelineException(ErrorKind.SERVER_UNREACHABLE, "no answer");
                        });
        assertThatThrownBy(() -> dying.placed(Map.of(ONE, 0L, TWO, 9L), INDEX))
                .hasMessage("no answer");

        group.placed(Map.of(ONE, 0L, TWO, 9L), INDEX);

        assertThat(told).hasSize(1);
        assertThat(committed()).isEqualTo(Map.of(ONE, at(0), TWO, at(9)));
    }

    @Test
    void whatIsSettledIsSentAFewTimesASecond() {
        kafka.commitSync(Map.of(ONE, at(0), TWO, at(0)));
        group.placed(Map.of(ONE, 0L, TWO, 0L), INDEX);
        group.settled(Map.of(ONE, 3L));
        group.send(NOW);
        group.settled(Map.of(ONE, 4L, TWO, 5L));
        group.send(NOW.plusMillis(10));
        assertThat(committed()).isEqualTo(Map.of(ONE, at(3), TWO, at(0)));

        group.drop(Set.of(TWO));
        group.send(NOW.plusMillis(60));

        assertThat(committed()).isEqualTo(Map.of(ONE, at(4), TWO, at(0)));
        assertThat(told).isEmpty();
    }

    private Map<TopicPartition, OffsetAndMetadata> committed() {
        return Map.copyOf(kafka.committed(Set.of(ONE, TWO)));
    }

    private static OffsetAndMetadata at(long offset) {
        return new OffsetAndMetadata(offset, INDEX);
    }
}
