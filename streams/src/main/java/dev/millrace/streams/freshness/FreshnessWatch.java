package dev.millrace.streams.freshness;

import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.streams.progress.Pipelines;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps {@code derived.freshness}: on a thread of its own, several times a second, for all stores
 * together. Every process that runs stores has one; one of them at a time works, as long as its
 * connection to the database lasts, and any other takes over within a second.
 */
public final class FreshnessWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FreshnessWatch.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final KafkaSettings kafka;
    private final DatabaseSettings writer;
    private final Pipelines pipelines;
    private final LookPace pace;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private boolean told;

    private FreshnessWatch(
            KafkaSettings kafka, DatabaseSettings writer, Pipelines pipelines, LookPace pace) {
        this.kafka = kafka;
        this.writer = writer;
        this.pipelines = pipelines;
        this.pace = pace;
        this.thread = Thread.ofPlatform().daemon().name("freshness-watch").unstarted(this::run);
    }

    /**
     * Looks once, and then goes on looking in the background. To be called before the stores start:
     * a store that is about to begin again is then no longer said to be as of any commit.
     *
     * @param writer the database, seen by the role that writes the derived tables
     * @param pipelines all stores that there are, in whatever process they run
     * @param pace how often to look
     */
    public static FreshnessWatch start(
            KafkaSettings kafka, DatabaseSettings writer, Pipelines pipelines, LookPace pace) {
        FreshnessWatch watch = new FreshnessWatch(kafka, writer, pipelines, pace);
        watch.lookFirst();
        watch.thread.start();
        return watch;
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            if (!thread.join(CLOSE_TIMEOUT)) {
                LOG.atWarn().log("the watch over freshness did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookFirst() {
        try (FreshnessRounds rounds = new FreshnessRounds(kafka, writer, pipelines, pace)) {
            if (rounds.lead()) {
                rounds.look();
            }
        } catch (SQLException | PipelineException | KafkaException e) {
            failed(e);
        }
    }

    private void run() {
        try {
            while (!isClosing()) {
                try (FreshnessRounds rounds = new FreshnessRounds(kafka, writer, pipelines, pace)) {
                    while (!isClosing() && !rounds.lead()) {
                        boolean _ = closing.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
                    }
                    while (!isClosing() && !rounds.isOutdated()) {
                        rounds.look();
                        told = false;
                        rounds.pause();
                    }
                } catch (SQLException | PipelineException | KafkaException e) {
                    if (!isClosing()) {
                        failed(e);
                        boolean _ = closing.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void failed(Exception e) {
        if (!told) {
            LOG.atWarn()
                    .addKeyValue("reason", e.getMessage())
                    .log("freshness cannot be found out; trying again");
        }
        told = true;
    }
}
