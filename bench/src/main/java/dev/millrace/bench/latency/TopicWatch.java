package dev.millrace.bench.latency;

import dev.millrace.bench.contestant.Contestant;
import dev.millrace.bench.topics.BenchTopic;
import dev.millrace.ingest.publication.CommittedPositions;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.topics.RowFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A reader of committed records that notes of each how long after its commit it came here: commit
 * time and this clock are those of the same machine.
 */
final class TopicWatch implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final KafkaSettings kafka;
    private final Contestant contestant;
    private final Thread thread;
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private long[] commitMicros = new long[1 << 16];
    private long[] latencyMicros = new long[1 << 16];
    private int count;
    private volatile boolean closing;

    private TopicWatch(KafkaSettings kafka, Contestant contestant) {
        this.kafka = kafka;
        this.contestant = contestant;
        this.thread = Thread.ofPlatform().daemon().name("topic-watch").unstarted(this::run);
    }

    static TopicWatch start(KafkaSettings kafka, Contestant contestant) {
        TopicWatch watch = new TopicWatch(kafka, contestant);
        watch.thread.start();
        return watch;
    }

    /**
     * Waits until so many records came.
     *
     * @throws PipelineException {@link ErrorKind#TIMED_OUT} when they do not
     */
    void await(long records, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (count() < records) {
            RuntimeException reason = failure.get();
            if (reason != null) {
                throw reason;
            }
            if (System.nanoTime() > deadline) {
                throw new PipelineException(
                        ErrorKind.TIMED_OUT,
                        "%s: %d of %d changes were readable after %d s"
                                .formatted(
                                        contestant.key(), count(), records, patience.toSeconds()));
            }
            Thread.sleep(PAUSE);
        }
    }

    synchronized int count() {
        return count;
    }

    /** Latencies in microseconds of the records from this place on that committed since then. */
    synchronized long[] latencies(int from, long sinceMicros) {
        long[] found = new long[count - from];
        int size = 0;
        for (int i = from; i < count; i++) {
            if (commitMicros[i] >= sinceMicros) {
                found[size++] = latencyMicros[i];
            }
        }
        return Arrays.copyOf(found, size);
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (Consumer<byte[], byte[]> consumer = CommittedPositions.committedReader(kafka)) {
            var partitions = BenchTopic.partitions(consumer, contestant.topic().orElseThrow());
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            for (TopicPartition partition : partitions) {
                consumer.position(partition);
            }
            while (!closing) {
                var records = consumer.poll(POLL);
                long now = RowFormat.microsOf(Instant.now());
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    note(CommitTimes.micros(contestant, record), now);
                }
            }
        } catch (KafkaException e) {
            failure.set(e);
        }
    }

    private synchronized void note(long commit, long now) {
        if (count == commitMicros.length) {
            commitMicros = Arrays.copyOf(commitMicros, 2 * count);
            latencyMicros = Arrays.copyOf(latencyMicros, 2 * count);
        }
        commitMicros[count] = commit;
        latencyMicros[count++] = now - commit;
    }
}
