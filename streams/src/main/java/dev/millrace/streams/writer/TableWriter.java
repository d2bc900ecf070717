package dev.millrace.streams.writer;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.ErrorPolicy;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.deadletter.DeadLetterSender;
import dev.millrace.streams.latency.LatencyWindow;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one derived topic into its table, on a thread of its own.
 *
 * <p>Rows and offsets commit in one transaction of the database, and the offsets in the table, not
 * Kafka's, say where to go on: the table is exactly the topic up to an offset, whatever crashes. A
 * fault that passes is tried again from there; any other stops this writer alone.
 */
public final class TableWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TableWriter.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(4);

    private final DerivedStore store;
    private final Consumer<byte[], byte[]> consumer;
    private final WriterLoop loop;
    private final WriterProgress progress;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    /**
     * Makes a writer; {@link #start()} lets it run.
     *
     * @param processor name under which its offsets are stored
     * @param consumer reads committed records, commits nothing, has no offset reset; the writer
     *     closes it
     * @param database connections without auto-commit, of a role that may write the table
     * @param topics tell when a transaction that changed several rows can be shown whole
     */
    public TableWriter(
            DerivedStore store,
            String processor,
            Consumer<byte[], byte[]> consumer,
            DataSource database,
            DeadLetterSender deadLetters,
            Clock clock,
            Duration latencyWindow,
            TopicProgress topics) {
        this.store = store;
        this.consumer = consumer;
        this.progress = new WriterProgress(clock, latencyWindow);
        this.loop =
                new WriterLoop(
                        store,
                        new AppliedOffsets(processor, Topics.derived(store).name()),
                        WriteBack.of(store),
                        consumer,
                        database,
                        deadLetters,
                        progress,
                        topics);
        this.thread =
                Thread.ofPlatform()
                        .name("table-writer-" + store.name())
                        .daemon()
                        .unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    public WriterStatus status() {
        return progress.status();
    }

    /** The latencies behind {@link WriterStatus#latency()}, to be summed with others. */
    public LatencyWindow latency() {
        return progress.latency();
    }

    /** Ends after the batch at hand and leaves the group; waits at most 4 seconds. */
    @Override
    public void close() {
        closing.countDown();
        consumer.wakeup();
        try {
            if (!thread.join(CLOSE_PATIENCE)) {
                LOG.atWarn()
                        .addKeyValue("store", store.name())
                        .log("table writer did not stop in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            consumer.subscribe(List.of(Topics.derived(store).name()), loop);
            rounds();
            leave();
        } catch (FencedInstanceIdException e) {
            stop(
                    new PipelineException(
                            ErrorKind.FENCED,
                            "another process has taken the place of this writer of "
                                    + store.qualifiedName(),
                            e));
        } catch (PipelineException | KafkaException e) {
            stop(e);
        } finally {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        }
    }

    private void rounds() {
        Duration pause = FIRST_PAUSE;
        while (closing.getCount() > 0) {
            try {
                if (loop.step()) {
                    pause = FIRST_PAUSE;
                }
            } catch (WakeupException e) {
                return;
            } catch (PipelineException | RetriableException e) {
                if (!passes(e)) {
                    throw e;
                }
                retryAfter(pause, e);
                pause = min(pause.multipliedBy(2), LONGEST_PAUSE);
            }
        }
    }

    private static boolean passes(RuntimeException fault) {
        return !(fault instanceof PipelineException known)
                || ErrorPolicy.dispositionOf(known.kind()) == ErrorPolicy.Disposition.RETRY;
    }

    private void retryAfter(Duration pause, RuntimeException fault) {
        loop.forgetPlaces();
        progress.is(WriterState.RETRYING, messageOf(fault));
        LOG.atWarn()
                .addKeyValue("store", store.name())
                .addKeyValue("pause", pause)
                .addKeyValue("reason", messageOf(fault))
                .log("table writer tries again");
        try {
            closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing.countDown();
        }
    }

    private void leave() {
        consumer.close(
                CloseOptions.timeout(CLOSE_PATIENCE)
                        .withGroupMembershipOperation(
                                CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
        progress.is(WriterState.STOPPED);
    }

    private void stop(RuntimeException fault) {
        progress.is(WriterState.FAILED, messageOf(fault));
        LOG.atError().addKeyValue("store", store.name()).setCause(fault).log("table writer stops");
    }

    private static String messageOf(RuntimeException fault) {
        return fault instanceof PipelineException && fault.getMessage() != null
                ? fault.getMessage()
                : fault.toString();
    }

    private static Duration min(Duration left, Duration right) {
        return left.compareTo(right) < 0 ? left : right;
    }
}
