package dev.millrace.streams.freshness;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.position.SourcePosition;
import dev.millrace.schema.position.SourcePosition.Phase;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.freshness.FreshnessTable.Entry;
import dev.millrace.streams.freshness.FreshnessTable.StoreRow;
import dev.millrace.streams.progress.AppliedPositions;
import dev.millrace.streams.progress.Gap;
import dev.millrace.streams.progress.KafkaOffsets;
import dev.millrace.streams.progress.Pipelines;
import dev.millrace.streams.progress.StorePipeline;
import dev.millrace.streams.progress.TailProbe;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The looks of a {@link FreshnessWatch}, one after the other, on connections of their own. A
 * failure leaves it unusable: whoever comes next begins with what the table says.
 */
final class FreshnessRounds implements AutoCloseable {

    // Without a new commit and with nothing under way, only what begins again could be noticed.
    private static final Duration INTERVAL_AT_REST = Duration.ofSeconds(1);
    // A gap this small may be markers of transactions only: worth a look once it stands still.
    private static final long MARKERS_LIKELY = 16;
    private static final Duration PROBE_POLL = Duration.ofMillis(50);

    private final Pipelines pipelines;
    private final LookPace pace;
    private final List<StorePipeline> known;
    private final ReadyStores stores;
    private final Flow flow;
    private final Holds holds;
    private final FreshnessTracker tracker;
    private final Regressions regressions;
    private final IngestPosition position;
    private final SetAside setAside;
    private final KafkaOffsets offsets;
    private final TailProbe probe;
    private final Connection connection;
    private final SourceState source;
    private final FreshnessTable table;
    private final Set<String> letterTopics = new TreeSet<>();

    private final Map<DerivedStore, Entry> written = new HashMap<>();
    private Map<String, Long> epochs = Map.of();
    private Set<Gap> lastGaps = Set.of();
    private @Nullable SourcePosition lastPosition;
    private boolean isHeld;
    private boolean isOutdated;
    private long askedNanos = System.nanoTime();
    private long lookedNanos;
    private long beganNanos;

    FreshnessRounds(
            KafkaSettings kafka, DatabaseSettings writer, Pipelines pipelines, LookPace pace)
            throws SQLException {
        this.pipelines = pipelines;
        this.pace = pace;
        this.connection = WatchConnection.open(writer);
        this.offsets = new KafkaOffsets(kafka, "millrace-freshness");
        try {
            this.known = pipelines.read(connection);
            connection.commit();
            this.stores = ReadyStores.of(known, offsets);
        } catch (SQLException | RuntimeException e) {
            try (connection) {
                offsets.close();
            }
            throw e;
        }
        this.flow = new Flow(stores.ready(), topic -> topic.startsWith("app."));
        this.holds = new Holds(flow);
        this.regressions = new Regressions(flow);
        letterTopics.add(Topics.deadLetters("ingest").name());
        stores.ready().forEach(p -> letterTopics.add(Topics.deadLetters(p.store()).name()));
        this.source = new SourceState(connection);
        this.table = new FreshnessTable(connection);
        this.position = new IngestPosition(kafka);
        this.setAside = new SetAside(kafka);
        this.probe = new TailProbe(kafka, "millrace-freshness-probe", PROBE_POLL, 1);
        this.tracker = new FreshnessTracker(flow, probe::knownEmpty);
    }

    /** Whether this one may work; makes the stores known when it may. */
    boolean lead() throws SQLException {
        boolean leads = table.lead();
        if (leads) {
            table.register(
                    known.stream()
                            .collect(
                                    Collectors.toMap(
                                            StorePipeline::store,
                                            p ->
                                                    p.globals().stream()
                                                            .map(t -> t.substring("app.".length()))
                                                            .collect(Collectors.toSet()))));
            beginAgain(stores.waitingStores(), table.rows());
            table.hold(
                    stores.waitingStores(),
                    "a topic of its application, or of a store that it reads, does not exist yet");
        }
        connection.commit();
        return leads;
    }

    /** Whether there are other stores now than those that this one knows, or is ready for. */
    boolean isOutdated() throws SQLException {
        long now = System.nanoTime();
        if (!isOutdated && now - askedNanos >= INTERVAL_AT_REST.toNanos()) {
            askedNanos = now;
            isOutdated =
                    areOthers()
                            || (!stores.waiting().isEmpty()
                                    && !ReadyStores.of(known, offsets).equals(stores));
        }
        return isOutdated;
    }

    private boolean areOthers() throws SQLException {
        boolean others = !pipelines.read(connection).equals(known);
        connection.commit();
        return others;
    }

    /** Lets the rest of the interval pass, as far as the wait for a commit has left some. */
    void pause() throws InterruptedException {
        long left = pace.interval().toNanos() - (System.nanoTime() - beganNanos);
        if (left > 0) {
            TimeUnit.NANOSECONDS.sleep(left);
        }
    }

    /** Looks once, and writes what it tells. */
    void look() throws SQLException {
        beganNanos = System.nanoTime();
        Optional<SourcePosition> newest = position.newest(pace.interval());
        SourceState.Here here = source.here();
        if (newest.isEmpty() || newest.get().phase() == Phase.SNAPSHOT) {
            hold("ingest has not begun to read the log");
            return;
        }
        SourcePosition captured = newest.get();
        boolean isNew = !captured.equals(lastPosition);
        if (here.waited() && !isNew) {
            source.advanceLog();
            connection.commit();
        }
        boolean isDue = beganNanos - lookedNanos >= INTERVAL_AT_REST.toNanos();
        if (!isNew && !isDue && !isHeld && tracker.isAtRest()) {
            connection.commit();
            return;
        }
        lastPosition = captured;
        lookedNanos = beganNanos;
        if (!captured.systemIdentifier().equals(here.systemIdentifier())
                || captured.timeline() != here.timeline()
                || captured.commitLsn().isAfter(here.flushed())) {
            tracker.forgetAll();
            beginAgain(stores(), table.rows());
            hold("the database is not the one that the topics were filled from");
            return;
        }
        look(captured);
    }

    private void look(SourcePosition captured) throws SQLException {
        Map<String, StoreRow> rows = table.rows();
        // Whatever changes after this look at the versions begins another epoch than those rows'.
        if (areOthers()) {
            isOutdated = true;
            return;
        }
        noticeEpochs(rows);
        SourceState.Copies copies = source.copies(captured.slot(), holds.tables());
        List<SetAside.Letter> letters = setAside.letters();
        if (!letters.isEmpty()) {
            setAside.forget(source.answered(letters, copies));
        }
        Map<String, Map<TopicPartition, Long>> positions = AppliedPositions.read(connection);
        connection.commit();

        Set<String> topics = new HashSet<>(flow.topics());
        topics.addAll(letterTopics);
        if (!offsets.exist(topics)) {
            hold("not all topics of the stores exist yet");
            return;
        }
        positions.putAll(
                offsets.committed(
                        flow.pipelines().stream().flatMap(p -> p.groups().stream()).toList()));
        Optional<Map<TopicPartition, Long>> ends = offsets.ends(offsets.partitionsOf(topics));
        if (ends.isEmpty()) {
            forgetTopics();
            beginAgain(stores(), rows);
            hold("a topic of the stores is gone");
            return;
        }
        Map<TopicPartition, Long> letterEnds = new HashMap<>(ends.get());
        letterEnds.keySet().removeIf(partition -> !letterTopics.contains(partition.topic()));
        Set<String> unread = setAside.readUpTo(letterEnds);

        Look look =
                Look.of(
                        new AsOf(
                                captured.systemIdentifier(),
                                captured.timeline(),
                                captured.commitLsn(),
                                captured.commitMicros(),
                                captured.commits()),
                        positions,
                        ends.get());
        Set<DerivedStore> again = regressions.since(look);
        if (!again.isEmpty()) {
            forgetTopics();
            beginAgain(again, rows);
            connection.commit();
            return;
        }
        Map<String, Instant> resets = new HashMap<>();
        rows.forEach((store, row) -> resets.put(store, row.resetAt()));
        Map<DerivedStore, String> reasons =
                holds.reasons(copies.incomplete(), setAside.letters(), unread, resets, look);
        isHeld = !reasons.isEmpty();
        tracker.take(look, reasons.keySet());
        write(look.captured(), rows, reasons);
        probe(look);
    }

    private void write(AsOf captured, Map<String, StoreRow> rows, Map<DerivedStore, String> reasons)
            throws SQLException {
        List<Entry> changed = new ArrayList<>();
        for (DerivedStore store : stores()) {
            StoreRow row = rows.get(store.name());
            if (row != null) {
                Entry entry =
                        new Entry(
                                store,
                                row.epoch(),
                                captured,
                                tracker.of(store),
                                Optional.ofNullable(reasons.get(store)));
                if (!entry.equals(written.put(store, entry))) {
                    changed.add(entry);
                }
            }
        }
        table.write(changed);
        connection.commit();
    }

    /** Looks into small gaps that stand still; what it sees counts at the next look. */
    private void probe(Look look) {
        Set<Gap> gaps =
                tracker.gaps(look).stream()
                        .filter(gap -> gap.end() - gap.position() <= MARKERS_LIKELY)
                        .collect(Collectors.toSet());
        Set<Gap> still = new HashSet<>(gaps);
        still.retainAll(lastGaps);
        lastGaps = gaps;
        probe.withoutRecords(still);
    }

    private void noticeEpochs(Map<String, StoreRow> rows) {
        Map<String, Long> now = new HashMap<>();
        rows.forEach((store, row) -> now.put(store, row.epoch()));
        for (DerivedStore store : stores()) {
            Long before = epochs.get(store.name());
            if (before != null && !before.equals(now.get(store.name()))) {
                tracker.forgetTable(store);
            }
        }
        epochs = now;
    }

    private void beginAgain(Collection<DerivedStore> stores, Map<String, StoreRow> rows)
            throws SQLException {
        tracker.forget(stores);
        table.begin(
                stores.stream()
                        .filter(store ->
                                Optional.ofNullable(rows.get(store.name()))
                                        .map(StoreRow::isAsOf)
                                        .orElse(false))
                        .toList());
    }

    private void forgetTopics() {
        probe.forget();
        setAside.forgetAll();
    }

    private void hold(String reason) throws SQLException {
        isHeld = true;
        written.clear();
        table.hold(stores(), reason);
        connection.commit();
    }

    private List<DerivedStore> stores() {
        return flow.pipelines().stream().map(StorePipeline::store).toList();
    }

    @Override
    public void close() throws SQLException {
        try (connection;
                position;
                setAside;
                offsets;
                probe) {
            tracker.forgetAll();
        }
    }
}
