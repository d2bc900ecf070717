package dev.millrace.streams.courseprogress;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.derived.DerivedTopic;
import dev.millrace.streams.fanout.ChildChange;
import dev.millrace.streams.fanout.ChildRouter;
import dev.millrace.streams.fanout.FanOut;
import dev.millrace.streams.fanout.Hop;
import dev.millrace.streams.fanout.Placement;
import dev.millrace.streams.slim.SlimSerde;
import dev.millrace.streams.slim.SlimStream;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;

/**
 * Builds {@code derived.course_progress}: one row for every enrollment.
 *
 * <pre>
 * lesson_progress --+
 * user_notes -------+--(lesson-rows)--+
 * user_bookmarks ---+                 +-- with the lesson's course --+
 * lessons ----------------------------+                              |
 *                                     +-- while published -----------+--(course-rows)-- rows
 * enrollments -------------------------------------------------------+
 * </pre>
 *
 * <p>In brackets the two repartition topics, so a learner's step is two hops away from its row.
 * The derived topic is partitioned by course, so that a reader by course needs no hop of its own.
 */
public final class CourseProgressTopology {

    // Tables: nodes <name>-source and <name>-route, keys in the stores of placements.
    private static final String LESSON_PROGRESS = "lesson-progress";
    private static final String USER_NOTES = "user-notes";
    private static final String USER_BOOKMARKS = "user-bookmarks";
    private static final String LESSONS = "lessons";
    private static final String ENROLLMENTS = "enrollments";

    // Nodes.
    private static final String PROGRESS_AND_NOTES = "lesson-rows-progress-notes";
    private static final String ALL_LESSON_ROWS = "lesson-rows-all";
    private static final String LESSON_PLACEMENT = "lessons-placement";
    private static final String LESSONS_AND_ENROLLMENTS = "course-rows-lessons-enrollments";
    private static final String ALL_COURSE_ROWS = "course-rows-all";
    private static final String COURSE_PROGRESS = "course-progress-rows";

    // Stores and repartition topics; a renamed one is a migration.
    private static final String LESSON_ROW_PLACEMENTS = "lesson-row-placements";
    private static final String COURSE_ROW_PLACEMENTS = "course-row-placements";
    private static final String LESSON_ROWS = "lesson-rows";
    private static final String COURSE_ROWS = "course-rows";
    // Stores <name>-parents and <name>-children, nodes <name>-parent, <name>-child, <name>-pairs.
    private static final String LESSON_COURSES = "lesson-courses";

    private static final String COURSE_COLUMN = "course_id";

    private CourseProgressTopology() {}

    public static void build(StreamsBuilder builder) {
        build(builder, Hop.repartition());
    }

    static void build(StreamsBuilder builder, Hop hop) {
        KStream<RowKey, ChildChange<CourseFact>> lessonRows = hop.through(
                lessonRows(builder), LESSON_ROWS, new SlimSerde<>(CourseFact.class));
        hop.through(courseRows(builder, lessonRows), COURSE_ROWS, facts()).process();
    }
}
