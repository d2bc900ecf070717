package dev.millrace.streams.freshness;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.streams.progress.Gap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Concludes from one look after the other as of which commit each store is. Asks nobody.
 *
 * <p>A capture topic holds everything up to its end as of the commit that ingest had reached before
 * the end was read. A step that has passed those ends in all topics that it reads has written what
 * follows from it, so that the topics it writes hold everything as of that commit up to their ends
 * as read thereafter; and so on to the table. A position that was read before an end and is not
 * below it says as much as one read later. Several commits are under way at a time.
 *
 * <p>What this needs of every step: when an offset is committed, what follows from the records
 * before it has been sent. Kafka Streams does so in one transaction; a topology that keeps results
 * back for a later moment would break it.
 */
final class FreshnessTracker {

    private final Flow flow;
    private final Predicate<Gap> isEmpty;
    private final Map<Step, Marks> marks = new HashMap<>();
    private final Map<Step, AsOf> passed = new HashMap<>();
    private final Map<String, Mark> known = new HashMap<>();
    private @Nullable AsOf captured;

    /**
     * @param isEmpty whether a piece of a partition is known to hold no record
     */
    FreshnessTracker(Flow flow, Predicate<Gap> isEmpty) {
        this.flow = flow;
        this.isEmpty = isEmpty;
        flow.steps().forEach(step -> marks.put(step, new Marks()));
    }

    /**
     * As of which commit a store is.
     *
     * @param processed its derived topic
     * @param applied its table
     */
    record Standing(Optional<AsOf> processed, Optional<AsOf> applied) {}

    /**
     * Takes a look into account.
     *
     * @param waiting stores of which the capture topics lack something: what is under way for them
     *     is given up, and nothing new begins
     */
    void take(Look look, Set<DerivedStore> waiting) {
        AsOf before = captured;
        if (before != null
                && (!before.isComparableTo(look.captured()) || before.isAfter(look.captured()))) {
            forgetAll();
        }
        captured = look.captured();
        // With each look anew: what a copy has brought is before the end that is read after it.
        for (String topic : flow.captured()) {
            known.put(topic, new Mark(look.captured(), look.endsOf(topic)));
        }
        for (Step step : flow.steps()) {
            if (waiting.contains(step.store())) {
                forget(step);
            } else {
                take(step, look);
            }
        }
    }

    Standing of(DerivedStore store) {
        Optional<AsOf> applied = Optional.empty();
        Optional<AsOf> processed = Optional.empty();
        for (Step step : flow.steps()) {
            if (step.store().equals(store) && step.endsInTheTable()) {
                applied = Optional.ofNullable(passed.get(step));
                processed =
                        step.reads().stream()
                                .map(known::get)
                                .flatMap(mark -> Optional.ofNullable(mark).stream())
                                .map(Mark::asOf)
                                .findFirst();
            }
        }
        return new Standing(processed, applied);
    }

    /** Whether nothing is under way: another look at the same commit would tell nothing new. */
    boolean isAtRest() {
        return marks.values().stream().allMatch(Marks::isEmpty);
    }

    /** What keeps the oldest marks from being passed. */
    List<Gap> gaps(Look look) {
        List<Gap> gaps = new ArrayList<>();
        marks.forEach(
                (step, open) -> gaps.addAll(open.gaps(look.positionsOf(step.reader()), isEmpty)));
        return gaps;
    }

    /** These stores begin again: nothing that was found out about them holds. */
    void forget(Collection<DerivedStore> stores) {
        flow.steps().stream().filter(step -> stores.contains(step.store())).forEach(this::forget);
    }

    /** The table of this store begins again; what is known of its topics holds. */
    void forgetTable(DerivedStore store) {
        flow.steps().stream()
                .filter(step -> step.store().equals(store) && step.endsInTheTable())
                .forEach(this::forget);
    }

    void forgetAll() {
        captured = null;
        known.clear();
        flow.steps().forEach(this::forget);
    }

    private void forget(Step step) {
        passed.remove(step);
        marksOf(step).clear();
        step.writes().forEach(known::remove);
    }

    private void take(Step step, Look look) {
        Marks open = marksOf(step);
        Map<TopicPartition, Long> positions = look.positionsOf(step.reader());
        open.pass(positions, isEmpty).ifPresent(asOf -> passed.put(step, asOf));
        next(step)
                .filter(mark ->
                        newest(step, open).map(last -> mark.asOf().isAfter(last)).orElse(true))
                .ifPresent(open::add);
        open.pass(positions, isEmpty).ifPresent(asOf -> passed.put(step, asOf));
        for (String topic : step.writes()) {
            writtenUpTo(topic)
                    .filter(asOf ->
                            Optional.ofNullable(known.get(topic))
                                    .map(last -> asOf.isAfter(last.asOf()))
                                    .orElse(true))
                    .ifPresent(asOf -> known.put(topic, new Mark(asOf, look.endsOf(topic))));
        }
    }

    private Optional<AsOf> newest(Step step, Marks open) {
        return open.newest().or(() -> Optional.ofNullable(passed.get(step)));
    }

    private Marks marksOf(Step step) {
        return marks.computeIfAbsent(step, ignored -> new Marks());
    }

    /** What the step has to pass next; empty while of a topic that it reads nothing is known. */
    private Optional<Mark> next(Step step) {
        List<Mark> inputs = new ArrayList<>();
        for (String topic : step.reads()) {
            Mark mark = known.get(topic);
            if (mark == null) {
                return Optional.empty();
            }
            inputs.add(mark);
        }
        Map<TopicPartition, Long> ends = new HashMap<>();
        inputs.forEach(mark -> ends.putAll(mark.ends()));
        return inputs.stream()
                .map(Mark::asOf)
                .reduce(AsOf::earlier)
                .map(asOf -> new Mark(asOf, ends));
    }

    private Optional<AsOf> writtenUpTo(String topic) {
        List<Step> writers = flow.writersOf(topic);
        return writers.stream().allMatch(passed::containsKey)
                ? writers.stream().map(passed::get).reduce(AsOf::earlier)
                : Optional.empty();
    }
}
