package dev.millrace.streams.courseprogress;

import dev.millrace.streams.courseprogress.CourseFact.Bookmark;
import dev.millrace.streams.courseprogress.CourseFact.Enrollment;
import dev.millrace.streams.courseprogress.CourseFact.Note;
import dev.millrace.streams.courseprogress.CourseFact.OfLearner;
import dev.millrace.streams.courseprogress.CourseFact.Progress;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What facts of one learner in one course add up to.
 *
 * @param completed number of published lessons that the learner completed
 * @param seconds time spent in all lessons
 * @param lastAccessed latest access to any lesson, in microseconds, null without progress
 * @param lastCompleted latest completion of a published lesson, in microseconds, null without
 */
record LearnerTotals(
        int enrollments,
        int completed,
        long seconds,
        int notes,
        int bookmarks,
        @Nullable Long lastAccessed,
        @Nullable Long lastCompleted) {

    static final LearnerTotals NONE = new LearnerTotals(0, 0, 0, 0, 0, null, null);

    private static final LearnerTotals AN_ENROLLMENT = new LearnerTotals(1, 0, 0, 0, 0, null, null);
    private static final LearnerTotals A_NOTE = new LearnerTotals(0, 0, 0, 1, 0, null, null);
    private static final LearnerTotals A_BOOKMARK = new LearnerTotals(0, 0, 0, 0, 1, null, null);

    /**
     * The share of one fact.
     *
     * @param fact null for none
     * @param published whether a lesson is published in this course
     */
    static LearnerTotals of(@Nullable OfLearner fact, Predicate<String> published) {
        return switch (fact) {
            case null -> NONE;
            case Enrollment _ -> AN_ENROLLMENT;
            case Note _ -> A_NOTE;
            case Bookmark _ -> A_BOOKMARK;
            case Progress progress -> {
                Long completed = progress.completed();
                boolean counts = completed != null && published.test(progress.lesson());
                yield new LearnerTotals(
                        0,
                        counts ? 1 : 0,
                        progress.seconds(),
                        0,
                        0,
                        progress.accessed(),
                        counts ? completed : null);
            }
        };
    }

    LearnerTotals plus(LearnerTotals share) {
        return with(
                NONE,
                share,
                later(lastAccessed, share.lastAccessed),
                later(lastCompleted, share.lastCompleted));
    }

    /**
     * The totals with one share in the place of another.
     *
     * @return empty when the share that goes held a latest time and the one that comes is earlier:
     *     then the latest of the rest is not known here
     */
    Optional<LearnerTotals> replacing(LearnerTotals before, LearnerTotals after) {
        return holdsLatest(lastAccessed, before.lastAccessed, after.lastAccessed)
                        || holdsLatest(lastCompleted, before.lastCompleted, after.lastCompleted)
                ? Optional.empty()
                : Optional.of(
                        with(
                                before,
                                after,
                                later(lastAccessed, after.lastAccessed),
                                later(lastCompleted, after.lastCompleted)));
    }

    private LearnerTotals with(
            LearnerTotals minus,
            LearnerTotals plus,
            @Nullable Long accessed,
            @Nullable Long completion) {
        return new LearnerTotals(
                enrollments - minus.enrollments + plus.enrollments,
                completed - minus.completed + plus.completed,
                seconds - minus.seconds + plus.seconds,
                notes - minus.notes + plus.notes,
                bookmarks - minus.bookmarks + plus.bookmarks,
                accessed,
                completion);
    }

    private static boolean holdsLatest(
            @Nullable Long latest, @Nullable Long before, @Nullable Long after) {
        return before != null && before.equals(latest) && (after == null || after < before);
    }

    private static @Nullable Long later(@Nullable Long one, @Nullable Long other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return Math.max(one, other);
    }
}
