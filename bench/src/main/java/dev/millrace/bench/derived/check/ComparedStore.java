package dev.millrace.bench.derived.check;

import java.util.List;

/**
 * A table or view that a solution keeps, and the oracle that says what must be in it. Compared is
 * what both have in common.
 *
 * @param store name of the store, and of its oracle in schema {@code oracle}
 * @param key columns that tell its rows apart
 * @param relation qualified name of what the solution keeps
 */
public record ComparedStore(String store, List<String> key, String relation) {

    public static final String COURSE_PROGRESS = "course_progress";
    public static final String COURSE_STATISTICS = "course_statistics";
    public static final String PRACTITIONER_STATS = "practitioner_stats";
    public static final String PROJECT_STATISTICS = "project_statistics";

    /** The stores that ours and Flink both keep, the smallest first. */
    public static final List<String> FOUR =
            List.of(PRACTITIONER_STATS, PROJECT_STATISTICS, COURSE_STATISTICS, COURSE_PROGRESS);

    public ComparedStore {
        key = List.copyOf(key);
    }

    /** The store of this name, kept in this relation. */
    public static ComparedStore in(String relation, String store) {
        return new ComparedStore(store, keyOf(store), relation);
    }

    private static List<String> keyOf(String store) {
        return switch (store) {
            case COURSE_PROGRESS -> List.of("user_id", "course_id");
            case COURSE_STATISTICS -> List.of("course_id");
            case PRACTITIONER_STATS -> List.of("practitioner_id");
            case PROJECT_STATISTICS -> List.of("project_id");
            case "match_scores" -> List.of("project_id", "user_id");
            default -> throw new IllegalArgumentException("store " + store + " is not compared");
        };
    }

    /** Where {@link Expectation} keeps what the oracle said last. */
    String expectedTable() {
        return "bench.expected_" + store;
    }
}
