package dev.millrace.bench.search.probe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.schema.search.SearchIndex;
import dev.millrace.schema.search.SearchIndexes;

/**
 * A change whose arrival can be read from a document: each sets the next number in a row. The
 * parameters are the number and the row.
 */
public enum SearchProbe {
    COURSE(
            "a course's own row",
            SearchIndexes.COURSES,
            "probe-course",
            "title",
            "update learning.courses set title = 'Probe ' || ?::bigint where id = bench.id('probe-course', ?)"),
    LESSON(
            "a lesson's own row",
            SearchIndexes.LESSONS,
            "probe-lesson",
            "title",
            "update learning.lessons set title = 'Probe ' || ?::bigint where id = bench.id('probe-lesson', ?)"),
    NAME(
            "the name of a practitioner, a row of another table",
            SearchIndexes.PRACTITIONERS,
            "probe-practitioner",
            "display_name",
            "update identity.users set display_name = 'Probe ' || ?::bigint where id = bench.id('probe-user', ?)"),
    RATINGS(
            "the number of a practitioner's ratings, a derived value",
            SearchIndexes.PRACTITIONERS,
            "probe-practitioner",
            "rating_count",
            "update wellness.reviews r set status = 'published'"
                    + " from (select ?::bigint as number, ?::bigint as n) p"
                    + " where r.id = bench.id('probe-review', p.n * 1000 + p.number)");

    private final String title;
    private final SearchIndex index;
    private final String kind;
    private final String field;
    private final String sql;

    SearchProbe(String title, SearchIndex index, String kind, String field, String sql) {
        this.title = title;
        this.index = index;
        this.kind = kind;
        this.field = field;
        this.sql = sql;
    }

    /** What it changes, in words. */
    public String title() {
        return title;
    }

    SearchIndex index() {
        return index;
    }

    /** Of the rows whose documents show it, as function {@code bench.id} takes it. */
    String kind() {
        return kind;
    }

    String field() {
        return field;
    }

    /** The number first, then the row. */
    String sql() {
        return sql;
    }

    /** The number that a document shows; 0 for none. */
    long number(JsonNode document) {
        JsonNode value = document.path(field);
        return value.isNumber()
                ? value.asLong()
                : Long.parseLong("0" + value.asText().replaceAll("\\D", ""));
    }
}
