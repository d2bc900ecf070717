package dev.millrace.ingest.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.millrace.ingest.log.LogEntry;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.position.SourcePosition;
import dev.millrace.schema.position.SourcePosition.OpenTransaction;
import dev.millrace.schema.position.SourcePosition.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PositionTrackerTest {

    /** A transaction as the slot tells it. */
    private record Transaction(long xid, int changes, long end) {}

    private static final List<Transaction> LOG =
            List.of(
                    new Transaction(11, 2, 100),
                    new Transaction(10, 1, 200),
                    new Transaction(13, 3, 300),
                    new Transaction(12, 2, 400));

    @Test
    void everythingIsPublishedWhenTheSlotStandsAtThePosition() {
        assertThat(published(at(0), 0, LOG)).isEqualTo("11.1 11.2 10.1 13.1 13.2 13.3 12.1 12.2");
    }

    @Test
    void whatEndedUpToThePositionIsSkipped() {
        assertThat(published(at(200), 0, LOG)).isEqualTo("13.1 13.2 13.3 12.1 12.2");
        assertThat(published(at(100), 0, LOG)).isEqualTo("10.1 13.1 13.2 13.3 12.1 12.2");
        assertThat(published(at(400), 0, LOG)).isEmpty();
    }

    @Test
    void slotThatMovedRepeatsLess() {
        assertThat(published(at(200), 100, LOG.subList(1, 4)))
                .isEqualTo("13.1 13.2 13.3 12.1 12.2");
        assertThat(published(at(200), 200, LOG.subList(2, 4)))
                .isEqualTo("13.1 13.2 13.3 12.1 12.2");
    }

    @Test
    void transactionPublishedInPartGoesOn() {
        SourcePosition inside = at(200).within(new OpenTransaction(13, 2));

        assertThat(published(inside, 0, LOG)).isEqualTo("13.3 12.1 12.2");
        assertThat(published(inside, 200, LOG.subList(2, 4))).isEqualTo("13.3 12.1 12.2");
    }

    @Test
    void transactionPublishedButForItsEndIsNotRepeated() {
        SourcePosition inside = at(200).within(new OpenTransaction(13, 3));

        assertThat(published(inside, 0, LOG)).isEqualTo("12.1 12.2");
    }

    @Test
    void positionMovesWithEachChangeAndCommit() {
        PositionTracker tracker = new PositionTracker(at(0), new Lsn(0));

        tracker.begin(new LogEntry.Begin(11));
        assertThat(tracker.position()).isEqualTo(at(0));
        tracker.change();
        assertThat(tracker.position()).isEqualTo(at(0).within(new OpenTransaction(11, 1)));
        tracker.commit(new LogEntry.Commit(11, new Lsn(100), 7));
        assertThat(tracker.position().commitLsn()).isEqualTo(new Lsn(100));
        assertThat(tracker.position().commitMicros()).isEqualTo(7);
        assertThat(tracker.position().open()).isEmpty();
    }

    @Test
    void positionStandsWhileWhatItKnowsIsRepeated() {
        SourcePosition inside = at(200).within(new OpenTransaction(13, 2));
        PositionTracker tracker = new PositionTracker(inside, new Lsn(200));

        tracker.begin(new LogEntry.Begin(13));
        tracker.change();
        tracker.change();

        assertThat(tracker.position()).isEqualTo(inside);
    }

    @Test
    void otherHistoryIsRefused() {
        SourcePosition unknownEnd = at(250);
        SourcePosition unknownTransaction = at(200).within(new OpenTransaction(99, 1));
        SourcePosition longerTransaction = at(200).within(new OpenTransaction(13, 4));

        for (SourcePosition position : List.of(unknownEnd, unknownTransaction, longerTransaction)) {
            assertThatExceptionOfType(PipelineException.class)
                    .isThrownBy(() -> published(position, 0, LOG))
                    .satisfies(failure ->
                            assertThat(failure.kind()).isEqualTo(ErrorKind.SOURCE_REPLACED));
        }
    }

    @Test
    void slotIsNeverAheadOfThePosition() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PositionTracker(at(100), new Lsn(200)));
    }

    /** Cut anywhere, any number of times, with any acknowledgement: each change once, in order. */
    @Test
    void randomCutsLoseAndDoubleNothing() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            List<Transaction> log = new ArrayList<>();
            for (int i = 1; i <= 30; i++) {
                log.add(new Transaction(1000 - i, random.nextInt(5), 100L * i));
            }
            StringBuilder found = new StringBuilder();
            SourcePosition durable = at(0);
            long confirmed = 0;
            while (!durable.commitLsn().equals(new Lsn(3000))) {
                PositionTracker tracker = new PositionTracker(durable, new Lsn(confirmed));
                int budget = random.nextInt(40);
                for (Transaction transaction : log) {
                    if (transaction.end() <= confirmed || budget < 0) {
                        continue;
                    }
                    tracker.begin(new LogEntry.Begin(transaction.xid()));
                    for (int change = 1;
                            change <= transaction.changes() && budget-- > 0;
                            change++) {
                        if (tracker.change()) {
                            found.append(transaction.xid()).append('.').append(change).append(' ');
                        }
                    }
                    if (budget-- > 0) {
                        tracker.commit(
                                new LogEntry.Commit(
                                        transaction.xid(), new Lsn(transaction.end()), 0));
                    } else {
                        budget = -1;
                    }
                }
                durable = tracker.position();
                // Acknowledged: any commit that is durable.
                long published = durable.commitLsn().value();
                confirmed = Math.max(confirmed, random.nextInt((int) (published / 100) + 1) * 100L);
            }
            assertThat(found.toString().trim())
                    .as("seed %d", seed)
                    .isEqualTo(published(at(0), 0, log));
        }
    }

    private static String published(
            SourcePosition position, long confirmed, List<Transaction> log) {
        PositionTracker tracker = new PositionTracker(position, new Lsn(confirmed));
        List<String> published = new ArrayList<>();
        for (Transaction transaction : log) {
            tracker.begin(new LogEntry.Begin(transaction.xid()));
            for (int change = 1; change <= transaction.changes(); change++) {
                if (tracker.change()) {
                    published.add(transaction.xid() + "." + change);
                }
            }
            tracker.commit(new LogEntry.Commit(transaction.xid(), new Lsn(transaction.end()), 0));
        }
        return String.join(" ", published);
    }

    private static SourcePosition at(long lsn) {
        return new SourcePosition(
                "slot", "system", 1, Phase.STREAMING, new Lsn(lsn), 0, Optional.empty());
    }
}
