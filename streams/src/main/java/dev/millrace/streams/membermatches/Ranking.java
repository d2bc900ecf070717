package dev.millrace.streams.membermatches;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.fanout.PathSerde;
import dev.millrace.streams.fanout.PathStore;
import dev.millrace.streams.membermatches.Shortlist.Place;
import dev.millrace.streams.slim.SlimSerde;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
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
 * moves, never more than a list shows twice. The candidates, so many for each partition of members
 * as a list shows, are held in memory beside the state.
 */
final class Ranking extends ContextualProcessor<RowKey, ShortlistChange, RowKey, Row> {

    // Renaming it is a migration.
    private static final String CANDIDATES = "candidates";

    @SuppressWarnings("NullAway.Init")
    private PathStore<Candidate> stored;

    @SuppressWarnings("NullAway.Init")
    private Map<RowKey, Shortlist> lists;

    static ProcessorSupplier<RowKey, ShortlistChange, RowKey, Row> supplier() {
        Set<StoreBuilder<?>> stores =
                Set.of(PathStore.builder(CANDIDATES, new SlimSerde<>(Candidate.class)));
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
        stored = PathStore.of(context, CANDIDATES);
        // Anew each time: a task that is begun again has other state than it had.
        lists = new HashMap<>();
    }

    @Override
    public void process(Record<RowKey, ShortlistChange> record) {
        RowKey project = record.key();
        Shortlist list = list(project);
        Map<String, Ranked> before = ranked(list);
        record.value()
                .entries()
                .forEach(entry -> place(project, list, entry.user(), entry.candidate()));
        Map<String, Ranked> after = ranked(list);
        before.keySet().stream()
                .filter(user -> !after.containsKey(user))
                .forEach(user -> emit(record, user, null));
        after.forEach((user, ranked) -> {
            if (!ranked.equals(before.get(user))) {
                emit(record, user, ranked);
            }
        });
        if (list.size() == 0) {
            lists.remove(project);
        }
    }

    /** All that a row shows of a member. */
    private record Ranked(int rank, Candidate candidate) {}

    private void place(RowKey project, Shortlist list, String user, @Nullable Candidate candidate) {
        Place old = list.placeOf(user);
        if (old != null) {
            stored.set(PathSerde.join(project, old.path()), null);
        }
        if (candidate == null) {
            list.remove(user);
        } else {
            list.put(user, candidate);
            stored.set(PathSerde.join(project, Place.of(user, candidate).path()), candidate);
        }
    }

    /** Those to show, by user. */
    private static Map<String, Ranked> ranked(Shortlist list) {
        Map<String, Ranked> ranked = new LinkedHashMap<>();
        list.first(Shortlists.SHOWN)
                .forEach((user, candidate) ->
                        ranked.put(user, new Ranked(ranked.size() + 1, candidate)));
        return ranked;
    }

    private void emit(Record<RowKey, ShortlistChange> cause, String user, @Nullable Ranked ranked) {
        String project = cause.key().value(0);
        Row row = ranked == null ? null : ranked.candidate.row(project, user, ranked.rank);
        context().forward(cause.withKey(RowKey.of(project, user)).withValue(row));
    }

    private Shortlist list(RowKey project) {
        return lists.computeIfAbsent(project, key -> Shortlist.load(stored, key));
    }
}
