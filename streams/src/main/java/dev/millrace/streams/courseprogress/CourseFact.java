package dev.millrace.streams.courseprogress;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;

/** What one row means to a course, in as far as its learners' progress depends on it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({
    @JsonSubTypes.Type(value = CourseFact.PublishedLesson.class, name = "lesson"),
    @JsonSubTypes.Type(value = CourseFact.Enrollment.class, name = "enrollment"),
    @JsonSubTypes.Type(value = CourseFact.Progress.class, name = "progress"),
    @JsonSubTypes.Type(value = CourseFact.Note.class, name = "note"),
    @JsonSubTypes.Type(value = CourseFact.Bookmark.class, name = "bookmark")
})
sealed interface CourseFact {

    /** A lesson that counts towards the course's total; its path says which. */
    record PublishedLesson() implements CourseFact {}

    /** What one learner brings. */
    sealed interface OfLearner extends CourseFact {
        String user();
    }

    record Enrollment(String user) implements OfLearner {}

    /**
     * A learner's progress in one lesson, published or not.
     *
     * @param accessed microseconds since 1970-01-01 UTC
     * @param completed microseconds since 1970-01-01 UTC, null while the lesson is not completed
     */
    record Progress(
            String user, String lesson, long seconds, long accessed, @Nullable Long completed)
            implements OfLearner {}

    record Note(String user) implements OfLearner {}

    record Bookmark(String user) implements OfLearner {}
}
