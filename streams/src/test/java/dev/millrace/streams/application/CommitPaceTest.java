package dev.millrace.streams.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.junit.jupiter.api.Test;

/** A thread commits once it has nothing more to do, and rests after that. */
class CommitPaceTest {

    private static final Duration ASKED = Duration.ofMillis(100);
    private static final Duration INTERVAL = Duration.ofMillis(40);

    private final AtomicLong nanos = new AtomicLong();
    private final CommitPace pace = new CommitPace(nanos::get, INTERVAL);
    private final MockProcessorContext<Void, Void> first = task(0);
    private final MockProcessorContext<Void, Void> second = task(1);

    @Test
    void whoHasDoneNothingWaitsAsLongAsIsAsked() {
        pace.of(first);

        assertThat(pace.beforePoll(ASKED)).isEqualTo(ASKED);
        assertThat(first.committed()).isFalse();
    }

    @Test
    void firstWorkIsCommittedBeforeTheThreadWaits() {
        pace.of(first).done();

        assertThat(pace.beforePoll(ASKED)).isZero();
        assertThat(first.committed()).isTrue();
    }

    @Test
    void onlyTasksThatHaveWorkedAreAsked() {
        pace.of(first).done();
        pace.of(second);

        pace.beforePoll(ASKED);

        assertThat(first.committed()).isTrue();
        assertThat(second.committed()).isFalse();
    }

    @Test
    void theNextCommitComesAnIntervalAfterTheLast() {
        commitThatTakes(Duration.ofMillis(5));
        pace.of(first).done();

        after(Duration.ofMillis(15));
        assertThat(pace.beforePoll(ASKED)).isEqualTo(Duration.ofMillis(25));
        assertThat(first.committed()).isFalse();

        after(Duration.ofMillis(25));
        assertThat(pace.beforePoll(ASKED)).isZero();
        assertThat(first.committed()).isTrue();
    }

    @Test
    void aWaitIsNeverLongerThanAsked() {
        commitThatTakes(Duration.ofMillis(5));
        pace.of(first).done();

        assertThat(pace.beforePoll(Duration.ofMillis(10))).isEqualTo(Duration.ofMillis(10));
    }

    @Test
    void afterASlowCommitTheThreadWorksTwiceAsLongAsItTook() {
        commitThatTakes(Duration.ofMillis(300));
        pace.of(first).done();

        after(Duration.ofMillis(599));
        assertThat(pace.beforePoll(ASKED)).isEqualTo(Duration.ofMillis(1));
        after(Duration.ofMillis(1));
        assertThat(pace.beforePoll(ASKED)).isZero();
    }

    @Test
    void whatACommitOfItsOwnHasTakenAlongIsNotAskedForAgain() {
        pace.of(first).done();
        commitThatTakes(Duration.ofMillis(5));
        after(INTERVAL);

        assertThat(pace.beforePoll(ASKED)).isEqualTo(ASKED);
        assertThat(first.committed()).isFalse();
    }

    @Test
    void workAfterACommitIsCommittedInItsTurn() {
        commitThatTakes(Duration.ofMillis(5));
        CommitPace.TaskWork work = pace.of(first);
        work.done();
        work.done();
        after(INTERVAL);
        pace.beforePoll(ASKED);
        first.resetCommit();
        commitThatTakes(Duration.ofMillis(5));
        work.done();
        after(INTERVAL);

        assertThat(pace.beforePoll(ASKED)).isZero();
        assertThat(first.committed()).isTrue();
    }

    @Test
    void aGroupThatCannotCommitIsNotAskedInEveryRound() {
        CommitPace.TaskWork work = pace.of(first);
        work.done();
        pace.beforePoll(ASKED);
        work.done();

        assertThat(pace.beforePoll(ASKED)).isEqualTo(INTERVAL);
    }

    @Test
    void aTaskThatBeginsAgainIsAskedInItsNewContext() {
        pace.of(first);
        MockProcessorContext<Void, Void> again = task(0);
        pace.of(again).done();

        pace.beforePoll(ASKED);

        assertThat(again.committed()).isTrue();
        assertThat(first.committed()).isFalse();
    }

    private void commitThatTakes(Duration time) {
        pace.commitBegins();
        after(time);
        pace.committed(changelog -> null);
    }

    private void after(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static MockProcessorContext<Void, Void> task(int partition) {
        return new MockProcessorContext<>(
                new Properties(), new TaskId(0, partition), Path.of("unused").toFile());
    }
}
