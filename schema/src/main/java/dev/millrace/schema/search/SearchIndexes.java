package dev.millrace.schema.search;

import java.util.List;
import java.util.stream.Collectors;

/** The catalogue of the search indexes. */
public final class SearchIndexes {

    /** The alias over the indexes in which a visitor finds things of every kind. */
    public static final String GENERAL = "general";

    public static final SearchIndex PROJECTS = new SearchIndex("projects", 2, true);
    public static final SearchIndex COURSES = new SearchIndex("courses", 2, true);
    public static final SearchIndex LESSONS = new SearchIndex("lessons", 2, false);
    public static final SearchIndex PRACTITIONERS = new SearchIndex("practitioners", 2, true);
    public static final SearchIndex SERVICES = new SearchIndex("services", 2, true);
    public static final SearchIndex CONTENT = new SearchIndex("content", 2, true);
    public static final SearchIndex REVIEWS = new SearchIndex("reviews", 2, false);
    public static final SearchIndex SPECIALIZATIONS = new SearchIndex("specializations", 2, false);

    private static final List<SearchIndex> ALL =
            List.of(
                    PROJECTS,
                    COURSES,
                    LESSONS,
                    PRACTITIONERS,
                    SERVICES,
                    CONTENT,
                    REVIEWS,
                    SPECIALIZATIONS);

    private SearchIndexes() {}

    public static List<SearchIndex> all() {
        return ALL;
    }

    /**
     * The index of this name.
     *
     * @throws IllegalArgumentException when there is none; the message lists those that there are
     */
    public static SearchIndex get(String name) {
        return ALL.stream()
                .filter(index -> index.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "no search index '%s'; there are %s"
                                        .formatted(
                                                name,
                                                ALL.stream()
                                                        .map(SearchIndex::name)
                                                        .collect(Collectors.joining(", ")))));
    }
}
