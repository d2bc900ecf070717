package dev.millrace.streams.runtime;

import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.freshness.Epochs;
import dev.millrace.streams.progress.AppliedPositions;
import dev.millrace.streams.progress.KafkaOffsets;
import dev.millrace.streams.versions.StoreVersions;
import dev.millrace.streams.versions.VersionTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** Lets an application start only on state that it can have made, and knows how far it had got. */
final class StateCheck {

    /** For Kafka to know topics that this program, or another, has just created. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final StoreUnit.Surroundings around;
    private final KafkaOffsets offsets;

    StateCheck(StoreUnit.Surroundings around, KafkaOffsets offsets) {
        this.around = around;
        this.offsets = offsets;
    }

    /**
     * Refuses those of the units that must not start, and makes the topics of those that are new.
     *
     * @param versions by store
     */
    void check(Collection<StoreUnit> units, Map<String, StoreVersions> versions)
            throws SQLException {
        for (StoreUnit unit : units) {
            checkSignature(unit, entryOf(unit, versions));
        }
        for (StoreUnit unit : forgotten(units)) {
            refuse(
                    unit,
                    "Kafka has forgotten how far %s has read (it does when nobody is in a group for longer than offsets.retention.minutes), and what it would read again could count twice"
                            .formatted(unit.application().applicationId()));
        }
    }

    private static Optional<StoreVersions.Entry> entryOf(
            StoreUnit unit, Map<String, StoreVersions> versions) {
        StoreVersions known = versions.get(unit.store().table());
        return known == null ? Optional.empty() : known.of(unit.store().isShadow());
    }

    private void checkSignature(StoreUnit unit, Optional<StoreVersions.Entry> entry)
            throws SQLException {
        if (unit.store().isShadow()) {
            String topic = unit.store().live().qualifiedName();
            offsets.awaitExist(Set.of(topic), PATIENCE);
            unit.createTopics(Math.max(1, offsets.partitionsOf(Set.of(topic)).size()));
        }
        String now = StateSignature.of(unit.application(), offsets);
        Optional<String> made = entry.flatMap(StoreVersions.Entry::signature);
        if (made.isEmpty()) {
            try (Connection connection = around.database().getConnection()) {
                VersionTable.sign(
                        connection, unit.store().table(), unit.application().version(), now);
                connection.commit();
            }
        }
        made.flatMap(before -> StateSignature.difference(before, now))
                .ifPresent(difference ->
                        refuse(
                                unit,
                                "the state of %s does not fit: %s"
                                        .formatted(
                                                unit.application().applicationId(), difference)));
    }

    /**
     * Those that have worked and of whose group Kafka has no offset any more. Such a one would
     * begin with the first record that is left of each topic, also of its own: of changes that are
     * on their way between its parts, and that its state has already.
     */
    private Set<StoreUnit> forgotten(Collection<StoreUnit> units) throws SQLException {
        Set<StoreUnit> without = withoutOffsets(units);
        if (!without.isEmpty()) {
            Map<String, Map<TopicPartition, Long>> applied;
            try (Connection connection = around.database().getConnection()) {
                applied = AppliedPositions.read(connection);
                connection.rollback();
            }
            // One that was killed before its first commit has no offset either, and no row.
            without.removeIf(unit ->
                    applied.getOrDefault(unit.application().processor(), Map.of()).values().stream()
                            .noneMatch(next -> next > 0));
            // Where all of Kafka is new, the topics between the parts are, too.
            Set<StoreUnit> fresh = new HashSet<>(without);
            fresh.removeIf(unit -> holdsRecords(unit.application().pipeline().internals()));
            forgetPlaces(fresh, applied);
            without.removeAll(fresh);
        }
        return without;
    }

    /**
     * Applications that send all their rows anew: where the topic of the table is new as well, how
     * far the table reached into the old one means nothing.
     */
    private void forgetPlaces(Set<StoreUnit> units, Map<String, Map<TopicPartition, Long>> applied)
            throws SQLException {
        for (StoreUnit unit : units) {
            String topic = Topics.derived(unit.store()).name();
            offsets.awaitExist(Set.of(topic), PATIENCE);
            Map<TopicPartition, Long> ends =
                    offsets.ends(offsets.partitionsOf(Set.of(topic))).orElse(Map.of());
            boolean isNew =
                    applied
                            .getOrDefault(unit.application().processor(), Map.of())
                            .entrySet()
                            .stream()
                            .anyMatch(reach ->
                                    reach.getValue() > ends.getOrDefault(reach.getKey(), 0L));
            if (isNew) {
                try (Connection connection = around.database().getConnection()) {
                    AppliedPositions.forget(connection, unit.application().processor(), topic);
                    Epochs.begin(connection, List.of(unit.store().name()));
                    connection.commit();
                }
            }
        }
    }

    private Set<StoreUnit> withoutOffsets(Collection<StoreUnit> units) {
        List<String> groups =
                units.stream().map(unit -> unit.application().applicationId()).toList();
        Map<String, Map<TopicPartition, Long>> committed = offsets.committed(groups);
        Set<StoreUnit> without = new HashSet<>(units);
        without.removeIf(unit ->
                !committed.getOrDefault(unit.application().applicationId(), Map.of()).isEmpty());
        return without;
    }

    private boolean holdsRecords(Collection<String> topics) {
        List<String> there = topics.stream().filter(topic -> offsets.exist(Set.of(topic))).toList();
        return offsets.ends(offsets.partitionsOf(there)).map(Map::values).stream()
                .flatMap(Collection::stream)
                .anyMatch(end -> end > 0);
    }

    private static void refuse(StoreUnit unit, String reason) {
        unit.refuse(
                "%s; ./millrace rebuild %s makes it anew".formatted(reason, unit.store().table()));
    }
}
