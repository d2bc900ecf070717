package dev.millrace.streams.versions;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.progress.AppliedPositions;
import dev.millrace.streams.progress.Gap;
import dev.millrace.streams.progress.KafkaOffsets;
import dev.millrace.streams.progress.TailProbe;
import dev.millrace.streams.writer.WriteBack;
import dev.millrace.streams.writer.WriterConsumer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the versions of stores through their {@link Phase}s, once everybody who has to stop has
 * stopped. Every streams process has one; who holds the store's row in the database does the step,
 * and what one leaves half done another finishes. For one thread.
 */
public final class VersionChanges implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(VersionChanges.class);

    /** How long readers may go without newer values before a change is given up. */
    private static final long PATIENCE_SECONDS = 120;

    private static final Duration PROBE_POLL = Duration.ofMillis(100);
    private static final int PROBE_POLLS_MAX = 5;

    private static final String MARK =
            "select pg_current_wal_insert_lsn()::text, derived.advance_log()";
    private static final String PASSED =
            "select as_of_lsn >= ?::pg_lsn from derived.freshness where store = ?";

    private final KafkaSettings kafka;
    private final DataSource database;
    private final Groups groups;
    private final KafkaOffsets offsets;
    private final TailProbe probe;
    private final Map<String, String> marks = new HashMap<>();

    /**
     * @param database seen by the role that writes the derived tables, auto-commit off
     */
    public VersionChanges(KafkaSettings kafka, DataSource database) {
        this.kafka = kafka;
        this.database = database;
        this.groups = new Groups(kafka);
        this.offsets = new KafkaOffsets(kafka, "millrace-versions");
        this.probe = new TailProbe(kafka, "millrace-versions-probe", PROBE_POLL, PROBE_POLLS_MAX);
    }

    /**
     * Takes a store one step further, if it is time; whatever fails is tried again at the next
     * call.
     *
     * @param store as readers see it
     */
    public void step(DerivedStore store) {
        try (Connection connection = database.getConnection()) {
            try (Statement statement = connection.createStatement()) {
                // A table that differs in most of its rows takes its time.
                statement.execute("set local statement_timeout = 0");
            }
            Optional<VersionTable.Locked> locked =
                    VersionTable.lock(connection, store.table(), PATIENCE_SECONDS);
            if (locked.isPresent()) {
                StoreVersions versions =
                        Objects.requireNonNull(
                                VersionTable.read(connection).get(store.table()),
                                "a store that is known has a live version");
                step(connection, store, locked.get(), versions);
            }
            connection.commit();
        } catch (SQLException | PipelineException | KafkaException e) {
            LOG.atWarn()
                    .addKeyValue("store", store.name())
                    .addKeyValue("reason", e.getMessage())
                    .log("a change of versions cannot go on; trying again");
        }
    }

    private void step(
            Connection connection,
            DerivedStore store,
            VersionTable.Locked locked,
            StoreVersions versions)
            throws SQLException {
        switch (locked.phase()) {
            case RUNNING -> {}
            case YIELDING -> {
                if (isPassed(connection, store, versions)) {
                    enter(connection, store, Phase.DRAINING, null);
                } else if (locked.overdue()) {
                    giveUp(connection, store, "the version beside did not get past the live one");
                }
            }
            case DRAINING -> {
                if (areStopped(versions) && isDrained(connection, store, versions)) {
                    enter(connection, store, Phase.EXCHANGING, null);
                } else if (locked.overdue()) {
                    giveUp(connection, store, "the tables did not catch up with their topics");
                }
            }
            case EXCHANGING -> exchange(connection, store, versions);
            case DISCARDING -> discard(connection, store, versions);
        }
    }

    /**
     * Whether the version beside holds everything that the live one, now stopped, can have read.
     */
    private boolean isPassed(Connection connection, DerivedStore store, StoreVersions versions)
            throws SQLException {
        if (!groups.areEmpty(List.of(versions.live().applicationId(store.table())))) {
            return false;
        }
        String mark = marks.get(store.table());
        if (mark == null) {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(MARK)) {
                row.next();
                marks.put(store.table(), row.getString(1));
            }
            return false;
        }
        try (PreparedStatement query = connection.prepareStatement(PASSED)) {
            query.setString(1, mark);
            query.setString(2, store.shadow().name());
            try (ResultSet row = query.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private boolean areStopped(StoreVersions versions) {
        List<String> applications = new ArrayList<>();
        applications.add(versions.live().applicationId(versions.store()));
        versions.shadow().ifPresent(v -> applications.add(v.applicationId(versions.store())));
        return groups.areEmpty(applications);
    }

    /** Whether both tables have every record of their topics. */
    private boolean isDrained(Connection connection, DerivedStore store, StoreVersions versions)
            throws SQLException {
        String shadowTopic = store.shadow().qualifiedName();
        if (!offsets.exist(Set.of(store.qualifiedName(), shadowTopic))) {
            return false;
        }
        Map<String, Map<TopicPartition, Long>> applied = AppliedPositions.read(connection);
        Optional<Map<TopicPartition, Long>> ends =
                offsets.ends(offsets.partitionsOf(Set.of(store.qualifiedName(), shadowTopic)));
        if (ends.isEmpty()) {
            return false;
        }
        List<Gap> gaps = new ArrayList<>();
        ends.get()
                .forEach((partition, end) -> {
                    String processor =
                            versions.of(partition.topic().equals(shadowTopic))
                                    .orElseThrow()
                                    .processor(store.table());
                    long position =
                            applied.getOrDefault(processor, Map.of()).getOrDefault(partition, 0L);
                    if (position < end) {
                        gaps.add(new Gap(partition, position, end));
                    }
                });
        return probe.withoutRecords(gaps).size() == gaps.size();
    }

    private void exchange(Connection connection, DerivedStore store, StoreVersions versions)
            throws SQLException {
        if (!groups.areEmpty(
                List.of(WriterConsumer.groupOf(store), WriterConsumer.groupOf(store.shadow())))) {
            return;
        }
        boolean isPublished = !isDrained(connection, store, versions);
        long rows =
                new Exchange(kafka, store, WriteBack.of(store))
                        .perform(connection, versions, isPublished);
        enter(
                connection,
                store,
                Phase.RUNNING,
                "version %d took the place of version %d; %d rows changed"
                        .formatted(
                                versions.shadow().orElseThrow().version(),
                                versions.live().version(),
                                rows));
    }

    private void discard(Connection connection, DerivedStore store, StoreVersions versions)
            throws SQLException {
        DerivedStore shadow = store.shadow();
        String writer = WriterConsumer.groupOf(shadow);
        Optional<String> application =
                versions.shadow().map(version -> version.applicationId(store.table()));
        List<String> members = new ArrayList<>(List.of(writer));
        application.ifPresent(members::add);
        if (!groups.areEmpty(members)) {
            return;
        }
        groups.deleteGroups(members);
        Set<String> own = Set.of(shadow.qualifiedName(), Topics.deadLetters(shadow.name()).name());
        boolean gone =
                groups.deleteTopics(topic ->
                        own.contains(topic)
                                || application
                                        .filter(prefix -> topic.startsWith(prefix + "-"))
                                        .isPresent());
        if (gone) {
            try (PreparedStatement call =
                    connection.prepareStatement("select ops.forget_shadow(?)")) {
                call.setString(1, store.table());
                call.execute();
            }
            LOG.atInfo().addKeyValue("store", store.name()).log("the version beside is gone");
        }
    }

    private void giveUp(Connection connection, DerivedStore store, String reason)
            throws SQLException {
        enter(
                connection,
                store,
                Phase.RUNNING,
                "given up after " + PATIENCE_SECONDS + " s: " + reason);
    }

    private void enter(
            Connection connection, DerivedStore store, Phase phase, @Nullable String note)
            throws SQLException {
        marks.remove(store.table());
        VersionTable.enter(connection, store.table(), phase, note);
        LOG.atInfo()
                .addKeyValue("store", store.name())
                .addKeyValue("phase", phase)
                .addKeyValue("note", note)
                .log("the versions of a store change");
    }

    @Override
    public void close() {
        try (groups;
                offsets) {
            probe.close();
        }
    }
}
