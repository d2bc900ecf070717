package dev.millrace.streams.learnerdashboard;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What one row means to a learner's dashboard. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({
    @JsonSubTypes.Type(value = LearnerFact.ActiveCourse.class, name = "course"),
    @JsonSubTypes.Type(value = LearnerFact.Completion.class, name = "completion"),
    @JsonSubTypes.Type(value = LearnerFact.StudyTime.class, name = "study"),
    @JsonSubTypes.Type(value = LearnerFact.Achievement.class, name = "achievement")
})
sealed interface LearnerFact {

    /**
     * An active enrollment in a published course.
     *
     * @param progress percentage, two decimals
     * @param accessed microseconds since 1970-01-01 UTC, null for never
     */
    record ActiveCourse(String course, String title, BigDecimal progress, @Nullable Long accessed)
            implements LearnerFact {}

    record Completion() implements LearnerFact {}

    /** Time spent in one lesson. */
    record StudyTime(long seconds) implements LearnerFact {}

    record Achievement() implements LearnerFact {}
}
