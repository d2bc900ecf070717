package dev.millrace.streams.courseprogress;

import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.fanout.PathSerde;

/**
 * Where the facts of a course lie below it.
 *
 * <p>Published lessons are apart from learners, and the facts of one learner are together. The path
 * of what came through a lesson names that lesson too, because the same row can come to the same
 * course through another lesson, from another partition.
 */
final class FactPaths {

    static final RowKey LESSONS = RowKey.of("lesson");
    static final RowKey LEARNERS = RowKey.of("learner");

    private FactPaths() {}

    static RowKey lesson(String lesson) {
        return PathSerde.join(LESSONS, RowKey.of(lesson));
    }

    static RowKey learner(String user) {
        return PathSerde.join(LEARNERS, RowKey.of(user));
    }

    static RowKey enrollment(String user, String enrollment) {
        return PathSerde.join(learner(user), RowKey.of("enrollment", enrollment));
    }

    /** What a learner did in a lesson; {@code row} is its path below the lesson. */
    static RowKey inLesson(String user, RowKey lesson, RowKey row) {
        return PathSerde.join(PathSerde.join(learner(user), lesson), row);
    }
}
