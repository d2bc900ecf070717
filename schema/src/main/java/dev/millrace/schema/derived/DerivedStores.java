package dev.millrace.schema.derived;

import java.util.List;

/** Every derived store that a stream fills. */
public final class DerivedStores {

    public static final DerivedStore COURSE_PROGRESS =
            new DerivedStore("course_progress", List.of("user_id", "course_id"), "updated_at");
    public static final DerivedStore COURSE_STATISTICS =
            new DerivedStore("course_statistics", List.of("course_id"), "updated_at");
    public static final DerivedStore PRACTITIONER_STATS =
            new DerivedStore("practitioner_stats", List.of("practitioner_id"), "updated_at");
    public static final DerivedStore MATCH_SCORES =
            new DerivedStore("match_scores", List.of("project_id", "user_id"), "computed_at");
    public static final DerivedStore MEMBER_MATCHES =
            new DerivedStore("member_matches", List.of("project_id", "user_id"), "computed_at");

    private static final List<DerivedStore> ALL =
            List.of(
                    COURSE_PROGRESS,
                    COURSE_STATISTICS,
                    PRACTITIONER_STATS,
                    MATCH_SCORES,
                    MEMBER_MATCHES);

    private DerivedStores() {}

    public static List<DerivedStore> all() {
        return ALL;
    }

    /**
     * The store of this name.
     *
     * @throws IllegalArgumentException when no stream fills such a store
     */
    public static DerivedStore get(String name) {
        return ALL.stream()
                .filter(store -> store.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "unknown store '"
                                        + name
                                        + "', expected one of "
                                        + ALL.stream().map(DerivedStore::name).toList()));
    }
}
