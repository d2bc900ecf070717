package dev.millrace.search.writer;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.ErrorPolicy;
import dev.millrace.schema.failure.ErrorPolicy.Disposition;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.search.SearchIndex;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.topics.Topics;
import dev.millrace.search.connection.SearchSettings;
import dev.millrace.search.index.IndexCreation;
import dev.millrace.streams.deadletter.DeadLetterSender;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one topic of documents into its index, on a thread of its own, so that an index that is
 * slow or cannot be written holds up no other.
 *
 * <p>The index converges to the topic whatever crashes on either side. Versions rise with the
 * topic's offsets, so that what comes late changes nothing; a delete leaves a soft tombstone with
 * its version, so that it is not undone by what comes late either; and the place up to which
 * everything is settled is kept beside the index, so that nothing before it is ever written again.
 */
public final class IndexWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(IndexWriter.class);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(4);

    private final SearchIndex index;
    private final Consumer<byte[], byte[]> consumer;
    private final IndexWriterLoop loop;
    private final IndexWriterProgress progress;
    private final WriterTimes times;
    private final Thread thread;
    private volatile boolean closing;

    /**
     * Makes a writer; {@link #start()} lets it run.
     *
     * @param client shared; not closed by the writer
     * @param instanceName keeps the writer's place in the group over a restart
     * @param beginsAgain tells, before the index is filled again, that it is as of no commit;
     *     throws a {@link PipelineException} when nobody could be told
     */
    public IndexWriter(
            SearchIndex index,
            ElasticsearchClient client,
            SearchSettings search,
            KafkaSettings kafka,
            DeadLetterSender deadLetters,
            String instanceName,
            Clock clock,
            WriterTimes times,
            Runnable beginsAgain) {
        this.index = index;
        this.times = times;
        this.progress = new IndexWriterProgress(index.name(), clock);
        this.consumer = IndexWriterConsumer.of(kafka, index, instanceName);
        String topic = Topics.documents(index).name();
        this.loop =
                new IndexWriterLoop(
                        consumer,
                        new Placement(
                                index,
                                topic,
                                client,
                                new IndexCreation(client, search.shards(), search.replicas()),
                                search.replicas(),
                                () -> IndexWriterConsumer.identityOf(kafka, topic),
                                times),
                        deadLetters,
                        clock,
                        times,
                        progress,
                        new GroupPlaces(consumer, beginsAgain));
        this.thread =
                Thread.ofPlatform()
                        .name("index-writer-" + index.name())
                        .daemon()
                        .unstarted(this::run);
    }

    /** The consumer group of an index's writers, in which they commit what the index has taken. */
    public static String groupOf(SearchIndex index) {
        return IndexWriterConsumer.groupOf(index);
    }

    public void start() {
        thread.start();
    }

    public IndexWriterStatus status() {
        return progress.status();
    }

    /** Ends after the batch at hand and leaves the group; waits at most 4 seconds. */
    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        try {
            thread.join(CLOSE_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            consumer.subscribe(List.of(Topics.documents(index).name()), loop);
            steps();
        } catch (FencedInstanceIdException e) {
            stop("another process has taken the place of this writer of " + index.name(), e);
        } catch (PipelineException e) {
            stop(messageOf(e), e);
        } catch (RuntimeException e) {
            stop(e.toString(), e);
        } finally {
            consumer.close(
                    CloseOptions.timeout(CLOSE_PATIENCE)
                            .withGroupMembershipOperation(
                                    CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
        }
    }

    private void steps() {
        try {
            Duration pause = times.firstPause();
            while (!closing) {
                pause = stepOrRest(pause) ? times.firstPause() : times.afterAnother(pause);
            }
            loop.storePlaces();
        } catch (WakeupException e) {
            LOG.atDebug().addKeyValue("index", index.name()).log("index writer is woken to end");
        }
        progress.stopped("it was asked to");
    }

    private void stop(String reason, RuntimeException fault) {
        progress.stopped(reason);
        LOG.atError().addKeyValue("index", index.name()).setCause(fault).log("index writer stops");
    }

    private static String messageOf(RuntimeException fault) {
        return Objects.requireNonNullElse(fault.getMessage(), fault.toString());
    }

    /** Whether the step succeeded. */
    private boolean stepOrRest(Duration pause) {
        try {
            loop.step();
            return true;
        } catch (PipelineException e) {
            if (!passes(e.kind())) {
                throw e;
            }
            waitFor(e, pause);
        } catch (RetriableException e) {
            waitFor(e, pause);
        }
        return false;
    }

    /* A writer asks nobody for its life: whoever mends a login, a certificate or an alias at the
    search server finds it at work again. */
    private static boolean passes(ErrorKind kind) {
        return kind == ErrorKind.LOGIN_REFUSED
                || kind == ErrorKind.SERVER_MISCONFIGURED
                || ErrorPolicy.dispositionOf(kind) == Disposition.RETRY;
    }

    private void waitFor(RuntimeException trouble, Duration pause) {
        String reason = messageOf(trouble);
        if (!progress.status().trouble().equals(Optional.of(reason))) {
            LOG.atWarn()
                    .addKeyValue("index", index.name())
                    .addKeyValue("reason", reason)
                    .log("index writer tries again");
        }
        progress.waits(reason);
        loop.forget();
        try {
            loop.count();
        } catch (RetriableException e) {
            LOG.atDebug().setCause(e).log("Kafka does not tell what waits");
        }
        loop.rest(pause);
    }
}
