package dev.millrace.streams.courserecommendations;

import dev.millrace.streams.courserecommendations.Course.Offer;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All courses in memory, a few hundred bytes each, and the rule of {@code
 * derived.course_recommendations}, free of Kafka.
 */
final class Catalogue {

    static final int SHOWN = 10;

    private final Map<String, String> categories = new HashMap<>();
    private final Map<String, Open> open = new HashMap<>();

    private record Open(@Nullable String category, Offer offer, double merit) {}

    /** A course as it is now, null when it is gone. */
    void put(String id, @Nullable Course course) {
        categories.remove(id);
        open.remove(id);
        if (course == null) {
            return;
        }
        if (course.category() != null) {
            categories.put(id, course.category());
        }
        Offer offer = course.offer();
        if (offer != null) {
            open.put(id, new Open(course.category(), offer, Score.merit(offer)));
        }
    }

    /**
     * The best courses for somebody, in their order; one look at each that is open.
     *
     * @param enrolled the course of each of their enrollments
     * @param asOf in microseconds since 1970-01-01 UTC
     */
    List<Recommendation> best(Collection<String> enrolled, long asOf) {
        Map<String, Integer> enrolledByCategory = new HashMap<>();
        for (String course : enrolled) {
            String category = categories.get(course);
            if (category != null) {
                enrolledByCategory.merge(category, 1, Integer::sum);
            }
        }
        Set<String> without = new HashSet<>(enrolled);
        TreeSet<Recommendation> best = new TreeSet<>();
        open.forEach((id, course) -> {
            if (without.contains(id)) {
                return;
            }
            int inCategory =
                    course.category == null
                            ? 0
                            : enrolledByCategory.getOrDefault(course.category, 0);
            int score = Score.of(inCategory, enrolled.size(), course.offer, course.merit, asOf);
            if (best.size() == SHOWN && best.last().score() > score) {
                return;
            }
            best.add(new Recommendation(id, score));
            if (best.size() > SHOWN) {
                best.pollLast();
            }
        });
        return List.copyOf(best);
    }
}
