package dev.millrace.streams.summary;

import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.fanout.PathSerde;
import dev.millrace.streams.fanout.PathStore;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
        return new Summary<>(sumsOf(key).amounts(), ranks == null ? List.of() : first(ranks, key));
    }

    void setParent(RowKey key, @Nullable P parent) {
        parents.set(key, parent);
    }

    /**
     * Puts the child in the place of what it was.
     *
     * @param before the summary of the parent until now
     * @return the summary from now on; empty when the child was the same before
     */
    Optional<Summary<C>> setChild(RowKey key, Summary<C> before, RowKey child, @Nullable C now) {
        RowKey path = PathSerde.join(key, child);
        C was = children.get(path);
        if (Objects.equals(was, now)) {
            return Optional.empty();
        }
        children.set(path, now);
        Sums old = sumsOf(key);
        Sums without = was == null ? old : old.minus(rule.amounts(was));
        Sums with = now == null ? without : without.plus(rule.amounts(now));
        if (!with.equals(old)) {
            sums.set(key, with.equals(Sums.NONE) ? null : with);
        }
        RowKey rankBefore = was == null ? null : rule.rank(was);
        RowKey rankNow = now == null ? null : rule.rank(now);
        if (ranks == null || (rankBefore == null && rankNow == null)) {
            return Optional.of(new Summary<>(with.amounts(), before.first()));
        }
        if (rankBefore != null && !rankBefore.equals(rankNow)) {
            ranks.set(PathSerde.join(key, PathSerde.join(rankBefore, child)), null);
        }
        if (rankNow != null) {
            ranks.set(PathSerde.join(key, PathSerde.join(rankNow, child)), now);
        }
        return Optional.of(new Summary<>(with.amounts(), first(ranks, key)));
    }

    private List<C> first(PathStore<C> ranked, RowKey key) {
        return ranked.firstBelow(key, rule.shown()).stream().map(entry -> entry.value).toList();
    }

    private Sums sumsOf(RowKey key) {
        Sums stored = sums.get(key);
        return stored == null ? Sums.NONE : stored;
    }
}
