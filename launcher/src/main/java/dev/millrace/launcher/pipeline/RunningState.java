package dev.millrace.launcher.pipeline;

import dev.millrace.ingest.request.RowRequests;
import dev.millrace.ingest.watch.AlarmLevel;
import dev.millrace.launcher.screen.TextTable;
import dev.millrace.launcher.settings.MillraceSettings.Role;
import dev.millrace.schema.deadletter.DeadLetterReader;
import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.streams.freshness.StoreFreshness;
import dev.millrace.streams.progress.StageLag;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/**
 * A pipeline seen from outside: what its servers say.
 *
 * @param addresses where the servers are
 * @param slot the replication slot; empty when ingest has never run, or it cannot be seen
 * @param unseen why the slot cannot be seen; empty when it can
 * @param level how bad the log is that the slot keeps
 * @param copies of tables into their topics, asked for or under way
 * @param deadLetters how many dead letters each topic holds that no replay has answered; only
 *     topics that hold some
 * @param stores one a store, in flow order
 * @param failures stores that have stopped in some process, a line each
 * @param versions versions that run beside live ones, a line each
 * @param batch what is known of batch jobs, a line each
 * @param indexes the search indexes; empty when search is switched off
 */
public record RunningState(
        String addresses,
        Optional<SlotLag> slot,
        Optional<String> unseen,
        AlarmLevel level,
        List<TableCopies.Copy> copies,
        Map<String, Long> deadLetters,
        List<StoreState> stores,
        List<String> failures,
        List<String> versions,
        List<String> batch,
        Optional<RunningIndexes> indexes) {

    /**
     * A store seen from outside.
     *
     * @param store which store
     * @param rows rows of its table
     * @param newest commit time of the newest change in the table; empty without rows, or when the
     *     table holds no such times
     * @param lag how far its stages are behind; empty when the store has never run
     * @param freshness as of which commit it is; empty when the store has never run
     */
    public record StoreState(
            DerivedStore store,
            long rows,
            Optional<OffsetDateTime> newest,
            Optional<StageLag> lag,
            Optional<StoreFreshness> freshness) {}

    public RunningState {
        copies = List.copyOf(copies);
        deadLetters = Collections.unmodifiableMap(new TreeMap<>(deadLetters));
        stores = List.copyOf(stores);
        failures = List.copyOf(failures);
        versions = List.copyOf(versions);
        batch = List.copyOf(batch);
    }

    /** Looks once. */
    public static RunningState of(Pipeline pipeline) {
        DSLContext sql = DSL.using(pipeline.ownerPool(), SQLDialect.POSTGRES);
        Map<DerivedStore, StageLag> lag = pipeline.lag();
        List<StoreState> stores = new ArrayList<>();
        Map<String, StoreFreshness> freshness = freshness(pipeline);
        for (DerivedStore store : DerivedStores.all()) {
            stores.add(
                    stateOf(
                            sql,
                            store,
                            Optional.ofNullable(lag.get(store)),
                            Optional.ofNullable(freshness.get(store.name()))));
        }
        Connections connections = pipeline.connections();
        Optional<SlotLag> slot = Optional.empty();
        Optional<String> unseen = Optional.empty();
        try {
            slot = SlotLag.read(connections.logAs(Role.OWNER), pipeline.settings().slotName());
        } catch (PipelineException e) {
            // A standby that is away is no reason to tell nothing of the rest.
            unseen = Optional.of(String.valueOf(e.getMessage()));
        }
        return new RunningState(
                "PostgreSQL "
                        + connections.host()
                        + ":"
                        + connections.port()
                        + "/"
                        + connections.database()
                        + connections
                                .standby()
                                .map(s -> ", log from standby " + s.host() + ":" + s.port())
                                .orElse("")
                        + ", Kafka "
                        + connections.kafka().bootstrapServers(),
                slot,
                unseen,
                slot.map(s -> s.level(pipeline.settings().captureThresholds()))
                        .orElse(AlarmLevel.FINE),
                new TableCopies(pipeline.ownerPool(), pipeline.settings().slotName()).unfinished(),
                unanswered(connections),
                stores,
                StoreNotes.failures(sql),
                StoreNotes.versions(sql),
                BatchNotes.lines(sql),
                connections
                        .search()
                        .map(search ->
                                RunningIndexes.of(
                                        search,
                                        pipeline.settings().search().isEmbedded(),
                                        sql,
                                        freshness)));
    }

    private static Map<String, Long> unanswered(Connections connections) {
        try (DeadLetterReader reader = new DeadLetterReader(connections.kafka());
                RowRequests requests = RowRequests.open(connections.as(Role.OWNER))) {
            Map<String, RowRequests.Answer> answers = requests.answers();
            Map<String, Long> unanswered = new TreeMap<>();
            for (DeadLetterReader.Kept kept : reader.letters(reader.topics())) {
                RowRequests.Answer answer = answers.get(kept.place().toString());
                if (answer == null || !answer.isRight()) {
                    unanswered.merge(kept.place().topic(), 1L, Long::sum);
                }
            }
            return unanswered;
        }
    }

    /**
     * Whether ingest is connected, its log not critical, no store has stopped, every index filled.
     */
    public boolean isHealthy() {
        return failures.isEmpty()
                && indexes.map(RunningIndexes::isHealthy).orElse(true)
                && slot.map(SlotLag::active).orElse(false)
                && level != AlarmLevel.CRITICAL;
    }

    /** The picture as lines. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(addresses);
        lines.add(
                slot.map(s ->
                                "ingest     %s, %s behind, log kept for it %s (%s)%s"
                                        .formatted(
                                                s.active() ? "connected" : "NOT CONNECTED",
                                                SlotLag.inWords(s.behindBytes()),
                                                SlotLag.inWords(s.retainedBytes()),
                                                s.walStatus(),
                                                level == AlarmLevel.FINE ? "" : ", " + level))
                        .orElse(
                                "ingest     NOT CONNECTED: "
                                        + unseen.orElse("its replication slot does not exist")));
        if (!copies.isEmpty()) {
            lines.add(
                    "copying    %d tables to go; %s"
                            .formatted(copies.size(), copies.getFirst().inWords()));
        }
        if (!deadLetters.isEmpty()) {
            lines.add(
                    "set aside  "
                            + deadLetters.entrySet().stream()
                                    .map(topic ->
                                            "%,d in %s".formatted(topic.getValue(), topic.getKey()))
                                    .collect(Collectors.joining(", "))
                            + ": ./millrace dlq list");
        }
        lines.addAll(batch);
        TextTable table =
                new TextTable(
                        "store",
                        "rows",
                        "behind: source, internal, table",
                        "as of",
                        "log behind: capture, processing, table",
                        "commits behind: processing, table",
                        "newest change");
        for (StoreState store : stores) {
            table.row(
                    store.store().name(),
                    "%,d".formatted(store.rows()),
                    store.lag().map(RunningState::inWords).orElse("never run"),
                    store.freshness().map(FreshnessWords::asOf).orElse("-"),
                    store.freshness().map(FreshnessWords::behind).orElse("-"),
                    store.freshness().map(FreshnessWords::commitsBehind).orElse("-"),
                    store.newest().map(RunningState::ago).orElse("-"));
        }
        lines.addAll(table.lines());
        for (StoreState store : stores) {
            store.freshness()
                    .flatMap(StoreFreshness::heldBy)
                    .ifPresent(reason ->
                            lines.add("held       " + store.store().name() + ": " + reason));
        }
        lines.addAll(failures);
        lines.addAll(versions);
        indexes.ifPresent(search -> lines.addAll(search.lines()));
        return lines;
    }

    private static Map<String, StoreFreshness> freshness(Pipeline pipeline) {
        try {
            return new StoreFreshness.Reader(pipeline.ownerPool()).read();
        } catch (SQLException e) {
            throw new PipelineException(
                    ErrorKind.SERVER_UNREACHABLE,
                    "derived.freshness cannot be read: " + e.getMessage(),
                    e);
        }
    }

    private static String inWords(StageLag lag) {
        return "%,d, %,d, %,d records".formatted(lag.source(), lag.internal(), lag.table());
    }

    private static StoreState stateOf(
            DSLContext sql,
            DerivedStore store,
            Optional<StageLag> lag,
            Optional<StoreFreshness> freshness) {
        Field<OffsetDateTime> newest =
                store.timeColumn()
                        .map(column -> DSL.field(DSL.name(column), OffsetDateTime.class))
                        .orElseGet(() -> DSL.inline(null, OffsetDateTime.class));
        return sql.select(DSL.count(), DSL.max(newest))
                .from(DSL.table(DSL.name("derived", store.name())))
                .fetchSingle(row ->
                        new StoreState(
                                store,
                                row.value1(),
                                Optional.ofNullable(row.value2()),
                                lag,
                                freshness));
    }

    private static String ago(OffsetDateTime time) {
        Duration age = Duration.between(time, OffsetDateTime.now(ZoneOffset.UTC));
        if (age.compareTo(Duration.ofSeconds(10)) < 0) {
            return "%.1f s ago".formatted(Math.max(0, age.toMillis()) / 1e3);
        }
        return age.toHours() > 0
                ? age.toHours() + " h ago"
                : "%d min %d s ago".formatted(age.toMinutes(), age.toSecondsPart());
    }
}
