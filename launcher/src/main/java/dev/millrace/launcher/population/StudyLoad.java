package dev.millrace.launcher.population;

import dev.millrace.launcher.population.Ledger.Sale;
import dev.millrace.launcher.population.Study.Completion;
import dev.millrace.launcher.population.Study.Progress;
import dev.millrace.launcher.population.Study.Purchase;
import dev.millrace.launcher.rows.RowBatch;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Writes enrollments, progress, completions, notes and what was paid for courses. */
final class StudyLoad {

    private static final Duration UNTIL_REFUND = Duration.ofMinutes(5);

    private StudyLoad() {}

    static void write(TableLoad load, PopulationPlan plan) throws SQLException {
        purchases(load, plan.studies());
        enrollments(load, plan.studies());
        progress(load, plan.studies());
        completions(load, plan.studies());
        notes(load, plan.studies());
    }

    private static void purchases(TableLoad load, List<Study> studies) throws SQLException {
        Ledger.write(load, studies.stream().flatMap(StudyLoad::sale).toList());
        try (RowBatch rows =
                load.into(
                        "billing.course_purchases",
                        "id, user_id, course_id, amount_cents, currency, status, payment_id, "
                                + "purchased_at, created_at, updated_at")) {
            for (Study study : studies) {
                if (study.purchase().isPresent()) {
                    Purchase purchase = study.purchase().get();
                    rows.add(
                            purchase.id(),
                            study.userId(),
                            study.course().id(),
                            purchase.amountCents(),
                            purchase.currency(),
                            purchase.status(),
                            purchase.paymentId(),
                            study.enrolledAt(),
                            study.enrolledAt(),
                            study.enrolledAt());
                }
            }
        }
    }

    private static Stream<Sale> sale(Study study) {
        return study.purchase().stream()
                .map(purchase ->
                        new Sale(
                                purchase.paymentId(),
                                purchase.refundId(),
                                study.course().sourceSystem(),
                                study.userId(),
                                Optional.of(study.course().id()),
                                Optional.empty(),
                                purchase.amountCents(),
                                purchase.currency(),
                                0,
                                purchase.isPaid(),
                                study.enrolledAt(),
                                purchase.refundedCents(),
                                study.enrolledAt().plus(UNTIL_REFUND)));
    }

    private static void enrollments(TableLoad load, List<Study> studies) throws SQLException {
        try (RowBatch rows =
                load.into(
                        "learning.enrollments",
                        "id, user_id, course_id, status, enrolled_at, completed_at, last_accessed_at, "
                                + "payment_id, amount_paid_cents, created_at, updated_at")) {
            for (Study study : studies) {
                Optional<Purchase> paid = study.purchase().filter(Purchase::isPaid);
                rows.add(
                        study.id(),
                        study.userId(),
                        study.course().id(),
                        study.status(),
                        study.enrolledAt(),
                        study.completion().map(Completion::at).orElse(null),
                        study.lastAccessedAt().orElse(null),
                        paid.map(Purchase::paymentId).orElse(null),
                        paid.map(Purchase::amountCents).orElse(0L),
                        study.enrolledAt(),
                        study.enrolledAt());
            }
        }
    }

    private static void progress(TableLoad load, List<Study> studies) throws SQLException {
        try (RowBatch rows =
                load.into(
                        "learning.lesson_progress",
                        "user_id, lesson_id, status, progress_percentage, total_time_spent_seconds, "
                                + "started_at, completed_at, last_accessed_at, created_at, updated_at")) {
            for (Study study : studies) {
                for (Progress lesson : study.lessons()) {
                    rows.add(
                            study.userId(),
                            lesson.lessonId(),
                            lesson.completedAt().isPresent() ? "completed" : "in_progress",
                            lesson.percentage(),
                            lesson.seconds(),
                            lesson.startedAt(),
                            lesson.completedAt().orElse(null),
                            lesson.lastAccessedAt(),
                            lesson.startedAt(),
                            lesson.lastAccessedAt());
                }
            }
        }
    }

    private static void completions(TableLoad load, List<Study> studies) throws SQLException {
        try (RowBatch rows =
                load.into(
                        "learning.course_completions",
                        "id, user_id, course_id, completed_at, total_time_spent_seconds, rating, "
                                + "would_recommend, reviewed_at, created_at, updated_at")) {
            for (Study study : studies) {
                if (study.completion().isPresent()) {
                    Completion completion = study.completion().get();
                    rows.add(
                            completion.id(),
                            study.userId(),
                            study.course().id(),
                            completion.at(),
                            completion.seconds(),
                            completion.rating().orElse(null),
                            completion.rating().map(rating -> rating >= 4).orElse(null),
                            completion.rating().isPresent() ? completion.at() : null,
                            completion.at(),
                            completion.at());
                }
            }
        }
    }

    private static void notes(TableLoad load, List<Study> studies) throws SQLException {
        try (RowBatch notes =
                        load.into(
                                "learning.user_notes",
                                "id, user_id, lesson_id, content, created_at, updated_at");
                RowBatch bookmarks =
                        load.into(
                                "learning.user_bookmarks",
                                "id, user_id, lesson_id, created_at, updated_at")) {
            for (Study study : studies) {
                for (Progress lesson : study.lessons()) {
                    if (lesson.note().isPresent()) {
                        notes.add(
                                lesson.note().get(),
                                study.userId(),
                                lesson.lessonId(),
                                "Look at this again before the test.",
                                lesson.startedAt(),
                                lesson.startedAt());
                    }
                    if (lesson.bookmark().isPresent()) {
                        bookmarks.add(
                                lesson.bookmark().get(),
                                study.userId(),
                                lesson.lessonId(),
                                lesson.startedAt(),
                                lesson.startedAt());
                    }
                }
            }
        }
    }
}
