package dev.millrace.streams.membermatches;

import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.fanout.PathSerde;
import dev.millrace.streams.fanout.PathStore;
import dev.millrace.streams.slim.SlimSerde;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The best candidates of each project among the members of one partition.
 *
 * <p>More are kept than shown, so that the next follows whoever leaves without a look at anybody
 * else. Only when more have left than were kept in reserve, all members are scored again. Of those
 * who are not kept it is known that none comes before the cut.
 */
final class Shortlists {

    static final int SHOWN = 50;
    static final int KEPT = 100;

    // Not at each one too many, since the walk to the last costs as much as the list is long.
    private static final int KEPT_MAX = 150;

    // Renamed ones are a migration.
    private static final String LISTS = "shortlists";
    private static final String PLACES = "shortlist-places";
    private static final String EXTENTS = "shortlist-extents";

    private final PathStore<Candidate> lists;
    private final PathStore<String> places;
    private final PathStore<Extent> extents;

    /**
     * How far a list reaches.
     *
     * @param kept its length
     * @param cutPlace with the user, the place before which nobody is who is not kept; null when
     *     everybody is
     */
    record Extent(int kept, @Nullable String cutPlace, @Nullable String cutUser) {

        static final Extent EMPTY = new Extent(0, null, null);

        boolean isCut() {
            return cutPlace != null;
        }

        boolean admits(RowKey place) {
            if (cutPlace == null || cutUser == null) {
                return true;
            }
            int order = place.value(0).compareTo(cutPlace);
            return order < 0 || (order == 0 && place.value(1).compareTo(cutUser) <= 0);
        }

        Extent plus(int difference) {
            return new Extent(kept + difference, cutPlace, cutUser);
        }
    }

    Shortlists(ProcessingContext context) {
        lists = PathStore.of(context, LISTS);
        places = PathStore.of(context, PLACES);
        extents = PathStore.of(context, EXTENTS);
    }

    static Set<StoreBuilder<?>> stores() {
        return Set.of(
                PathStore.builder(LISTS, new SlimSerde<>(Candidate.class)),
                PathStore.builder(PLACES, Serdes.String()),
                PathStore.builder(EXTENTS, new SlimSerde<>(Extent.class)));
    }

    /** The best, in their order, by user. */
    Map<String, Candidate> shown(RowKey project) {
        Map<String, Candidate> shown = new LinkedHashMap<>();
        for (KeyValue<RowKey, Candidate> entry : lists.firstBelow(project, SHOWN)) {
            shown.put(entry.key.value(2), entry.value);
        }
        return shown;
    }

    /** Whether the list changes when a member is this candidate now, null for none. */
    boolean concerns(RowKey project, String user, @Nullable Candidate now) {
        return (now != null && extent(project).admits(now.place(user)))
                || places.get(at(project, user)) != null;
    }

    /** Puts a member where they belong now; null takes them away. */
    void put(RowKey project, String user, @Nullable Candidate now) {
        Extent extent = extent(project);
        String place = places.get(at(project, user));
        if (place != null) {
            lists.set(PathSerde.join(project, RowKey.of(place, user)), null);
            places.set(at(project, user), null);
            extent = extent.plus(-1);
        }
        if (now != null && extent.admits(now.place(user))) {
            keep(project, user, now);
            extent = extent.plus(1);
        }
        if (extent.kept() > KEPT_MAX) {
            extent = cut(project);
        }
        set(project, extent);
    }

    /** Whether somebody who is not kept may belong to those shown. */
    boolean isShort(RowKey project) {
        Extent extent = extent(project);
        return extent.isCut() && extent.kept() < SHOWN;
    }

    /**
     * Makes the list anew.
     *
     * @param candidates tells every candidate of the partition by user
     */
    void fill(RowKey project, Consumer<BiConsumer<String, Candidate>> candidates) {
        clear(project);
        TreeMap<String, Map.Entry<String, Candidate>> best = new TreeMap<>();
        boolean[] cut = {false};
        candidates.accept((user, candidate) -> {
            RowKey place = candidate.place(user);
            best.put(place.value(0) + '\0' + user, Map.entry(user, candidate));
            if (best.size() > KEPT) {
                best.pollLastEntry();
                cut[0] = true;
            }
        });
        best.values().forEach(entry -> keep(project, entry.getKey(), entry.getValue()));
        Extent extent = new Extent(best.size(), null, null);
        if (cut[0]) {
            Map.Entry<String, Candidate> last = best.lastEntry().getValue();
            extent =
                    new Extent(
                            best.size(),
                            last.getValue().place(last.getKey()).value(0),
                            last.getKey());
        }
        set(project, extent);
    }

    /** Forgets the project. */
    void clear(RowKey project) {
        List<RowKey> paths = new ArrayList<>();
        lists.below(project, (path, candidate) -> paths.add(path));
        for (RowKey path : paths) {
            lists.set(path, null);
            places.set(at(project, path.value(2)), null);
        }
        extents.set(project, null);
    }

    private void keep(RowKey project, String user, Candidate candidate) {
        RowKey place = candidate.place(user);
        lists.set(PathSerde.join(project, place), candidate);
        places.set(at(project, user), place.value(0));
    }

    /** Lets go of all but the first. */
    private Extent cut(RowKey project) {
        List<RowKey> paths = new ArrayList<>();
        lists.below(project, (path, candidate) -> paths.add(path));
        for (RowKey path : paths.subList(KEPT, paths.size())) {
            lists.set(path, null);
            places.set(at(project, path.value(2)), null);
        }
        RowKey last = paths.get(KEPT - 1);
        return new Extent(KEPT, last.value(1), last.value(2));
    }

    private Extent extent(RowKey project) {
        Extent extent = extents.get(project);
        return extent == null ? Extent.EMPTY : extent;
    }

    private void set(RowKey project, Extent extent) {
        extents.set(project, extent.equals(Extent.EMPTY) ? null : extent);
    }

    private static RowKey at(RowKey project, String user) {
        return PathSerde.join(project, RowKey.of(user));
    }
}
