package dev.millrace.streams.membermatches;

import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.fanout.PathStore;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Candidates of one project in memory, the better first. */
final class Shortlist {

    private final TreeMap<Place, Candidate> order = new TreeMap<>();
    private final Map<String, Place> places = new HashMap<>();

    /**
     * Where a candidate stands.
     *
     * @param below text in whose order the better come first
     */
    record Place(String below, String user) implements Comparable<Place> {

        static Place of(String user, Candidate candidate) {
            return new Place(candidate.below(), user);
        }

        /** As the last part of a path in a state store. */
        RowKey path() {
            return RowKey.of(below, user);
        }

        @Override
        public int compareTo(Place other) {
            int difference = below.compareTo(other.below);
            return difference == 0 ? user.compareTo(other.user) : difference;
        }
    }

    /** The list of a project as a state store has it. */
    static Shortlist load(PathStore<Candidate> store, RowKey project) {
        Shortlist list = new Shortlist();
        int userPlace = project.values().size() + 1;
        store.below(project, (path, candidate) -> list.put(path.value(userPlace), candidate));
        return list;
    }

    int size() {
        return order.size();
    }

    /** Where the member stands, null for one who is not on the list. */
    @Nullable Place placeOf(String user) {
        return places.get(user);
    }

    Place last() {
        return order.lastKey();
    }

    /** Puts a member where they belong now. */
    void put(String user, Candidate candidate) {
        remove(user);
        Place place = Place.of(user, candidate);
        places.put(user, place);
        order.put(place, candidate);
    }

    void remove(String user) {
        Place place = places.remove(user);
        if (place != null) {
            order.remove(place);
        }
    }

    /** The first so many by user, in their order. */
    Map<String, Candidate> first(int most) {
        Map<String, Candidate> first = new LinkedHashMap<>();
        for (Map.Entry<Place, Candidate> entry : order.entrySet()) {
            if (first.size() == most) {
                break;
            }
            first.put(entry.getKey().user(), entry.getValue());
        }
        return first;
    }
}
