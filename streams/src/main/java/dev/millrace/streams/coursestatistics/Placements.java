package dev.millrace.streams.coursestatistics;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.coursestatistics.CourseFact.Completion;
import dev.millrace.streams.coursestatistics.CourseFact.Course;
import dev.millrace.streams.coursestatistics.CourseFact.Enrollment;
import dev.millrace.streams.coursestatistics.CourseFact.OfLearner;
import dev.millrace.streams.coursestatistics.CourseFact.Progress;
import dev.millrace.streams.coursestatistics.CourseFact.PublishedAssessment;
import dev.millrace.streams.coursestatistics.CourseFact.PublishedLesson;
import dev.millrace.streams.coursestatistics.CourseFact.PublishedModule;
import dev.millrace.streams.fanout.ChildChange;
import dev.millrace.streams.fanout.PathSerde;
import dev.millrace.streams.fanout.Placement;
import java.math.BigDecimal;
import org.apache.kafka.streams.KeyValue;
import org.jspecify.annotations.Nullable;

/** Where the rows of each table belong, and what of them matters there. */
final class Placements {

    /** Where a course itself lies below its own key. */
    static final RowKey COURSE = RowKey.of("course");

    private Placements() {}

    /** A row of {@code learning.courses}, null when it is deleted in the soft way. */
    static @Nullable Course ofCourse(Row row) {
        return row.textOrNull("deleted_at") == null ? new Course(row.text("currency")) : null;
    }

    /** A row of {@code learning.course_modules}, at its course while it is published. */
    static @Nullable Placement<CourseFact> ofModule(Row row) {
        return published(row, "module", new PublishedModule());
    }

    /** A row of {@code learning.lessons}, at its course while it is published. */
    static @Nullable Placement<CourseFact> ofLesson(Row row) {
        return published(row, "lesson", new PublishedLesson());
    }

    /** A row of {@code learning.assessments}, at its course while it is published. */
    static @Nullable Placement<CourseFact> ofAssessment(Row row) {
        return published(row, "assessment", new PublishedAssessment());
    }

    /** A row of {@code learning.enrollments}, at its course. */
    static Placement<CourseFact> ofEnrollment(Row row) {
        boolean active = row.text("status").equals("active");
        return ofLearner(row, "enrollment", new Enrollment(row.text("user_id"), active));
    }

    /** A row of {@code learning.course_completions}, at its course. */
    static Placement<CourseFact> ofCompletion(Row row) {
        return ofLearner(
                row,
                "completion",
                new Completion(
                        row.text("user_id"),
                        row.integerOrNull("rating"),
                        Boolean.TRUE.equals(row.flagOrNull("would_recommend"))));
    }

    /** The percentage in a row of {@code derived.course_progress}. */
    static Progress ofProgress(Row row) {
        BigDecimal percentage = row.decimal("progress_percentage");
        return new Progress(row.text("user_id"), percentage.movePointRight(2).intValueExact());
    }

    /** A learner's progress at the course, of a topic that is partitioned by course already. */
    static KeyValue<RowKey, ChildChange<CourseFact>> progressAtCourse(
            RowKey userAndCourse, @Nullable Progress progress) {
        return KeyValue.pair(
                RowKey.of(userAndCourse.value(1)),
                new ChildChange<>(RowKey.of("progress", userAndCourse.value(0)), progress));
    }

    /** A row of {@code billing.refunds}, at its payment once it succeeded. */
    static @Nullable Placement<Refund> ofRefund(Row row) {
        return row.text("status").equals("succeeded")
                ? new Placement<>(
                        RowKey.of(row.text("payment_id")),
                        RowKey.of(row.text("id")),
                        new Refund(row.integer("amount_cents")))
                : null;
    }

    /**
     * A row of {@code billing.course_purchases}, at its payment while it is paid or refunded; one
     * without a payment stands alone.
     */
    static @Nullable Placement<Purchase> ofPurchase(Row row) {
        String status = row.text("status");
        boolean refunded = status.equals("refunded");
        if (!refunded && !status.equals("completed")) {
            return null;
        }
        String id = row.text("id");
        String payment = row.textOrNull("payment_id");
        return new Placement<>(
                payment == null ? RowKey.of("no payment", id) : RowKey.of(payment),
                RowKey.of("purchase", id),
                new Purchase(
                        row.text("course_id"),
                        row.text("currency"),
                        refunded,
                        row.integer("amount_cents")));
    }

    /** A purchase together with its payment's refunds, at its course. */
    static Placement<CourseFact> ofSale(
            RowKey payment, @Nullable Refund refunds, RowKey purchase, Purchase row) {
        // Another payment of the same purchase is in another partition: its path must differ.
        return new Placement<>(
                RowKey.of(row.course()),
                PathSerde.join(purchase, payment),
                row.sale(refunds == null ? 0 : refunds.cents()));
    }

    private static @Nullable Placement<CourseFact> published(
            Row row, String kind, CourseFact fact) {
        return row.flag("is_published") ? atCourse(row, kind, fact) : null;
    }

    private static Placement<CourseFact> atCourse(Row row, String kind, CourseFact fact) {
        return new Placement<>(
                RowKey.of(row.text("course_id")), RowKey.of(kind, row.text("id")), fact);
    }

    private static Placement<CourseFact> ofLearner(Row row, String kind, OfLearner fact) {
        return new Placement<>(
                RowKey.of(row.text("course_id")),
                RowKey.of(kind, fact.user(), row.text("id")),
                fact);
    }
}
