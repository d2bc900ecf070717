package dev.millrace.streams.courseprogress;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.derived.DerivedTopic;
import dev.millrace.streams.fanout.ChildChange;
import dev.millrace.streams.fanout.ChildRouter;
import dev.millrace.streams.fanout.FanOut;
import dev.millrace.streams.fanout.Hop;
import dev.millrace.streams.fanout.Merged;
import dev.millrace.streams.slim.SlimSerde;
import dev.millrace.streams.slim.SlimStream;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;

/**
 * Builds {@code derived.course_progress}: one row for every enrollment.
 *
 * <pre>
 * lessons --(lessons-to-all)-------+
 * lesson_progress -----------------+-- with the lesson's course --+
 * user_notes, user_bookmarks ------+                              |
 * lessons --------- while published ------------------------------+--(by-course)-- rows
 * enrollments ----------------------------------------------------+
 * </pre>
 *
 * <p>In brackets the repartition topics. Every task knows all lessons, which are few beside what
 * learners do in them, so a learner's step is one hop away from its row. The derived topic is
 * partitioned by course, so that a reader by course needs no hop of its own.
 *
 * <p>A change of one row is never shown in halves. Changes of several lessons travel apart, though:
 * while they are under way, a row may for a moment show a mix of them that no commit ever held.
 * Whoever acts on a completion for good checks it against the tables.
 */
public final class CourseProgressTopology {

    // Tables: nodes <name>-source and <name>-route, keys in the stores of placements.
    private static final String LESSON_PROGRESS = "lesson-progress";
    private static final String USER_NOTES = "user-notes";
    private static final String USER_BOOKMARKS = "user-bookmarks";
    private static final String LESSONS = "lessons";
    private static final String ENROLLMENTS = "enrollments";

    // Nodes between.
    private static final String IN_LESSONS = "in-lessons";
    private static final String PUBLISHED_LESSONS = "published-lessons";
    private static final String ROWS = "course-progress-rows";

    // Repartition topics and stores: a renamed one is a migration.
    private static final String LESSONS_TO_ALL = "lessons-to-all";
    private static final String BY_COURSE = "by-course";
    private static final String PLACED_AT_LESSONS = "placed-at-lessons";
    private static final String PLACED_AT_COURSES = "placed-at-courses";
    // Stores <name>-parents and <name>-children, nodes <name>-parent, <name>-child, <name>-pairs.
    private static final String LESSON_COURSES = "lesson-courses";
    static final String FACTS = "course-facts";
    static final String LEARNERS = "course-learners";
    static final String LESSON_COUNTS = "course-lesson-counts";

    private CourseProgressTopology() {}

    public static void build(StreamsBuilder builder) {
        build(builder, Hop.repartition());
    }

    static void build(StreamsBuilder builder, Hop hop) {
        Serde<CourseFact> facts = new SlimSerde<>(CourseFact.class);

        KStream<RowKey, ChildChange<CourseFact>> byCourse =
                hop.through(ofCourses(builder, hop, facts), BY_COURSE, facts);
        DerivedTopic.publishBy(
                "course_id",
                byCourse.process(new CourseProgressProcessor.Supplier(facts), Named.as(ROWS)),
                DerivedStores.COURSE_PROGRESS);
    }

    /** What learners do in lessons, where their rows are, by lesson. */
    private static KStream<RowKey, ChildChange<CourseFact>> inLessons(
            StreamsBuilder builder, Serde<CourseFact> facts) {
        ChildRouter<CourseFact> router = new ChildRouter<>(PLACED_AT_LESSONS, facts);
        return Merged.of(
                IN_LESSONS,
                ChildRouter.routeByKey(
                        builder,
                        LESSON_PROGRESS,
                        Topics.capture("learning.lesson_progress"),
                        Placements::progressAt,
                        Placements::ofProgress),
                router.route(
                        builder,
                        USER_NOTES,
                        Topics.capture("learning.user_notes"),
                        Placements::ofNote),
                router.route(
                        builder,
                        USER_BOOKMARKS,
                        Topics.capture("learning.user_bookmarks"),
                        Placements::ofBookmark));
    }

    /** Published lessons, what learners do in any lesson, and enrollments. */
    private static KStream<RowKey, ChildChange<CourseFact>> ofCourses(
            StreamsBuilder builder, Hop hop, Serde<CourseFact> facts) {
        ChildRouter<CourseFact> router = new ChildRouter<>(PLACED_AT_COURSES, facts);
        Serde<LessonPlace> places = new SlimSerde<>(LessonPlace.class);
        FanOut<LessonPlace, CourseFact, CourseFact> lessonCourses =
                new FanOut<>(LESSON_COURSES, places, facts, Placements::inLesson);
        KStream<RowKey, LessonPlace> lessons =
                SlimStream.of(
                        builder, LESSONS, Topics.capture("learning.lessons"), LessonPlace::of);
        // The lesson itself goes first: when it leaves a course, it takes its completions out of
        // the count in the same step, and what learners did there may follow later.
        return Merged.of(
                BY_COURSE,
                router.route(
                        lessons.mapValues(Placements::ofLesson, Named.as(PUBLISHED_LESSONS)),
                        LESSONS),
                lessonCourses.of(
                        hop.toAll(lessons, LESSONS_TO_ALL, places), inLessons(builder, facts)),
                router.route(
                        builder,
                        ENROLLMENTS,
                        Topics.capture("learning.enrollments"),
                        Placements::ofEnrollment));
    }
}
