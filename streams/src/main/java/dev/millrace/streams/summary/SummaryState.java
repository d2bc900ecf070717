package dev.millrace.streams.summary;

import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.fanout.PathSerde;
import dev.millrace.streams.fanout.PathStore;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.jspecify.annotations.Nullable;

/** Parents and children of one partition as its task holds them. */
final class SummaryState<P, C> {

    private final SummaryRule<P, C> rule;
    private final PathStore<P> parents;
    private final PathStore<C> children;
    private final PathStore<Sums> sums;
    private final @Nullable PathStore<C> ranks;

    SummaryState(ProcessingContext context, String name, SummaryRule<P, C> rule) {
        this.rule = rule;
        this.parents = PathStore.of(context, parents(name));
        this.children = PathStore.of(context, children(name));
        this.sums = PathStore.of(context, sums(name));
        this.ranks = rule.shown() > 0 ? PathStore.of(context, ranks(name)) : null;
    }

    static String parents(String name) {
        return name + "-parents";
    }

    static String children(String name) {
        return name + "-children";
    }

    static String sums(String name) {
        return name + "-sums";
    }

    static String ranks(String name) {
        return name + "-ranks";
    }

    @Nullable P parent(RowKey key) {
        return parents.get(key);
    }

    Summary<C> summary(RowKey key) {
        List<C> first =
                ranks == null
                        ? List.of()
                        : ranks.firstBelow(key, rule.shown()).stream()
                                .map(entry -> entry.value)
                                .toList();
        return new Summary<>(sumsOf(key).amounts(), first);
    }

    void setParent(RowKey key, @Nullable P parent) {
        parents.set(key, parent);
    }

    /** Puts the child in the place of what it was; false when it was the same before. */
    boolean setChild(RowKey key, RowKey child, @Nullable C now) {
        RowKey path = PathSerde.join(key, child);
        C before = children.get(path);
        if (Objects.equals(before, now)) {
            return false;
        }
        children.set(path, now);
        Sums old = sumsOf(key);
        Sums without = before == null ? old : old.minus(rule.amounts(before));
        Sums with = now == null ? without : without.plus(rule.amounts(now));
        if (!with.equals(old)) {
            sums.set(key, with.equals(Sums.NONE) ? null : with);
        }
        if (ranks != null) {
            rank(ranks, key, child, before, null);
            rank(ranks, key, child, now, now);
        }
        return true;
    }

    private void rank(
            PathStore<C> ranked, RowKey key, RowKey child, @Nullable C of, @Nullable C value) {
        RowKey rank = of == null ? null : rule.rank(of);
        if (rank != null) {
            ranked.set(PathSerde.join(key, PathSerde.join(rank, child)), value);
        }
    }

    private Sums sumsOf(RowKey key) {
        Sums stored = sums.get(key);
        return stored == null ? Sums.NONE : stored;
    }
}
