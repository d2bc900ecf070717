package dev.millrace.streams.rollup;

import dev.millrace.schema.topics.RowKey;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one row adds to its group.
 *
 * @param group key of the group
 * @param amounts what it adds to each total, by the total's name; nothing to those not named
 * @param member whom the row stands for, where the group counts its members once each; null for
 *     nobody
 */
public record Contribution(RowKey group, SortedMap<String, Long> amounts, @Nullable String member) {

    public Contribution {
        amounts = Collections.unmodifiableSortedMap(new TreeMap<>(amounts));
    }

    /** A row of the group of this key, which adds nothing yet but itself. */
    public static Contribution to(String... group) {
        return new Contribution(RowKey.of(group), new TreeMap<>(), null);
    }

    /** Adds one to a total. */
    public Contribution count(String total) {
        return add(total, 1L);
    }

    /** Adds one to a total where the condition holds. */
    public Contribution countIf(boolean condition, String total) {
        return condition ? count(total) : this;
    }

    /** Adds an amount to a total; null, an amount that is not known, adds nothing. */
    public Contribution add(String total, @Nullable Long amount) {
        if (amount == null || amount == 0) {
            return this;
        }
        TreeMap<String, Long> more = new TreeMap<>(amounts);
        more.merge(total, amount, Math::addExact);
        return new Contribution(group, more, member);
    }

    /** The same, standing for this member of the group; null for nobody. */
    public Contribution by(@Nullable String someone) {
        return new Contribution(group, amounts, someone);
    }

    /** What the coming of this row changes. */
    Change coming() {
        return new Change(1, amounts, null, member);
    }

    /** What the going of this row changes. */
    Change going() {
        return new Change(-1, negated(amounts), member, null);
    }

    /** What changes when this row takes the place of another in the same group. */
    Change replacing(Contribution before) {
        SortedMap<String, Long> difference = negated(before.amounts);
        amounts.forEach((total, amount) -> difference.merge(total, amount, Math::addExact));
        difference.values().removeIf(amount -> amount == 0);
        return before.member != null && before.member.equals(member)
                ? new Change(0, difference, null, null)
                : new Change(0, difference, before.member, member);
    }

    private static SortedMap<String, Long> negated(Map<String, Long> amounts) {
        TreeMap<String, Long> negated = new TreeMap<>();
        amounts.forEach((total, amount) -> negated.put(total, Math.negateExact(amount)));
        return negated;
    }
}
