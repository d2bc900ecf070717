package dev.millrace.streams.coursestatistics;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.Rows;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The tables as plain lists, and the rows that follow from them by counting. */
final class StatisticsTables {

    final List<Course> courses = new ArrayList<>();

    /** Modules, lessons and assessments, by table. */
    final Map<String, List<Part>> parts =
            Map.of(
                    "learning.course_modules", new ArrayList<>(),
                    "learning.lessons", new ArrayList<>(),
                    "learning.assessments", new ArrayList<>());

    final List<Enrollment> enrollments = new ArrayList<>();
    final List<Completion> completions = new ArrayList<>();
    final List<Purchase> purchases = new ArrayList<>();
    final List<Refund> refunds = new ArrayList<>();

    interface Entity {
        String id();

        String table();

        Row row();

        default RowKey key() {
            return RowKey.of(id());
        }
    }

    record Course(String id, String currency, boolean deleted) implements Entity {
        @Override
        public String table() {
            return "learning.courses";
        }

        @Override
        public Row row() {
            return Rows.row(
                    "id", id,
                    "currency", currency,
                    "deleted_at", deleted ? "2026-01-01T00:00:00Z" : null);
        }
    }

    /** A module, lesson or assessment. */
    record Part(String table, String id, String course, boolean published) implements Entity {
        @Override
        public Row row() {
            return Rows.row("id", id, "course_id", course, "is_published", published);
        }
    }

    /** An enrollment and how far it is, in hundredths of a percent. */
    record Enrollment(String id, String user, String course, String status, int progress)
            implements Entity {
        @Override
        public String table() {
            return "learning.enrollments";
        }

        @Override
        public Row row() {
            return Rows.row("id", id, "user_id", user, "course_id", course, "status", status);
        }

        RowKey progressKey() {
            return RowKey.of(user, course);
        }

        Row progressRow() {
            return Rows.row(
                    "user_id", user,
                    "course_id", course,
                    "progress_percentage", BigDecimal.valueOf(progress, 2).toPlainString());
        }
    }

    record Completion(
            String id,
            String user,
            String course,
            @Nullable Integer rating,
            @Nullable Boolean recommended)
            implements Entity {
        @Override
        public String table() {
            return "learning.course_completions";
        }

        @Override
        public Row row() {
            return Rows.row(
                    "id", id,
                    "user_id", user,
                    "course_id", course,
                    "rating", rating,
                    "would_recommend", recommended);
        }
    }

    record Purchase(
            String id,
            String course,
            String currency,
            String status,
            int cents,
            @Nullable String payment)
            implements Entity {
        @Override
        public String table() {
            return "billing.course_purchases";
        }

        @Override
        public Row row() {
            return Rows.row(
                    "id", id,
                    "course_id", course,
                    "currency", currency,
                    "status", status,
                    "amount_cents", cents,
                    "payment_id", payment);
        }
    }

    record Refund(String id, String payment, String status, int cents) implements Entity {
        @Override
        public String table() {
            return "billing.refunds";
        }

        @Override
        public Row row() {
            return Rows.row(
                    "id", id, "payment_id", payment, "status", status, "amount_cents", cents);
        }
    }

    Map<RowKey, Row> expected() {
        Map<RowKey, Row> rows = new HashMap<>();
        courses.stream()
                .filter(course -> !course.deleted)
                .forEach(course -> rows.put(course.key(), expected(course)));
        return rows;
    }

    private Row expected(Course course) {
        List<Enrollment> enrolled =
                enrollments.stream().filter(e -> e.course.equals(course.id)).toList();
        List<Completion> completed =
                completions.stream().filter(c -> c.course.equals(course.id)).toList();
        List<Integer> ratings =
                completed.stream()
                        .filter(c -> c.rating != null)
                        .map(c -> Objects.requireNonNull(c.rating))
                        .toList();
        List<Purchase> paid =
                purchases.stream()
                        .filter(p -> p.course.equals(course.id))
                        .filter(p -> p.currency.equals(course.currency))
                        .filter(p -> List.of("completed", "refunded").contains(p.status))
                        .toList();
        long done =
                enrolled.stream()
                        .filter(e -> completed.stream().anyMatch(c -> c.user.equals(e.user)))
                        .count();
        int gross = paid.stream().mapToInt(Purchase::cents).sum();
        int refunded = paid.stream().mapToInt(this::refunded).sum();
        int ratingSum = ratings.stream().mapToInt(Integer::intValue).sum();
        int progress = enrolled.stream().mapToInt(Enrollment::progress).sum();
        return Rows.row(
                "course_id", course.id,
                "enrollment_count", enrolled.size(),
                "active_enrollment_count",
                        enrolled.stream().filter(e -> e.status.equals("active")).count(),
                "completion_count", completed.size(),
                "completion_rate", mean(100.0 * done, enrolled.size()),
                "avg_progress_percentage", mean(progress / 100.0, enrolled.size()),
                "rating_count", ratings.size(),
                "rating_sum", ratingSum,
                "average_rating", mean(ratingSum, ratings.size()),
                "recommend_count",
                        completed.stream().filter(c -> Boolean.TRUE.equals(c.recommended)).count(),
                "purchase_count", paid.stream().filter(p -> p.status.equals("completed")).count(),
                "gross_revenue_cents", gross,
                "refunded_cents", refunded,
                "net_revenue_cents", gross - refunded,
                "currency", course.currency,
                "module_count", published(course, "learning.course_modules"),
                "lesson_count", published(course, "learning.lessons"),
                "assessment_count", published(course, "learning.assessments"));
    }

    private int refunded(Purchase purchase) {
        return purchase.status.equals("refunded")
                ? purchase.cents
                : refunds.stream()
                        .filter(r -> r.payment.equals(purchase.payment))
                        .filter(r -> r.status.equals("succeeded"))
                        .mapToInt(Refund::cents)
                        .sum();
    }

    private long published(Course course, String table) {
        return parts(table).stream().filter(p -> p.published && p.course.equals(course.id)).count();
    }

    List<Part> parts(String table) {
        return Objects.requireNonNull(parts.get(table));
    }

    private static @Nullable String mean(double sum, int count) {
        return count == 0
                ? null
                : new BigDecimal(Double.toString(sum))
                        .divide(BigDecimal.valueOf(count), 2, RoundingMode.HALF_UP)
                        .toPlainString();
    }
}
