package dev.millrace.streams.learnerdashboard;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.derived.DerivedTopic;
import dev.millrace.streams.fanout.ChildChange;
import dev.millrace.streams.fanout.ChildRouter;
import dev.millrace.streams.fanout.FanOut;
import dev.millrace.streams.fanout.Hop;
import dev.millrace.streams.fanout.Merged;
import dev.millrace.streams.people.Person;
import dev.millrace.streams.slim.SlimSerde;
import dev.millrace.streams.slim.SlimStream;
import dev.millrace.streams.summary.ParentSummary;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;

/**
 * Builds {@code derived.learner_dashboard}: one row for every person who is not deleted.
 *
 * <pre>
 * enrollments --(by-course)-----------------------+
 * derived.course_progress, partitioned by course -+-- studies --+
 * courses ------------------------------------------------------+-- active courses --+
 * course_completions, lesson_progress, user_achievements ----------------------------+--(by-user)
 *
 * (by-user) --+
 * users ------+-- rows
 * </pre>
 *
 * <p>In brackets the repartition topics. An enrollment, a progress or any other row of a learner
 * costs a few look-ups at each partition that it passes. A course whose title or publication
 * changes walks its active enrollments and re-places each: work and output are bounded by their
 * number, and no other column of a course makes any.
 *
 * <p>What a reader can see between: every input travels apart. Study time shows a moment before the
 * progress that it made, which goes through the store of progress first; a new enrollment shows
 * with 0.00 and its own last access until that store has its row; a course may count as completed
 * and still as active; and a new title may stand in one learner's row before it stands in
 * another's.
 */
public final class LearnerDashboardTopology {

    // Tables: nodes <name>-source and <name>-route, keys in the stores of placements.
    private static final String ENROLLMENTS = "enrollments";
    private static final String COURSES = "courses";
    private static final String PROGRESS = "course-progress";
    private static final String COMPLETIONS = "course-completions";
    private static final String LESSON_PROGRESS = "lesson-progress";
    private static final String ACHIEVEMENTS = "user-achievements";
    private static final String USERS = "users";

    // Nodes between.
    private static final String ENROLLMENTS_BY_LEARNER = "enrollments-by-learner";
    private static final String PROGRESS_BY_LEARNER = "course-progress-by-learner";

    // Repartition topics and stores: a renamed one is a migration.
    private static final String BY_COURSE = "by-course";
    private static final String BY_USER = "by-user";
    private static final String PLACED_AT_COURSES = "placed-at-courses";
    private static final String PLACED_AT_USERS = "placed-at-users";
    // Stores <name>-parents and <name>-children, nodes <name>-parent, <name>-child, <name>-pairs.
    private static final String STUDIES = "studies";
    private static final String ACTIVE_COURSES = "active-courses";
    // Stores <name>-parents, -children, -sums, -ranks; nodes <name>-parent, -child, -rows.
    private static final String LEARNERS = "learners";

    private LearnerDashboardTopology() {}

    public static void build(StreamsBuilder builder) {
        build(builder, Hop.repartition());
    }

    static void build(StreamsBuilder builder, Hop hop) {
        Serde<LearnerFact> facts = new SlimSerde<>(LearnerFact.class);
        ChildRouter<LearnerFact> router = new ChildRouter<>(PLACED_AT_USERS, facts);
        KStream<RowKey, ChildChange<LearnerFact>> byUser =
                hop.through(
                        Merged.of(
                                BY_USER,
                                activeCourses(builder, hop),
                                router.route(
                                        builder,
                                        COMPLETIONS,
                                        Topics.capture("learning.course_completions"),
                                        Placements::ofCompletion),
                                ChildRouter.routeByKey(
                                        builder,
                                        LESSON_PROGRESS,
                                        Topics.capture("learning.lesson_progress"),
                                        Placements::studyTimeAt,
                                        Placements::ofLessonProgress),
                                router.route(
                                        builder,
                                        ACHIEVEMENTS,
                                        Topics.capture("learning.user_achievements"),
                                        Placements::ofAchievement)),
                        BY_USER,
                        facts);
        DerivedTopic.publish(
                new ParentSummary<>(
                                LEARNERS,
                                new SlimSerde<>(Person.class),
                                facts,
                                new LearnerDashboard())
                        .of(Person.stream(builder, USERS), byUser),
                DerivedStores.LEARNER_DASHBOARD);
    }

    private static KStream<RowKey, ChildChange<LearnerFact>> activeCourses(
            StreamsBuilder builder, Hop hop) {
        KStream<RowKey, PublishedCourse> courses =
                SlimStream.of(
                        builder, COURSES, Topics.capture("learning.courses"), PublishedCourse::of);
        return new FanOut<>(
                        ACTIVE_COURSES,
                        new SlimSerde<>(PublishedCourse.class),
                        new SlimSerde<>(Study.class),
                        Placements::ofActiveCourse)
                .of(courses, studies(builder, hop));
    }

    /** Enrollments and progress of the same learner meet in the partition of the course. */
    private static KStream<RowKey, ChildChange<Study>> studies(StreamsBuilder builder, Hop hop) {
        Serde<Enrollment> enrollment = new SlimSerde<>(Enrollment.class);
        KStream<RowKey, ChildChange<Enrollment>> enrollments =
                hop.through(
                                new ChildRouter<>(PLACED_AT_COURSES, enrollment)
                                        .route(
                                                builder,
                                                ENROLLMENTS,
                                                Topics.capture("learning.enrollments"),
                                                Placements::ofEnrollment),
                                BY_COURSE,
                                enrollment)
                        .map(Placements::byLearner, Named.as(ENROLLMENTS_BY_LEARNER));
        KStream<RowKey, Progress> progress =
                SlimStream.of(
                                builder,
                                PROGRESS,
                                Topics.derived(DerivedStores.COURSE_PROGRESS),
                                Progress::of)
                        .map(Placements::byCourse, Named.as(PROGRESS_BY_LEARNER));
        return new FanOut<>(
                        STUDIES, new SlimSerde<>(Progress.class), enrollment, Placements::ofStudy)
                .of(progress, enrollments);
    }
}
