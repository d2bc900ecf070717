package dev.millrace.search.courses;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.schema.topics.Topics;
import dev.millrace.search.document.DocumentTopology;
import dev.millrace.search.document.Fact;
import dev.millrace.streams.fanout.Hop;
import org.apache.kafka.streams.StreamsBuilder;

/**
 * Builds {@code search.courses}: published courses with their category, instructor, tags and
 * statistics.
 */
public final class CoursesTopology {

    private CoursesTopology() {}

    public static void build(StreamsBuilder builder, Hop hop) {
        DocumentTopology.of(
                        SearchIndexes.COURSES,
                        builder,
                        hop,
                        Topics.capture("learning.courses"),
                        CourseDocument::course)
                .same(
                        CourseDocument.STATISTICS,
                        Topics.derived(DerivedStores.COURSE_STATISTICS),
                        CourseDocument::statistics)
                .reference(
                        CourseDocument.CATEGORY,
                        "category_id",
                        Topics.capture("learning.course_categories"),
                        row -> Fact.of(row, "name"))
                .reference(
                        CourseDocument.INSTRUCTOR,
                        "instructor_id",
                        Topics.capture("identity.users"),
                        CourseDocument::instructor)
                .linked(
                        CourseDocument.TAG,
                        Topics.capture("learning.course_tag_map"),
                        "course_id",
                        "tag_id",
                        Topics.capture("learning.course_tags"),
                        row -> Fact.of(row, "name"))
                .publish(CourseDocument::document);
    }
}
