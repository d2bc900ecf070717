package dev.millrace.launcher.traffic;

import dev.millrace.launcher.chance.Chance;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A bounded sample of keys. Most draws fall on the first few, the rest on any. Safe for threads.
 *
 * @param <T> a value type
 */
final class IdPool<T> {

    private static final double EVEN_SHARE = 0.3;
    private static final double SKEW = 3;

    private final int capacity;
    private final List<T> members = new ArrayList<>();
    private final Map<T, Integer> places = new HashMap<>();

    IdPool(int capacity) {
        this.capacity = capacity;
    }

    synchronized Optional<T> pick(Chance chance) {
        double point = chance.unit();
        if (members.isEmpty()) {
            return Optional.empty();
        }
        double skewed = chance.happens(EVEN_SHARE) ? point : Math.pow(point, SKEW);
        return Optional.of(members.get((int) (skewed * members.size())));
    }

    /** Adds a key; a full pool forgets its newest one instead. */
    synchronized void add(T member) {
        if (places.containsKey(member)) {
            return;
        }
        if (members.size() == capacity) {
            remove(members.getLast());
        }
        places.put(member, members.size());
        members.add(member);
    }

    synchronized void addAll(Collection<T> many) {
        many.forEach(this::add);
    }

    /** Forgets a key; the last one takes its place. */
    synchronized void remove(T member) {
        Integer place = places.remove(member);
        if (place == null) {
            return;
        }
        T last = members.removeLast();
        if (place < members.size()) {
            members.set(place, last);
            places.put(last, place);
        }
    }

    synchronized int size() {
        return members.size();
    }
}
