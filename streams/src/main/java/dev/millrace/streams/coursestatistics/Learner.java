package dev.millrace.streams.coursestatistics;

import dev.millrace.streams.coursestatistics.CourseFact.Completion;
import dev.millrace.streams.coursestatistics.CourseFact.Enrollment;
import dev.millrace.streams.coursestatistics.CourseFact.OfLearner;
import dev.millrace.streams.coursestatistics.CourseFact.Progress;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one learner in one course.
 *
 * <p>The database allows one enrollment and one completion each. More than one is only seen while
 * the deletion of one and the insertion of the next are read out of order.
 *
 * @param progressHundredths sum of the percentages times 100
 */
record Learner(int enrollments, int active, int completions, int progressHundredths) {

    static final Learner NONE = new Learner(0, 0, 0, 0);

    Learner replacing(@Nullable OfLearner before, @Nullable OfLearner after) {
        return plus(before, -1).plus(after, 1);
    }

    boolean isEnrolled() {
        return enrollments > 0;
    }

    boolean isActive() {
        return active > 0;
    }

    boolean hasCompleted() {
        return isEnrolled() && completions > 0;
    }

    /** Progress of an enrolled learner; 0 for one of whom nothing is known yet. */
    int progress() {
        return isEnrolled() ? progressHundredths : 0;
    }

    private Learner plus(@Nullable OfLearner fact, int sign) {
        return switch (fact) {
            case null -> this;
            case Enrollment enrollment ->
                    new Learner(
                            enrollments + sign,
                            active + (enrollment.active() ? sign : 0),
                            completions,
                            progressHundredths);
            case Completion _ ->
                    new Learner(enrollments, active, completions + sign, progressHundredths);
            case Progress progress ->
                    new Learner(
                            enrollments,
                            active,
                            completions,
                            progressHundredths + sign * progress.hundredths());
        };
    }
}
