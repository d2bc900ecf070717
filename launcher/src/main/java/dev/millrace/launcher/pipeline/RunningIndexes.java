package dev.millrace.launcher.pipeline;

import static dev.millrace.schema.jooq.ops.Tables.INDEX_WRITERS;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import dev.millrace.launcher.screen.TextTable;
import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.jooq.ops.tables.records.IndexWritersRecord;
import dev.millrace.schema.search.SearchIndex;
import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.search.connection.SearchConnection;
import dev.millrace.search.connection.SearchFaults;
import dev.millrace.search.connection.SearchSettings;
import dev.millrace.search.index.IndexVersions;
import dev.millrace.search.writer.IndexWriterState;
import dev.millrace.streams.freshness.StoreFreshness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/**
 * The search indexes seen from outside.
 *
 * @param server where the search server is
 * @param isEmbedded whether it is the one that the program brings
 * @param serverTrouble why it cannot be asked; empty when it answers
 * @param indexes one an index, in the order of the catalogue
 */
public record RunningIndexes(
        String server,
        boolean isEmbedded,
        Optional<String> serverTrouble,
        List<IndexState> indexes) {

    /** What the embedded server is, in words. */
    public static final String EMBEDDED =
            "OpenSearch with a shim, so that the Elasticsearch client runs against it";

    private static final Duration REPORT_AGE_MAX = Duration.ofSeconds(15);
    private static final String IDLE = IndexWriterState.IDLE.name().toLowerCase(Locale.ROOT);

    /**
     * An index seen from outside.
     *
     * @param index which index
     * @param state how it is, in words
     * @param trouble since when and why it is not filled, a line for each process; empty when it is
     * @param documents that readers find; empty when the server does not tell
     * @param waiting records that wait for a writer
     * @param refused changes that the live index did not take, and that it lacks since
     * @param freshness as of which commit it is; empty when it was never filled
     * @param beside the indexes of this kind that are not live, a line each
     */
    public record IndexState(
            SearchIndex index,
            String state,
            List<String> trouble,
            OptionalLong documents,
            long waiting,
            long refused,
            Optional<StoreFreshness> freshness,
            List<String> beside) {

        public IndexState {
            trouble = List.copyOf(trouble);
            beside = List.copyOf(beside);
        }
    }

    public RunningIndexes {
        indexes = List.copyOf(indexes);
    }

    /** Looks once. */
    static RunningIndexes of(
            SearchSettings search,
            boolean isEmbedded,
            DSLContext sql,
            Map<String, StoreFreshness> freshness) {
        Map<String, List<IndexWritersRecord>> reports =
                sql.selectFrom(INDEX_WRITERS).orderBy(INDEX_WRITERS.INSTANCE).stream()
                        .collect(Collectors.groupingBy(IndexWritersRecord::getIndexName));
        OffsetDateTime now = sql.select(DSL.currentOffsetDateTime()).fetchSingle().value1();
        List<IndexState> states = new ArrayList<>();
        Optional<String> serverTrouble = Optional.empty();
        Map<String, String> beside = Map.of();
        Map<String, String> live = Map.of();
        try (ElasticsearchClient client = SearchConnection.open(search)) {
            try {
                beside = IndexVersions.beside(client);
                live = IndexVersions.live(client);
            } catch (IOException | ElasticsearchException e) {
                serverTrouble = Optional.of(why("aliases cannot be read", e));
            }
            for (SearchIndex index : SearchIndexes.all()) {
                OptionalLong documents = OptionalLong.empty();
                if (serverTrouble.isEmpty()) {
                    try {
                        documents = count(client, index);
                    } catch (IOException | ElasticsearchException e) {
                        serverTrouble = Optional.of(why("documents cannot be counted", e));
                    }
                }
                states.add(
                        state(
                                index,
                                reports.getOrDefault(index.name(), List.of()),
                                now,
                                documents,
                                Optional.ofNullable(freshness.get(DerivedStore.of(index).name())),
                                notes(index, live, beside)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new RunningIndexes(search.url().toString(), isEmbedded, serverTrouble, states);
    }

    private static String why(String what, Exception e) {
        return String.valueOf(SearchFaults.of(what, e).getMessage());
    }

    private static List<String> notes(
            SearchIndex index, Map<String, String> live, Map<String, String> beside) {
        List<String> notes = new ArrayList<>();
        Optional.ofNullable(live.get(index.name()))
                .filter(concrete -> IndexVersions.isOutdated(index, concrete))
                .ifPresent(concrete ->
                        notes.add(
                                "outdated   %s: ./millrace reindex %s gives readers the mapping of this release"
                                        .formatted(concrete, index.name())));
        Optional.ofNullable(beside.get(index.name() + IndexVersions.NEXT))
                .ifPresent(next ->
                        notes.add(
                                "building   %s: ./millrace reindex %s goes on with it, --drop deletes it"
                                        .formatted(next, index.name())));
        Optional.ofNullable(beside.get(index.name() + IndexVersions.FORMER))
                .ifPresent(former ->
                        notes.add(
                                "kept       %s: ./millrace reindex %s --back gives it to readers again"
                                        .formatted(former, index.name())));
        return notes;
    }

    private static OptionalLong count(ElasticsearchClient client, SearchIndex index)
            throws IOException {
        return client.indices().existsAlias(a -> a.name(index.name())).value()
                ? OptionalLong.of(client.count(c -> c.index(index.name())).count())
                : OptionalLong.of(0);
    }

    private static IndexState state(
            SearchIndex index,
            List<IndexWritersRecord> reports,
            OffsetDateTime now,
            OptionalLong documents,
            Optional<StoreFreshness> freshness,
            List<String> beside) {
        List<IndexWritersRecord> fresh =
                reports.stream()
                        .filter(report ->
                                Duration.between(report.getReportedAt(), now)
                                                .compareTo(REPORT_AGE_MAX)
                                        < 0)
                        .toList();
        return new IndexState(
                index,
                fresh.isEmpty() ? "NOT FILLED" : stateOf(fresh),
                fresh.stream().flatMap(report -> trouble(report).stream()).distinct().toList(),
                documents,
                fresh.stream().mapToLong(IndexWritersRecord::getWaitingRecords).sum(),
                fresh.stream().mapToLong(IndexWritersRecord::getRefused).sum(),
                freshness,
                beside);
    }

    private static Optional<String> trouble(IndexWritersRecord report) {
        return Optional.ofNullable(report.getTrouble())
                .map(why ->
                        report.getTroubleSince() == null
                                ? why
                                : "since %s: %s"
                                        .formatted(
                                                report.getTroubleSince()
                                                        .toInstant()
                                                        .truncatedTo(ChronoUnit.SECONDS),
                                                why));
    }

    /** A process to which the others leave nothing to write tells nothing of the index. */
    private static String stateOf(List<IndexWritersRecord> reports) {
        String states =
                reports.stream()
                        .map(report ->
                                report.getApplication().equals("running")
                                        ? report.getWriter()
                                        : "application " + report.getApplication())
                        .filter(state -> !state.equals(IDLE))
                        .distinct()
                        .collect(Collectors.joining(", "));
        return states.isEmpty() ? IDLE : states;
    }

    /** Whether every index is filled. */
    boolean isHealthy() {
        return serverTrouble.isEmpty()
                && indexes.stream().allMatch(index -> index.state().equals("running"));
    }

    /** The picture as lines. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(
                "search     %s%s%s"
                        .formatted(
                                server,
                                isEmbedded ? ", " + EMBEDDED : "",
                                serverTrouble.map(why -> ", NOT USABLE: " + why).orElse("")));
        TextTable table =
                new TextTable(
                        "index",
                        "state",
                        "documents",
                        "waiting records",
                        "as of",
                        "log behind: capture, processing, index",
                        "commits behind: processing, index");
        for (IndexState index : indexes) {
            table.row(
                    index.index().name(),
                    index.state(),
                    index.documents().isPresent()
                            ? "%,d".formatted(index.documents().getAsLong())
                            : "-",
                    "%,d".formatted(index.waiting()),
                    index.freshness().map(FreshnessWords::asOf).orElse("-"),
                    index.freshness().map(FreshnessWords::behind).orElse("-"),
                    index.freshness().map(FreshnessWords::commitsBehind).orElse("-"));
        }
        lines.addAll(table.lines());
        for (IndexState index : indexes) {
            index.freshness()
                    .flatMap(StoreFreshness::heldBy)
                    .ifPresent(why -> lines.add("held       %s: %s".formatted(nameOf(index), why)));
            lines.addAll(index.beside());
            if (index.refused() > 0) {
                lines.add(
                        "refused    %s: %,d changes are in dlq.search instead; when its mapping is right, ./millrace reindex %s brings them in"
                                .formatted(nameOf(index), index.refused(), index.index().name()));
            }
            index.trouble()
                    .forEach(why -> lines.add("trouble    %s: %s".formatted(nameOf(index), why)));
        }
        return lines;
    }

    private static String nameOf(IndexState index) {
        return DerivedStore.of(index.index()).name();
    }
}
