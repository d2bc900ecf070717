package dev.millrace.streams.coursestatistics;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;

/** What one row means to the statistics of its course. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({
    @JsonSubTypes.Type(value = CourseFact.Course.class, name = "course"),
    @JsonSubTypes.Type(value = CourseFact.PublishedModule.class, name = "module"),
    @JsonSubTypes.Type(value = CourseFact.PublishedLesson.class, name = "lesson"),
    @JsonSubTypes.Type(value = CourseFact.PublishedAssessment.class, name = "assessment"),
    @JsonSubTypes.Type(value = CourseFact.Sale.class, name = "sale"),
    @JsonSubTypes.Type(value = CourseFact.Completion.class, name = "completion"),
    @JsonSubTypes.Type(value = CourseFact.Enrollment.class, name = "enrollment"),
    @JsonSubTypes.Type(value = CourseFact.Progress.class, name = "progress")
})
sealed interface CourseFact {

    /** The course itself, while it is not deleted. */
    record Course(String currency) implements CourseFact {}

    record PublishedModule() implements CourseFact {}

    record PublishedLesson() implements CourseFact {}

    record PublishedAssessment() implements CourseFact {}

    /**
     * A purchase that was paid.
     *
     * @param completed false once it was refunded as a whole
     * @param grossCents what was paid
     * @param refundedCents what of it was given back
     */
    record Sale(String currency, boolean completed, long grossCents, long refundedCents)
            implements CourseFact {}

    /** What one learner brings. */
    sealed interface OfLearner extends CourseFact {
        String user();
    }

    record Enrollment(String user, boolean active) implements OfLearner {}

    /**
     * A learner's completion of the course.
     *
     * @param rating 1 to 5, null when not rated
     */
    record Completion(String user, @Nullable Long rating, boolean recommended)
            implements OfLearner {}

    /**
     * How far a learner is, as {@code derived.course_progress} says.
     *
     * @param hundredths percentage times 100, 0 to 10,000
     */
    record Progress(String user, int hundredths) implements OfLearner {}
}
