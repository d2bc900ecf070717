package dev.millrace.streams.coursestatistics;

import dev.millrace.schema.topics.Row;
import dev.millrace.streams.coursestatistics.CourseTotals.Audience;
import dev.millrace.streams.coursestatistics.CourseTotals.Contents;
import dev.millrace.streams.coursestatistics.CourseTotals.Ratings;
import dev.millrace.streams.coursestatistics.CourseTotals.Revenue;
import dev.millrace.streams.derived.DerivedRow;
import dev.millrace.streams.derived.Rounding;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * The rule of {@code derived.course_statistics}, free of Kafka.
 *
 * <p>Gross revenue is what was ever paid in the course's currency, net is gross less what was given
 * back. Rates and averages have two decimals, half away from zero, and are null without data.
 */
final class CourseStatistics {

    private CourseStatistics() {}

    /** The row of a course, null while the course is not there or deleted. */
    static @Nullable Row row(String course, CourseTotals totals) {
        if (totals.currency() == null) {
            return null;
        }
        Audience audience = totals.audience();
        Ratings ratings = totals.ratings();
        Revenue revenue = totals.ownRevenue();
        Contents contents = totals.contents();
        return new DerivedRow()
                .text("course_id", course)
                .integer("enrollment_count", audience.enrolled())
                .integer("active_enrollment_count", audience.active())
                .integer("completion_count", ratings.completions())
                .decimal(
                        "completion_rate",
                        Rounding.percentage(audience.completed(), audience.enrolled()))
                .decimal("avg_progress_percentage", averageProgress(audience))
                .integer("rating_count", ratings.count())
                .integer("rating_sum", ratings.sum())
                .decimal("average_rating", Rounding.average(ratings.sum(), ratings.count()))
                .integer("recommend_count", ratings.recommendations())
                .integer("purchase_count", revenue.completed())
                .integer("gross_revenue_cents", revenue.grossCents())
                .integer("refunded_cents", revenue.refundedCents())
                .integer("net_revenue_cents", revenue.grossCents() - revenue.refundedCents())
                .text("currency", totals.currency())
                .integer("module_count", contents.modules())
                .integer("lesson_count", contents.lessons())
                .integer("assessment_count", contents.assessments())
                .row();
    }

    private static @Nullable BigDecimal averageProgress(Audience audience) {
        return Rounding.average(
                BigDecimal.valueOf(audience.progressHundredths(), 2), audience.enrolled());
    }
}
