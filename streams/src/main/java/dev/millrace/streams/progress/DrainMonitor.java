package dev.millrace.streams.progress;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.KafkaSettings;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.apache.kafka.common.TopicPartition;

/**
 * Watches all stages of all stores from outside: what was read against what was written.
 *
 * <p>The stores are drained when no stage has a record left. All positions are read before all
 * ends, so a stage that has reached its end had reached it at one and the same moment as every
 * other; and ends count what open transactions wrote, so nothing can be on its way unseen.
 */
public final class DrainMonitor implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration PROBE_POLL = Duration.ofMillis(100);
    // A transaction that is still open holds readers up: that is for the next look.
    private static final int PROBE_POLLS_MAX = 5;

    // A gap this small may be markers only: worth a look once it stands still.
    private static final long MARKERS_LIKELY = 16;

    private final KafkaOffsets kafkaOffsets;
    private final Offsets offsets;
    private final TailProbe probe;
    private final ReentrantLock lock = new ReentrantLock();
    private Set<Consumption> lastSeen = Set.of();

    /**
     * Starts watching.
     *
     * @param kafka the broker
     * @param database where {@code derived.applied_offsets} is, auto-commit off
     * @param pipelines the stores to watch
     */
    public DrainMonitor(KafkaSettings kafka, DataSource database, Pipelines pipelines) {
        this.kafkaOffsets = new KafkaOffsets(kafka, "millrace-drain-monitor");
        this.offsets = new Offsets(kafkaOffsets, database, pipelines);
        this.probe = new TailProbe(kafka, "millrace-drain-probe", PROBE_POLL, PROBE_POLLS_MAX);
    }

    /**
     * Waits until no stage of any store has a record left, seen twice in a row with the same ends.
     * What the sources still have to deliver is not this monitor's to know: check that ingest has
     * reached your fence first. A version beside the live one is not waited for.
     *
     * @return false when the patience ended before
     * @throws PipelineException {@link ErrorKind#SERVER_UNREACHABLE} when Kafka or the database
     *     does not answer
     */
    public boolean awaitDrained(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        Optional<Map<TopicPartition, Long>> before = Optional.empty();
        do {
            Optional<Map<TopicPartition, Long>> ends = endsIfDrained();
            if (ends.isPresent() && ends.equals(before)) {
                return true;
            }
            before = ends;
        } while (pause() && System.nanoTime() < deadline);
        return false;
    }

    /**
     * The lag of each store; cheap enough for once a second. The first look takes two samples, a
     * moment apart, to see what stands still. A store whose own topics do not exist yet is absent.
     *
     * @throws PipelineException {@link ErrorKind#SERVER_UNREACHABLE}
     */
    public Map<DerivedStore, StageLag> lag() {
        lock.lock();
        try {
            if (lastSeen.isEmpty()) {
                lastSeen = new HashSet<>(sample().all());
                pause();
            }
            Set<Consumption> seen = new HashSet<>(sample().all());
            List<Consumption> still =
                    seen.stream()
                            .filter(c -> !c.isAtEnd() && c.behind() <= MARKERS_LIKELY)
                            .filter(lastSeen::contains)
                            .toList();
            Set<Consumption> drained = withoutRecords(still);
            lastSeen = seen;
            return seen.stream()
                    .collect(
                            Collectors.groupingBy(
                                    Consumption::store,
                                    Collectors.collectingAndThen(
                                            Collectors.toList(), all -> lagOf(all, drained))));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            probe.close();
            kafkaOffsets.close();
        } finally {
            lock.unlock();
        }
    }

    private Optional<Map<TopicPartition, Long>> endsIfDrained() {
        lock.lock();
        try {
            Offsets.Sample sample = sample();
            List<Consumption> all =
                    sample.all().stream().filter(c -> !c.store().isShadow()).toList();
            boolean complete =
                    all.stream().map(Consumption::store).distinct().count() == sample.live();
            List<Consumption> open = all.stream().filter(c -> !c.isAtEnd()).toList();
            if (!complete || withoutRecords(open).size() < open.size()) {
                return Optional.empty();
            }
            Map<TopicPartition, Long> ends = new HashMap<>();
            all.forEach(c -> ends.put(c.partition(), c.end()));
            return Optional.of(ends);
        } finally {
            lock.unlock();
        }
    }

    private Set<Consumption> withoutRecords(Collection<Consumption> candidates) {
        Set<Gap> empty = probe.withoutRecords(candidates.stream().map(Consumption::rest).toList());
        return candidates.stream()
                .filter(candidate -> empty.contains(candidate.rest()))
                .collect(Collectors.toSet());
    }

    private Offsets.Sample sample() {
        try {
            return offsets.sample();
        } catch (SQLException e) {
            throw new PipelineException(
                    ErrorKind.SERVER_UNREACHABLE,
                    "derived.applied_offsets cannot be read: " + e.getMessage(),
                    e);
        }
    }

    private static StageLag lagOf(List<Consumption> all, Set<Consumption> drained) {
        Map<Consumption.Stage, Long> behind =
                all.stream()
                        .filter(c -> !drained.contains(c))
                        .collect(
                                Collectors.groupingBy(
                                        Consumption::stage,
                                        Collectors.summingLong(Consumption::behind)));
        return new StageLag(
                behind.getOrDefault(Consumption.Stage.SOURCE, 0L),
                behind.getOrDefault(Consumption.Stage.INTERNAL, 0L),
                behind.getOrDefault(Consumption.Stage.TABLE, 0L));
    }

    private static boolean pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
