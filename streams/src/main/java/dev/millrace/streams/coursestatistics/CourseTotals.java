package dev.millrace.streams.coursestatistics;

import dev.millrace.streams.coursestatistics.CourseFact.Completion;
import dev.millrace.streams.coursestatistics.CourseFact.Course;
import dev.millrace.streams.coursestatistics.CourseFact.Enrollment;
import dev.millrace.streams.coursestatistics.CourseFact.Progress;
import dev.millrace.streams.coursestatistics.CourseFact.PublishedAssessment;
import dev.millrace.streams.coursestatistics.CourseFact.PublishedLesson;
import dev.millrace.streams.coursestatistics.CourseFact.PublishedModule;
import dev.millrace.streams.coursestatistics.CourseFact.Sale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a course's facts add up to.
 *
 * @param currency the course's currency, null while there is no course, or a deleted one
 * @param revenue by currency of the purchase; sums of different currencies never mix
 */
record CourseTotals(
        @Nullable String currency,
        Audience audience,
        Ratings ratings,
        Contents contents,
        Map<String, Revenue> revenue) {

    static final CourseTotals NONE =
            new CourseTotals(
                    null,
                    new Audience(0, 0, 0, 0),
                    new Ratings(0, 0, 0, 0),
                    new Contents(0, 0, 0),
                    Map.of());

    /**
     * The enrolled learners.
     *
     * @param progressHundredths sum of their percentages times 100
     */
    record Audience(int enrolled, int active, int completed, long progressHundredths) {
        private Audience plus(Learner learner, int sign) {
            return new Audience(
                    enrolled + (learner.isEnrolled() ? sign : 0),
                    active + (learner.isActive() ? sign : 0),
                    completed + (learner.hasCompleted() ? sign : 0),
                    progressHundredths + (long) sign * learner.progress());
        }
    }

    /** The completions and what they say of the course. */
    record Ratings(int completions, int count, long sum, int recommendations) {
        private Ratings plus(Completion completion, int sign) {
            Long rating = completion.rating();
            return new Ratings(
                    completions + sign,
                    count + (rating == null ? 0 : sign),
                    sum + (rating == null ? 0 : sign * rating),
                    recommendations + (completion.recommended() ? sign : 0));
        }
    }

    /** What the course has published. */
    record Contents(int modules, int lessons, int assessments) {}

    /**
     * Purchases in one currency.
     *
     * @param completed number of purchases not refunded as a whole
     * @param sales number of all purchases counted here
     */
    record Revenue(int sales, int completed, long grossCents, long refundedCents) {
        static final Revenue NONE = new Revenue(0, 0, 0, 0);

        private Revenue plus(Sale sale, int sign) {
            return new Revenue(
                    sales + sign,
                    completed + (sale.completed() ? sign : 0),
                    grossCents + sign * sale.grossCents(),
                    refundedCents + sign * sale.refundedCents());
        }
    }

    /** The totals with one fact in the place of another, learners' sides left out. */
    CourseTotals replacing(@Nullable CourseFact before, @Nullable CourseFact after) {
        return plus(before, -1).plus(after, 1);
    }

    /** The totals with a learner's new state in the place of the old. */
    CourseTotals replacing(Learner before, Learner after) {
        return new CourseTotals(
                currency, audience.plus(before, -1).plus(after, 1), ratings, contents, revenue);
    }

    /** Revenue in the course's own currency. */
    Revenue ownRevenue() {
        return currency == null ? Revenue.NONE : revenue.getOrDefault(currency, Revenue.NONE);
    }

    private CourseTotals plus(@Nullable CourseFact fact, int sign) {
        return switch (fact) {
            case null -> this;
            case Course course ->
                    new CourseTotals(
                            sign > 0 ? course.currency() : null,
                            audience,
                            ratings,
                            contents,
                            revenue);
            case PublishedModule _ -> withContents(sign, 0, 0);
            case PublishedLesson _ -> withContents(0, sign, 0);
            case PublishedAssessment _ -> withContents(0, 0, sign);
            case Sale sale -> withSale(sale, sign);
            case Completion completion ->
                    new CourseTotals(
                            currency, audience, ratings.plus(completion, sign), contents, revenue);
            case Enrollment _, Progress _ -> this;
        };
    }

    private CourseTotals withContents(int modules, int lessons, int assessments) {
        return new CourseTotals(
                currency,
                audience,
                ratings,
                new Contents(
                        contents.modules + modules,
                        contents.lessons + lessons,
                        contents.assessments + assessments),
                revenue);
    }

    private CourseTotals withSale(Sale sale, int sign) {
        Map<String, Revenue> sums = new TreeMap<>(revenue);
        Revenue sum = sums.getOrDefault(sale.currency(), Revenue.NONE).plus(sale, sign);
        if (sum.sales == 0) {
            sums.remove(sale.currency());
        } else {
            sums.put(sale.currency(), sum);
        }
        return new CourseTotals(currency, audience, ratings, contents, sums);
    }
}
