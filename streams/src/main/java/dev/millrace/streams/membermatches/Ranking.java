package dev.millrace.streams.membermatches;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.RowSerde;
import dev.millrace.streams.fanout.PathSerde;
import dev.millrace.streams.fanout.PathStore;
import dev.millrace.streams.slim.SlimSerde;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Ranks a project's candidates from all partitions, at the project's partition.
 *
 * <p>A change writes the rows that differ: those of the members it names and those whose rank it
 * moves, never more than a list shows twice.
 */
final class Ranking extends ContextualProcessor<RowKey, ShortlistChange, RowKey, Row> {

    // Renamed ones are a migration.
    private static final String CANDIDATES = "candidates";
    private static final String PLACES = "candidate-places";
    private static final String ROWS = "ranked-rows";

    @SuppressWarnings("NullAway.Init")
    private PathStore<Candidate> candidates;

    @SuppressWarnings("NullAway.Init")
    private PathStore<String> places;

    @SuppressWarnings("NullAway.Init")
    private PathStore<Row> rows;

    static ProcessorSupplier<RowKey, ShortlistChange, RowKey, Row> supplier() {
        Set<StoreBuilder<?>> stores =
                Set.of(
                        PathStore.builder(CANDIDATES, new SlimSerde<>(Candidate.class)),
                        PathStore.builder(PLACES, Serdes.String()),
                        PathStore.builder(ROWS, new RowSerde()));
        return new ProcessorSupplier<>() {
            @Override
            public Processor<RowKey, ShortlistChange, RowKey, Row> get() {
                return new Ranking();
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return stores;
            }
        };
    }

    @Override
    public void init(ProcessorContext<RowKey, Row> context) {
        super.init(context);
        candidates = PathStore.of(context, CANDIDATES);
        places = PathStore.of(context, PLACES);
        rows = PathStore.of(context, ROWS);
    }

    @Override
    public void process(Record<RowKey, ShortlistChange> record) {
        RowKey project = record.key();
        record.value().entries().forEach(entry -> place(project, entry.user(), entry.candidate()));
        Map<RowKey, Row> before = new HashMap<>();
        rows.below(project, before::put);
        Map<RowKey, Row> after = ranked(project);
        before.keySet().stream()
                .filter(path -> !after.containsKey(path))
                .forEach(path -> emit(record, path, null));
        after.forEach((path, row) -> {
            if (!row.equals(before.get(path))) {
                emit(record, path, row);
            }
        });
    }

    private void place(RowKey project, String user, @Nullable Candidate candidate) {
        RowKey member = PathSerde.join(project, RowKey.of(user));
        String old = places.get(member);
        if (old != null) {
            candidates.set(PathSerde.join(project, RowKey.of(old, user)), null);
        }
        if (candidate == null) {
            places.set(member, null);
        } else {
            RowKey place = candidate.place(user);
            candidates.set(PathSerde.join(project, place), candidate);
            places.set(member, place.value(0));
        }
    }

    /** The rows to show, by project and user. */
    private Map<RowKey, Row> ranked(RowKey project) {
        Map<RowKey, Row> ranked = new LinkedHashMap<>();
        for (KeyValue<RowKey, Candidate> entry : candidates.firstBelow(project, Shortlists.SHOWN)) {
            String user = entry.key.value(2);
            ranked.put(
                    PathSerde.join(project, RowKey.of(user)),
                    entry.value.row(project.value(0), user, ranked.size() + 1));
        }
        return ranked;
    }

    private void emit(Record<RowKey, ShortlistChange> cause, RowKey path, @Nullable Row row) {
        rows.set(path, row);
        context().forward(cause.withKey(path).withValue(row));
    }
}
