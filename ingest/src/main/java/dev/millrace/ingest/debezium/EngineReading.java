package dev.millrace.ingest.debezium;

import dev.millrace.ingest.log.ChangeLog;
import dev.millrace.ingest.log.LogEntry;
import dev.millrace.ingest.log.LogListener;
import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.StopEngineException;
import io.debezium.engine.format.ChangeEventFormat;
import io.debezium.engine.spi.OffsetCommitPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of the engine, from its start to its end. */
final class EngineReading implements ChangeLog.Reading {

    private static final Logger LOG = LoggerFactory.getLogger(EngineReading.class);
    private static final Duration BATCH_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(6);
    private static final Duration CLOSED_BUT_WAITING = Duration.ofMillis(300);

    private final LogListener listener;
    private final RecordReader reader;
    private final DebeziumEngine<RecordChangeEvent<SourceRecord>> engine;
    private final Thread thread;
    // The engine refuses to be closed while it starts.
    private final CountDownLatch startedOrEnded = new CountDownLatch(1);
    private final ReentrantLock taking = new ReentrantLock();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicReference<@Nullable Throwable> refusal = new AtomicReference<>();

    EngineReading(Properties settings, RecordReader reader, LogListener listener, String slot) {
        this.listener = listener;
        this.reader = reader;
        this.engine =
                DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
                        .using(settings)
                        .using(OffsetCommitPolicy.always())
                        .using(
                                new DebeziumEngine.ConnectorCallback() {
                                    @Override
                                    public void pollingStarted() {
                                        startedOrEnded.countDown();
                                    }
                                })
                        .using((success, message, error) -> ended(error))
                        .notifying(this::handle)
                        .build();
        this.thread = Thread.ofPlatform().name("ingest-log-" + slot).unstarted(engine);
    }

    void start() {
        thread.start();
    }

    private void handle(
            List<RecordChangeEvent<SourceRecord>> records,
            RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
            throws InterruptedException {
        taking.lockInterruptibly();
        try {
            if (closed.get()) {
                throw new StopEngineException("closed");
            }
            List<LogEntry> entries = new ArrayList<>(records.size());
            RecordChangeEvent<SourceRecord> lastCommit = null;
            for (RecordChangeEvent<SourceRecord> record : records) {
                Optional<LogEntry> entry = reader.read(record.record());
                entry.ifPresent(entries::add);
                if (entry.isPresent() && entry.get() instanceof LogEntry.Commit) {
                    lastCommit = record;
                }
            }
            listener.accept(entries);
            // Only ends of transactions move the slot: whatever it then repeats begins after one.
            if (lastCommit != null) {
                committer.markProcessed(lastCommit);
                committer.markBatchFinished();
            }
        } catch (StopEngineException e) {
            throw e;
        } catch (RuntimeException e) {
            // Any other way out and the engine might poll on without these records.
            refusal.compareAndSet(null, e);
            throw new IllegalStateException("the batch was not taken", e);
        } finally {
            taking.unlock();
        }
    }

    private void ended(@Nullable Throwable error) {
        startedOrEnded.countDown();
        Throwable reason = refusal.get();
        if (reason == null && !closed.get()) {
            reason = error == null ? new IllegalStateException("the engine stopped") : error;
        }
        listener.ended(Optional.ofNullable(reason));
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        try {
            // A batch on its way is finished: the engine would interrupt it.
            if (taking.tryLock(BATCH_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                taking.unlock();
            }
            if (startedOrEnded.await(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                closeEngine();
            }
            if (!thread.join(CLOSED_BUT_WAITING)) {
                // Closed before it began to poll, the engine waits for its poller for ever.
                thread.interrupt();
                if (!thread.join(CLOSE_TIMEOUT)) {
                    LOG.atWarn().log("the engine did not end in time");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            thread.interrupt();
        }
    }

    private void closeEngine() {
        try {
            engine.close();
        } catch (IllegalStateException | IOException e) {
            // It ended, or is ending, by itself.
            LOG.atDebug().setCause(e).log("engine closed already");
        }
    }
}
