package dev.millrace.streams.membermatches;

import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.fanout.PathSerde;
import dev.millrace.streams.fanout.PathStore;
import dev.millrace.streams.membermatches.Shortlist.Place;
import dev.millrace.streams.slim.SlimSerde;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The best candidates of each project among the members of one partition.
 *
 * <p>More are kept than shown, so that the next follows whoever leaves without a look at anybody
 * else. Only when more have left than were kept in reserve, all members are scored again. Of those
 * who are not kept it is known that none comes before the cut.
 *
 * <p>The lists are state; what is read of them is in memory as well, at most {@value #KEPT_MAX}
 * candidates for each published project.
 */
final class Shortlists {

    static final int SHOWN = 50;
    static final int KEPT = 100;

    // Not at each one too many: cutting writes what it lets go.
    private static final int KEPT_MAX = 150;

    // Renamed ones are a migration.
    private static final String LISTS = "shortlists";
    private static final String CUTS = "shortlist-cuts";

    private final PathStore<Candidate> stored;
    private final PathStore<Place> cuts;
    private final Map<RowKey, Shortlist> lists = new HashMap<>();

    Shortlists(ProcessingContext context) {
        stored = PathStore.of(context, LISTS);
        cuts = PathStore.of(context, CUTS);
    }

    static Set<StoreBuilder<?>> stores() {
        return Set.of(
                PathStore.builder(LISTS, new SlimSerde<>(Candidate.class)),
                PathStore.builder(CUTS, new SlimSerde<>(Place.class)));
    }

    /** The best, in their order, by user. */
    Map<String, Candidate> shown(RowKey project) {
        return list(project).first(SHOWN);
    }

    /** Whether the list changes when a member is this candidate now, null for none. */
    boolean concerns(RowKey project, String user, @Nullable Candidate now) {
        return list(project).placeOf(user) != null
                || (now != null && admits(project, Place.of(user, now)));
    }

    /** Puts a member where they belong now; null takes them away. */
    void put(RowKey project, String user, @Nullable Candidate now) {
        remove(project, user);
        if (now != null && admits(project, Place.of(user, now))) {
            keep(project, user, now);
            if (list(project).size() > KEPT_MAX) {
                cut(project);
            }
        }
    }

    /** Whether somebody who is not kept may belong to those shown. */
    boolean isShort(RowKey project) {
        return list(project).size() < SHOWN && cuts.get(project) != null;
    }

    /**
     * Makes the list anew.
     *
     * @param candidates tells every candidate of the partition by user
     */
    void fill(RowKey project, Consumer<BiConsumer<String, Candidate>> candidates) {
        clear(project);
        Shortlist best = new Shortlist();
        boolean[] isCut = {false};
        candidates.accept((user, candidate) -> {
            best.put(user, candidate);
            if (best.size() > KEPT) {
                best.remove(best.last().user());
                isCut[0] = true;
            }
        });
        best.first(KEPT).forEach((user, candidate) -> keep(project, user, candidate));
        if (isCut[0]) {
            cuts.set(project, best.last());
        }
    }

    /** Forgets the project. */
    void clear(RowKey project) {
        for (String user : new ArrayList<>(list(project).first(KEPT_MAX + 1).keySet())) {
            remove(project, user);
        }
        cuts.set(project, null);
        lists.remove(project);
    }

    /** Nobody is known to be outside, or they all come after this place. */
    private boolean admits(RowKey project, Place place) {
        Place cut = cuts.get(project);
        return cut == null || place.compareTo(cut) <= 0;
    }

    private void keep(RowKey project, String user, Candidate candidate) {
        list(project).put(user, candidate);
        stored.set(PathSerde.join(project, Place.of(user, candidate).path()), candidate);
    }

    private void remove(RowKey project, String user) {
        Shortlist list = list(project);
        Place place = list.placeOf(user);
        if (place != null) {
            list.remove(user);
            stored.set(PathSerde.join(project, place.path()), null);
        }
    }

    private void cut(RowKey project) {
        Shortlist list = list(project);
        while (list.size() > KEPT) {
            remove(project, list.last().user());
        }
        cuts.set(project, list.last());
    }

    private Shortlist list(RowKey project) {
        return lists.computeIfAbsent(project, key -> Shortlist.load(stored, key));
    }
}
