package dev.millrace.streams.learnerdashboard;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.fanout.ChildChange;
import dev.millrace.streams.fanout.ChildRouter;
import dev.millrace.streams.fanout.Placement;
import dev.millrace.streams.learnerdashboard.LearnerFact.Achievement;
import dev.millrace.streams.learnerdashboard.LearnerFact.ActiveCourse;
import dev.millrace.streams.learnerdashboard.LearnerFact.Completion;
import dev.millrace.streams.learnerdashboard.LearnerFact.StudyTime;
import org.apache.kafka.streams.KeyValue;
import org.jspecify.annotations.Nullable;

/** Where the rows of each table belong on their way to the learner. */
final class Placements {

    private Placements() {}

    /** A row of {@code learning.enrollments}, at its course while it is active. */
    static @Nullable Placement<Enrollment> ofEnrollment(Row row) {
        return row.text("status").equals("active")
                ? new Placement<>(
                        RowKey.of(row.text("course_id")),
                        RowKey.of(row.text("user_id"), row.text("id")),
                        new Enrollment(row.microsOrNull("last_accessed_at")))
                : null;
    }

    /** An enrollment at its course, by course and learner. */
    static KeyValue<RowKey, ChildChange<Enrollment>> byLearner(
            RowKey course, ChildChange<Enrollment> enrollment) {
        RowKey userAndId = enrollment.child();
        return KeyValue.pair(
                courseAndUser(course.value(0), userAndId.value(0)),
                new ChildChange<>(RowKey.of(userAndId.value(1)), enrollment.value()));
    }

    /** Progress by course and learner, of a topic that is partitioned by course already. */
    static KeyValue<RowKey, Progress> byCourse(RowKey userAndCourse, @Nullable Progress progress) {
        return KeyValue.pair(
                courseAndUser(userAndCourse.value(1), userAndCourse.value(0)), progress);
    }

    /** An enrollment with its progress, at the course. */
    static Placement<Study> ofStudy(
            RowKey courseAndUser,
            @Nullable Progress progress,
            RowKey enrollment,
            Enrollment active) {
        return new Placement<>(
                RowKey.of(courseAndUser.value(0)),
                RowKey.of(courseAndUser.value(1), enrollment.value(0)),
                Study.of(active, progress));
    }

    /** An enrollment with its course, at the learner; nowhere while it is not published. */
    static @Nullable Placement<LearnerFact> ofActiveCourse(
            RowKey courseKey, @Nullable PublishedCourse course, RowKey userAndId, Study study) {
        String id = courseKey.value(0);
        return course == null
                ? null
                : new Placement<>(
                        RowKey.of(userAndId.value(0)),
                        RowKey.of("course", id, userAndId.value(1)),
                        new ActiveCourse(id, course.title(), study.percentage(), study.accessed()));
    }

    /** A row of {@code learning.course_completions}, at its learner. */
    static Placement<LearnerFact> ofCompletion(Row row) {
        return atLearner(row, RowKey.of("completion", row.text("id")), new Completion());
    }

    /** The key of {@code learning.lesson_progress} is the learner and the lesson. */
    static ChildRouter.Place studyTimeAt(RowKey userAndLesson) {
        return new ChildRouter.Place(
                RowKey.of(userAndLesson.value(0)), RowKey.of("study", userAndLesson.value(1)));
    }

    /** What a row of {@code learning.lesson_progress} brings to its learner, if it has any time. */
    static @Nullable LearnerFact ofLessonProgress(Row row) {
        long seconds = row.integer("total_time_spent_seconds");
        return seconds == 0 ? null : new StudyTime(seconds);
    }

    /** A row of {@code learning.user_achievements}, at its learner. */
    static Placement<LearnerFact> ofAchievement(Row row) {
        return atLearner(row, RowKey.of("achievement", row.text("id")), new Achievement());
    }

    private static Placement<LearnerFact> atLearner(Row row, RowKey child, LearnerFact fact) {
        return new Placement<>(RowKey.of(row.text("user_id")), child, fact);
    }

    private static RowKey courseAndUser(String course, String user) {
        return RowKey.of(course, user);
    }
}
