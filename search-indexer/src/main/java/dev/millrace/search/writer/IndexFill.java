package dev.millrace.search.writer;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.search.SearchIndex;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.topics.MalformedRowException;
import dev.millrace.schema.topics.Topics;
import dev.millrace.search.writer.BulkSender.Outcome;
import dev.millrace.search.writer.WriterPlace.TopicIdentity;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Fills an index that no reader sees yet from its topic, beside the one that they see.
 *
 * <p>How far it is is kept beside the index, where writers keep their places: a fill that was
 * killed goes on, and the writer goes on from there once the index is the live one. Confined to one
 * thread.
 */
public final class IndexFill implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final int BULK_BYTES_MAX = 5 << 20;
    private static final int RECORDS_MAX = 4_000;
    // The server works on one request with one processor.
    private static final int IN_FLIGHT = 2;
    private static final int STEPS_PER_SECOND = 5;

    private final Consumer<byte[], byte[]> consumer;
    private final BulkSender sender;
    private final WriterPlaces stored;
    private final Clock clock;
    private final WriterTimes times;
    private final int recordsPerSecond;
    private final Map<TopicPartition, WriterPlace> places = new HashMap<>();
    private final Map<TopicPartition, Long> first;
    private final boolean continues;
    private long refused;

    /**
     * How far a fill is.
     *
     * @param done offsets of the topic that are behind it
     * @param total offsets of the topic by now; compacted ones and marks of transactions count, too
     * @param refused documents that the index does not take
     */
    public record Progress(long done, long total, long refused) {

        public boolean isAtEnd() {
            return done >= total;
        }
    }

    /**
     * Begins, or goes on where one before ended.
     *
     * @param concrete the index, which must exist
     * @param replicas copies of the index of places
     * @param recordsPerSecond the most that it writes; 0 for no limit
     * @throws PipelineException when a server does not answer or refuses
     */
    public IndexFill(
            SearchIndex index,
            String concrete,
            ElasticsearchClient client,
            int replicas,
            KafkaSettings kafka,
            Clock clock,
            int recordsPerSecond) {
        String topic = Topics.documents(index).name();
        this.sender = new BulkSender(client, concrete);
        this.stored = new WriterPlaces(client, concrete, replicas);
        this.clock = clock;
        this.times = WriterTimes.defaults();
        this.recordsPerSecond = recordsPerSecond;
        this.consumer =
                IndexWriterConsumer.withoutGroup(
                        kafka,
                        index,
                        recordsPerSecond == 0
                                ? RECORDS_MAX
                                : Math.clamp(recordsPerSecond / STEPS_PER_SECOND, 1, RECORDS_MAX));
        try {
            TopicIdentity identity = IndexWriterConsumer.identityOf(kafka, topic);
            List<TopicPartition> partitions =
                    IntStream.range(0, identity.partitions())
                            .mapToObj(partition -> new TopicPartition(topic, partition))
                            .toList();
            consumer.assign(partitions);
            this.first = consumer.beginningOffsets(partitions);
            this.continues = place(partitions, identity);
        } catch (RetriableException e) {
            consumer.close();
            throw silent(e);
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    /** Whether every place that it found still held. */
    private boolean place(List<TopicPartition> partitions, TopicIdentity identity) {
        Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
        PlaceRule.Known known = stored.read();
        boolean held = true;
        for (TopicPartition partition : partitions) {
            WriterPlace place =
                    PlaceRule.decide(
                            known,
                            identity,
                            partition.partition(),
                            new PlaceRule.Range(
                                    first.getOrDefault(partition, 0L),
                                    end.getOrDefault(partition, 0L)),
                            clock.instant());
            held &=
                    known.places().contains(place)
                            || known.places().stream()
                                    .noneMatch(p -> p.partition() == partition.partition());
            places.put(partition, place);
            consumer.seek(partition, place.nextOffset());
        }
        return held;
    }

    /**
     * Whether the index misses no more than what the topic has behind its places. Else the topic
     * may have forgotten deletes since, or is another one, and the index had better be made anew.
     */
    public boolean continues() {
        return continues;
    }

    /**
     * Writes what the topic has next; waits a fifth of a second at most for it.
     *
     * @throws PipelineException when a server does not answer or refuses
     */
    public Progress step() {
        long began = System.nanoTime();
        try {
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
            Map<String, DocumentChange> changes = new LinkedHashMap<>();
            for (ConsumerRecord<byte[], byte[]> record : polled) {
                read(record, changes);
            }
            settle(new ArrayList<>(changes.values()));
            Map<TopicPartition, WriterPlace> reached = new HashMap<>();
            polled.nextOffsets()
                    .forEach((partition, next) ->
                            reached.put(
                                    partition,
                                    Objects.requireNonNull(places.get(partition))
                                            .at(next.offset(), clock.instant())));
            stored.write(reached.values());
            places.putAll(reached);
            if (recordsPerSecond > 0) {
                long due = polled.count() * Duration.ofSeconds(1).toNanos() / recordsPerSecond;
                LockSupport.parkNanos(due - (System.nanoTime() - began));
            }
            return progress();
        } catch (RetriableException e) {
            throw silent(e);
        }
    }

    /** Writes everything that the topic has at this moment, but no longer than this. */
    public Progress stepToEnd(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        Map<TopicPartition, Long> ends = consumer.endOffsets(places.keySet());
        Progress progress = progress();
        while (!isPast(ends)) {
            if (System.nanoTime() > deadline) {
                throw new PipelineException(
                        ErrorKind.TIMED_OUT,
                        "the new index is %d records behind its topic"
                                .formatted(progress.total() - progress.done()));
            }
            progress = step();
        }
        return progress;
    }

    private boolean isPast(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private Progress progress() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(places.keySet());
        long done = 0;
        long total = 0;
        for (TopicPartition partition : places.keySet()) {
            long begin = first.getOrDefault(partition, 0L);
            done += consumer.position(partition) - begin;
            total += ends.getOrDefault(partition, 0L) - begin;
        }
        return new Progress(done, total, refused);
    }

    private void read(ConsumerRecord<byte[], byte[]> record, Map<String, DocumentChange> changes) {
        WriterPlace place =
                Objects.requireNonNull(
                        places.get(new TopicPartition(record.topic(), record.partition())));
        try {
            DocumentChange change = DocumentChange.of(record, place.epoch(), clock.instant());
            changes.remove(change.id());
            changes.put(change.id(), change);
        } catch (MalformedRowException e) {
            // The live index's writer has set it aside.
            refused++;
        }
    }

    private void settle(List<DocumentChange> changes) {
        List<DocumentChange> pending = changes;
        Duration pause = times.firstPause();
        while (!pending.isEmpty()) {
            List<DocumentChange> again = new ArrayList<>();
            List<List<DocumentChange>> bulks = bulks(pending);
            List<List<Outcome>> answers = sendAtOnce(bulks);
            for (int b = 0; b < bulks.size(); b++) {
                List<DocumentChange> bulk = bulks.get(b);
                List<Outcome> outcomes = answers.get(b);
                for (int i = 0; i < bulk.size(); i++) {
                    switch (outcomes.get(i)) {
                        case Outcome.Settled settled -> {
                            // It is in the index, or something later is.
                        }
                        case Outcome.Refused no -> refused++;
                        case Outcome.Again later -> again.add(bulk.get(i));
                    }
                }
            }
            pending = again;
            if (!pending.isEmpty()) {
                LockSupport.parkNanos(pause.toNanos());
                pause = times.afterAnother(pause);
                if (Thread.currentThread().isInterrupted()) {
                    throw new PipelineException(ErrorKind.TIMED_OUT, "interrupted while filling");
                }
            }
        }
    }

    private static List<List<DocumentChange>> bulks(List<DocumentChange> changes) {
        long bytes = changes.stream().mapToLong(change -> change.json().length).sum();
        return Bulks.of(changes, (int) Math.min(BULK_BYTES_MAX, bytes / IN_FLIGHT + 1));
    }

    /* No document is in two of them. */
    private List<List<Outcome>> sendAtOnce(List<List<DocumentChange>> bulks) {
        try (ExecutorService sending =
                Executors.newFixedThreadPool(IN_FLIGHT, Thread.ofVirtual().factory())) {
            List<CompletableFuture<List<Outcome>>> answers =
                    bulks.stream()
                            .map(bulk ->
                                    CompletableFuture.supplyAsync(() -> sender.send(bulk), sending))
                            .toList();
            return answers.stream().map(CompletableFuture::join).toList();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private static PipelineException silent(RetriableException fault) {
        return new PipelineException(
                ErrorKind.SERVER_UNREACHABLE,
                "Kafka does not answer: " + fault.getMessage(),
                fault);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
