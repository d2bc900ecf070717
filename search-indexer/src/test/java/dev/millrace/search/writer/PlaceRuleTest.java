package dev.millrace.search.writer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.search.writer.PlaceRule.Known;
import dev.millrace.search.writer.PlaceRule.Range;
import dev.millrace.search.writer.WriterPlace.TopicIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class PlaceRuleTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final TopicIdentity TOPIC = new TopicIdentity(new Uuid(1, 1), 2);
    private static final TopicIdentity MADE_ANEW = new TopicIdentity(new Uuid(2, 2), 2);
    private static final TopicIdentity WIDENED = new TopicIdentity(new Uuid(1, 1), 3);

    @Test
    void anEmptyIndexIsWrittenFromTheStartInTheFirstEpochAndHasNothingToSweep() {
        assertThat(decide(new Known(List.of(), 0), TOPIC, new Range(3, 9)))
                .isEqualTo(place(TOPIC, 0, 1, 3, OptionalLong.empty()));
    }

    @Test
    void aPlaceThatHoldsIsGoneOnFrom() {
        WriterPlace last = place(TOPIC, 0, 4, 7, OptionalLong.of(12));

        assertThat(decide(known(last), TOPIC, new Range(0, 9))).isEqualTo(last);
        assertThat(decide(known(last), TOPIC, new Range(7, 7))).isEqualTo(last);
    }

    @Test
    void aTopicMadeAnewOrWithOtherPartitionsIsReadFromItsStartInALaterEpoch() {
        WriterPlace last = place(TOPIC, 0, 4, 7, OptionalLong.empty());
        WriterPlace other = place(TOPIC, 1, 6, 7, OptionalLong.empty());

        assertThat(decide(known(last, other), MADE_ANEW, new Range(0, 2)))
                .isEqualTo(place(MADE_ANEW, 0, 7, 0, OptionalLong.of(2)));
        assertThat(decide(known(last, other), WIDENED, new Range(0, 20)).epoch()).isEqualTo(7);
    }

    @Test
    void partitionsOfATopicMadeAnewShareItsEpoch() {
        WriterPlace last = place(TOPIC, 0, 4, 7, OptionalLong.empty());
        WriterPlace other = place(MADE_ANEW, 1, 5, 2, OptionalLong.of(2));

        assertThat(decide(known(last, other), MADE_ANEW, new Range(0, 3)))
                .isEqualTo(place(MADE_ANEW, 0, 5, 0, OptionalLong.of(3)));
    }

    @Test
    void offsetsThatTheTopicDoesNotHaveBeginAnEpochOfTheirOwn() {
        WriterPlace last = place(TOPIC, 0, 4, 7, OptionalLong.empty());
        WriterPlace other = place(TOPIC, 1, 4, 100, OptionalLong.empty());

        assertThat(decide(known(last, other), TOPIC, new Range(0, 6)).epoch()).isEqualTo(5);
        assertThat(decide(known(last, other), TOPIC, new Range(8, 9)).epoch()).isEqualTo(5);
    }

    @Test
    void aWriterThatWasAwayUntilTheTopicForgotDeletesBeginsAgain() {
        WriterPlace last =
                new WriterPlace(
                        TOPIC, 0, 4, 7, OptionalLong.empty(), NOW.minus(Duration.ofDays(6)));

        assertThat(decide(known(last), TOPIC, new Range(0, 9)))
                .isEqualTo(place(TOPIC, 0, 5, 0, OptionalLong.of(9)));
    }

    @Test
    void documentsWithoutAPlaceAreOutbidAndSwept() {
        assertThat(decide(new Known(List.of(), 3), TOPIC, new Range(0, 9)))
                .isEqualTo(place(TOPIC, 0, 4, 0, OptionalLong.of(9)));
    }

    private static Known known(WriterPlace... places) {
        return new Known(List.of(places), 0);
    }

    private static WriterPlace decide(Known known, TopicIdentity topic, Range range) {
        return PlaceRule.decide(known, topic, 0, range, NOW);
    }

    private static WriterPlace place(
            TopicIdentity topic, int partition, long epoch, long next, OptionalLong sweepAt) {
        return new WriterPlace(topic, partition, epoch, next, sweepAt, NOW);
    }
}
