package dev.millrace.streams.courseprogress;

import dev.millrace.schema.topics.Row;

/** What matters of a row of {@code learning.lessons}. */
record LessonPlace(String course, boolean published) {

    static LessonPlace of(Row lesson) {
        return new LessonPlace(lesson.text("course_id"), lesson.flag("is_published"));
    }
}
