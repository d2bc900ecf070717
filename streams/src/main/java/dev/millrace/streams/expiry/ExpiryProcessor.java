package dev.millrace.streams.expiry;

import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.derived.CommitTime;
import dev.millrace.streams.fanout.PathStore;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Tells the rows of one partition that expire: when their moment comes, and before any row that
 * comes later.
 *
 * <p>An alarm is set to the next moment, by wall clock, instead of looking at fixed intervals: each
 * look makes the application commit.
 */
final class ExpiryProcessor<V> extends ContextualProcessor<RowKey, V, RowKey, V> {

    /** The most rows that go in one step, so that no step takes long; the next follows at once. */
    static final int STEP = 10_000;

    // A later moment waits for a second alarm: alarms that were replaced are only forgotten when
    // their time comes.
    private static final long ALARM_MILLIS_MAX = 60_000;

    private static final long MICROS_PER_MILLI = 1_000;

    private final String storeName;
    private final Function<V, @Nullable Long> moment;

    @SuppressWarnings("NullAway.Init")
    private Moments moments;

    private @Nullable Cancellable alarm;
    private long alarmMicros = Moments.NONE;
    private long newestCommit = Long.MIN_VALUE;

    ExpiryProcessor(String storeName, Function<V, @Nullable Long> moment) {
        this.storeName = storeName;
        this.moment = moment;
    }

    @Override
    public void init(ProcessorContext<RowKey, V> context) {
        super.init(context);
        moments = new Moments(PathStore.of(context, storeName));
        // What passed while nobody ran goes first, as soon as the task runs.
        setAlarm(1);
    }

    @Override
    public void process(Record<RowKey, V> record) {
        Long commit = CommitTime.of(record.headers());
        newestCommit = commit == null ? newestCommit : Math.max(newestCommit, commit);
        long now = now();
        expire(now);
        V row = record.value();
        Long until = row == null ? null : finite(moment.apply(row));
        if (until == null || until > now) {
            moments.set(record.key(), until);
            context().forward(record);
        } else {
            moments.set(record.key(), null);
            context().forward(late(record, until, commit));
        }
        if (moments.earliest() < alarmMicros) {
            setAlarmForNext(now);
        }
    }

    private void expire(long now) {
        for (Moments.Due due : moments.takeUntil(now, STEP)) {
            context()
                    .forward(
                            new Record<>(
                                    due.row(),
                                    null,
                                    millis(due.moment()),
                                    CommitTime.with(new RecordHeaders(), due.moment())));
        }
    }

    private void wake() {
        long now = now();
        expire(now);
        setAlarmForNext(now);
    }

    private void setAlarmForNext(long now) {
        if (moments.earliest() == Moments.NONE) {
            cancelAlarm();
            return;
        }
        // By the clock that moves by itself: a newer commit looks without an alarm.
        long wait =
                moments.earliest() <= now
                        ? 1
                        : Math.ceilDiv(moments.earliest() - wallClock(), MICROS_PER_MILLI);
        setAlarm(Math.min(wait, ALARM_MILLIS_MAX));
    }

    private void setAlarm(long afterMillis) {
        cancelAlarm();
        alarm =
                context()
                        .schedule(
                                Duration.ofMillis(afterMillis),
                                PunctuationType.WALL_CLOCK_TIME,
                                time -> wake());
        alarmMicros = wallClock() + TimeUnit.MILLISECONDS.toMicros(afterMillis);
    }

    private void cancelAlarm() {
        if (alarm != null) {
            alarm.cancel();
            alarm = null;
        }
        alarmMicros = Moments.NONE;
    }

    /** A row read after its moment goes as if it had been read in time: at that moment. */
    private static <V> Record<RowKey, V> late(
            Record<RowKey, V> record, long until, @Nullable Long commit) {
        Record<RowKey, V> gone = record.withValue(null);
        return commit != null && until > commit
                ? gone.withHeaders(CommitTime.with(record.headers(), until))
                : gone;
    }

    private long now() {
        return Math.max(wallClock(), newestCommit);
    }

    private long wallClock() {
        return TimeUnit.MILLISECONDS.toMicros(context().currentSystemTimeMs());
    }

    private static @Nullable Long finite(@Nullable Long until) {
        return until == null || until == Moments.NONE ? null : until;
    }

    /** Kafka has no times before 1970. */
    private static long millis(long micros) {
        return Math.max(0, TimeUnit.MICROSECONDS.toMillis(micros));
    }
}
