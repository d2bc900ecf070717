package dev.millrace.streams.courseprogress;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.courseprogress.CourseFact.Bookmark;
import dev.millrace.streams.courseprogress.CourseFact.Enrollment;
import dev.millrace.streams.courseprogress.CourseFact.Note;
import dev.millrace.streams.courseprogress.CourseFact.OfLearner;
import dev.millrace.streams.courseprogress.CourseFact.Progress;
import dev.millrace.streams.courseprogress.CourseFact.PublishedLesson;
import dev.millrace.streams.fanout.ChildRouter;
import dev.millrace.streams.fanout.Placement;
import org.jspecify.annotations.Nullable;

/** Where the rows of each table belong, and what of them matters there. */
final class Placements {

    private Placements() {}

    /** The key of {@code learning.lesson_progress} is the learner and the lesson. */
    static ChildRouter.Place progressAt(RowKey userAndLesson) {
        return new ChildRouter.Place(
                RowKey.of(userAndLesson.value(1)), RowKey.of("progress", userAndLesson.value(0)));
    }

    /** What a row of {@code learning.lesson_progress} brings to its lesson. */
    static CourseFact ofProgress(Row row) {
        boolean completed = row.text("status").equals("completed");
        return new Progress(
                row.text("user_id"),
                row.text("lesson_id"),
                row.integer("total_time_spent_seconds"),
                row.micros("last_accessed_at"),
                completed ? row.microsOrNull("completed_at") : null);
    }

    /** A row of {@code learning.user_notes}, at its lesson. */
    static Placement<CourseFact> ofNote(Row row) {
        return new Placement<>(
                RowKey.of(row.text("lesson_id")),
                RowKey.of("note", row.text("id")),
                new Note(row.text("user_id")));
    }

    /** A row of {@code learning.user_bookmarks}, at its lesson. */
    static Placement<CourseFact> ofBookmark(Row row) {
        return new Placement<>(
                RowKey.of(row.text("lesson_id")),
                RowKey.of("bookmark", row.text("id")),
                new Bookmark(row.text("user_id")));
    }

    /** A row of {@code learning.enrollments}, at its course. */
    static Placement<CourseFact> ofEnrollment(Row row) {
        String user = row.text("user_id");
        return new Placement<>(
                RowKey.of(row.text("course_id")),
                FactPaths.enrollment(user, row.text("id")),
                new Enrollment(user));
    }

    /** A lesson, at its course while it is published. */
    static @Nullable Placement<CourseFact> ofLesson(RowKey lesson, @Nullable LessonPlace place) {
        return place == null || !place.published()
                ? null
                : new Placement<>(
                        RowKey.of(place.course()),
                        FactPaths.lesson(lesson.value(0)),
                        new PublishedLesson());
    }

    /** What a learner did in a lesson, at the lesson's course; nowhere while the lesson is gone. */
    static @Nullable Placement<CourseFact> inLesson(
            RowKey lesson, @Nullable LessonPlace place, RowKey row, CourseFact fact) {
        return place == null
                ? null
                : new Placement<>(
                        RowKey.of(place.course()),
                        FactPaths.inLesson(((OfLearner) fact).user(), lesson, row),
                        fact);
    }
}
