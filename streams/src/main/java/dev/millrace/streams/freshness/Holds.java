package dev.millrace.streams.freshness;

import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.capture.CapturedTables;
import dev.millrace.schema.deadletter.DeadLetter.Origin;
import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.progress.StorePipeline;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which stores are not to be called fresh, however far they have read: their capture topics lack
 * rows that a copy has still to bring, a change was set aside on the way, or a topic is not the one
 * that they have read.
 */
final class Holds {

    private static final String INGEST = Topics.deadLetters("ingest").name();

    private final Flow flow;
    private final Map<DerivedStore, Inputs> inputs = new HashMap<>();

    private record Inputs(Set<String> tables, Set<DerivedStore> stores, Set<String> topics) {}

    Holds(Flow flow) {
        this.flow = flow;
        Map<String, String> tables =
                CapturedTables.all().stream()
                        .collect(
                                Collectors.toMap(
                                        table -> Topics.capture(table).name(),
                                        CapturedTable::qualifiedName));
        for (StorePipeline pipeline : flow.pipelines()) {
            DerivedStore store = pipeline.store();
            inputs.put(
                    store,
                    new Inputs(
                            flow.capturedFor(store).stream()
                                    .map(topic -> tables.getOrDefault(topic, topic))
                                    .collect(Collectors.toCollection(TreeSet::new)),
                            flow.upstreamOf(store),
                            topicsOf(pipeline)));
        }
    }

    /** The tables from which some store follows. */
    Set<String> tables() {
        Set<String> all = new TreeSet<>();
        inputs.values().forEach(input -> all.addAll(input.tables()));
        return all;
    }

    /**
     * Why stores are held; a store without a reason is absent.
     *
     * @param incomplete what the topics of tables lack, by table
     * @param letters dead letters that are not answered
     * @param unread topics of dead letters that could not be read to their end
     * @param resets when each store began again last, by name
     * @param look how far each reader is, and where the topics end
     */
    Map<DerivedStore, String> reasons(
            Map<String, String> incomplete,
            Collection<SetAside.Letter> letters,
            Set<String> unread,
            Map<String, Instant> resets,
            Look look) {
        Map<DerivedStore, String> replaced = replacedTopics(look);
        Map<DerivedStore, String> reasons = new HashMap<>();
        inputs.forEach((store, input) ->
                input.tables().stream()
                        .map(incomplete::get)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .or(() -> ofLetters(input, letters, resets))
                        .or(() -> ofUnread(input, unread))
                        .or(() -> ofReplaced(input, replaced))
                        .ifPresent(reason -> reasons.put(store, reason)));
        return reasons;
    }

    /** The stores that have a reader beyond the end of its topic, and what to say of it. */
    private Map<DerivedStore, String> replacedTopics(Look look) {
        Map<DerivedStore, String> found = new HashMap<>();
        for (Step step : flow.steps()) {
            look.beyondTheEnd(step)
                    .ifPresent(gap ->
                            found.putIfAbsent(
                                    step.store(),
                                    "%s ends at offset %,d of partition %d, and was read up to %,d: the topic is not the one that it was"
                                            .formatted(
                                                    gap.partition().topic(),
                                                    gap.end(),
                                                    gap.partition().partition(),
                                                    gap.position())));
        }
        return found;
    }

    private static Optional<String> ofReplaced(Inputs input, Map<DerivedStore, String> replaced) {
        return input.stores().stream()
                .map(replaced::get)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder());
    }

    private static Optional<String> ofLetters(
            Inputs input, Collection<SetAside.Letter> letters, Map<String, Instant> resets) {
        Map<String, Long> counts = new TreeMap<>();
        for (SetAside.Letter letter : letters) {
            if (concerns(letter, input, resets)) {
                counts.merge(letter.place().topic(), 1L, Long::sum);
            }
        }
        return counts.entrySet().stream()
                .findFirst()
                .map(count ->
                        "%,d rows set aside in %s, see ./millrace dlq list"
                                .formatted(count.getValue(), count.getKey()));
    }

    private static boolean concerns(
            SetAside.Letter letter, Inputs input, Map<String, Instant> resets) {
        if (letter.letter().origin() instanceof Origin.Source source) {
            return input.tables().contains(source.table());
        }
        // A store that has begun again since has read the record anew.
        return input.stores().stream()
                .anyMatch(store ->
                        Topics.deadLetters(store).name().equals(letter.place().topic())
                                && (!store.isIndex() || isFromTopicOf(input, letter))
                                && !letter.letter()
                                        .time()
                                        .isBefore(
                                                resets.getOrDefault(store.name(), Instant.EPOCH)));
    }

    // All indexes have one topic of dead letters.
    private static boolean isFromTopicOf(Inputs input, SetAside.Letter letter) {
        return letter.letter().origin() instanceof Origin.Record record
                && input.topics().contains(record.topic());
    }

    /** What its application and its writer read. */
    private static Set<String> topicsOf(StorePipeline pipeline) {
        Set<String> topics = new TreeSet<>(pipeline.sources());
        topics.addAll(pipeline.internals());
        topics.add(Topics.derived(pipeline.store()).name());
        return topics;
    }

    private static Optional<String> ofUnread(Inputs input, Set<String> unread) {
        return topicsOf(input).stream()
                .filter(unread::contains)
                .findFirst()
                .map(topic -> "a transaction in " + topic + " is open");
    }

    private static List<String> topicsOf(Inputs input) {
        Set<String> topics = new TreeSet<>(Set.of(INGEST));
        input.stores().forEach(store -> topics.add(Topics.deadLetters(store).name()));
        return List.copyOf(topics);
    }
}
