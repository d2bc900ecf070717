package dev.millrace.streams.application;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.jspecify.annotations.Nullable;

/**
 * When one thread of an application commits: as soon as it has nothing more to do, since nobody can
 * read what it wrote before. After a commit it rests for the interval, or for twice as long as the
 * commit took where that is more: a machine that has too much to do then spends its time on work,
 * and commits more at once.
 *
 * <p>Used by one thread only.
 */
final class CommitPace {

    private static final int REST_FOR_COMMIT = 2;

    private final LongSupplier nanos;
    private final long intervalNanos;
    private final Map<TaskId, TaskWork> tasks = new HashMap<>();
    private final List<Consumer<Function<TopicPartition, @Nullable Long>>> listeners =
            new ArrayList<>();
    private boolean isWaiting;
    private boolean isCommitting;
    private long begun;
    private long notBefore;

    /**
     * Makes the pace of a thread that may commit at once.
     *
     * @param nanos a clock like {@link System#nanoTime()}
     */
    CommitPace(LongSupplier nanos, Duration interval) {
        this.nanos = nanos;
        this.intervalNanos = interval.toNanos();
        this.notBefore = nanos.getAsLong();
    }

    /** What one task has done since the last commit. */
    final class TaskWork {

        private final ProcessingContext context;
        private boolean isPending;

        private TaskWork(ProcessingContext context) {
            this.context = context;
        }

        /** A record was worked on. */
        void done() {
            if (!isPending) {
                isPending = true;
                isWaiting = true;
            }
        }
    }

    /** The work of a task whose parts are begun one by one; a task that begins again is another. */
    TaskWork of(ProcessingContext context) {
        return tasks.compute(
                context.taskId(),
                (task, known) ->
                        known != null && known.context == context ? known : new TaskWork(context));
    }

    /**
     * Called when the thread has worked on all that it has read. Asks for a commit if one is due.
     *
     * @param asked how long the thread would wait for something to read
     * @return how long it may: no longer than until the next commit is due
     */
    Duration beforePoll(Duration asked) {
        if (!isWaiting) {
            return asked;
        }
        long now = nanos.getAsLong();
        long left = notBefore - now;
        if (left > 0) {
            Duration untilDue = Duration.ofNanos(left);
            return untilDue.compareTo(asked) < 0 ? untilDue : asked;
        }
        for (TaskWork task : tasks.values()) {
            if (task.isPending) {
                task.context.commit();
            }
        }
        nothingWaits();
        // A group that is shared out anew cannot commit now: it is not asked in every round.
        notBefore = now + intervalNanos;
        return Duration.ZERO;
    }

    /** A commit begins to send what is waiting. */
    void commitBegins() {
        if (!isCommitting) {
            isCommitting = true;
            begun = nanos.getAsLong();
        }
    }

    /** Tells a listener once, when the transaction under way is committed. */
    void onNextCommit(Consumer<Function<TopicPartition, @Nullable Long>> listener) {
        listeners.add(listener);
    }

    /** The transaction under way is given up, and with it whatever it wrote. */
    void aborted() {
        isCommitting = false;
        listeners.clear();
    }

    /**
     * A commit of all tasks is through.
     *
     * @param offsets the last offset of each changelog that this thread writes
     */
    void committed(Function<TopicPartition, @Nullable Long> offsets) {
        commitBegins();
        List<Consumer<Function<TopicPartition, @Nullable Long>>> told = List.copyOf(listeners);
        listeners.clear();
        told.forEach(listener -> listener.accept(offsets));
        isCommitting = false;
        long now = nanos.getAsLong();
        notBefore = now + Math.max(intervalNanos, REST_FOR_COMMIT * (now - begun));
        nothingWaits();
    }

    private void nothingWaits() {
        isWaiting = false;
        tasks.values().forEach(task -> task.isPending = false);
    }
}
