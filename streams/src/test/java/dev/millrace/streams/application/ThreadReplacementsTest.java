package dev.millrace.streams.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.fixture.SettableClock;
import java.time.Duration;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class ThreadReplacementsTest {

    private static final Throwable PASSING =
            new StreamsException("commit failed", new TimeoutException("no answer"));

    private final SettableClock clock = new SettableClock();
    private final ThreadReplacements replacements = new ThreadReplacements(clock);

    @Test
    void threadIsReplacedAfterAFaultThatPasses() {
        assertThat(replacements.allowsAfter(PASSING)).isTrue();
    }

    @Test
    void threadIsNotReplacedAfterAFaultThatStays() {
        assertThat(replacements.allowsAfter(new StreamsException(new ArithmeticException())))
                .isFalse();
        assertThat(replacements.allowsAfter(new SerializationException("no JSON"))).isFalse();
        assertThat(replacements.allowsAfter(new TopicAuthorizationException("no right"))).isFalse();
    }

    @Test
    void faultThatKeepsComingBackEndsInAStop() {
        for (int i = 0; i < 10; i++) {
            assertThat(replacements.allowsAfter(PASSING)).isTrue();
            clock.advance(Duration.ofSeconds(30));
        }
        assertThat(replacements.allowsAfter(PASSING)).isFalse();

        clock.advance(Duration.ofMinutes(10));
        assertThat(replacements.allowsAfter(PASSING)).isTrue();
    }
}
