package dev.millrace.streams.coursestatistics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.Rows;
import dev.millrace.streams.coursestatistics.StatisticsTables.Completion;
import dev.millrace.streams.coursestatistics.StatisticsTables.Course;
import dev.millrace.streams.coursestatistics.StatisticsTables.Enrollment;
import dev.millrace.streams.coursestatistics.StatisticsTables.Entity;
import dev.millrace.streams.coursestatistics.StatisticsTables.Part;
import dev.millrace.streams.coursestatistics.StatisticsTables.Purchase;
import dev.millrace.streams.coursestatistics.StatisticsTables.Refund;
import dev.millrace.streams.fanout.ShuffledTasks;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CourseStatisticsTopologyTest {

    @TempDir Path folder;
    private ShuffledTasks store;

    @BeforeEach
    void start() {
        store =
                new ShuffledTasks(
                        DerivedStores.COURSE_STATISTICS,
                        CourseStatisticsTopology::build,
                        2,
                        new Random(1),
                        folder);
        put(new Course("algebra", "USD", false));
    }

    @AfterEach
    void stop() {
        store.close();
    }

    @Test
    void courseWithoutAnythingHasNoRates() {
        assertThat(row("algebra"))
                .isEqualTo(
                        Rows.row(
                                "course_id", "algebra",
                                "enrollment_count", 0,
                                "active_enrollment_count", 0,
                                "completion_count", 0,
                                "completion_rate", null,
                                "avg_progress_percentage", null,
                                "rating_count", 0,
                                "rating_sum", 0,
                                "average_rating", null,
                                "recommend_count", 0,
                                "purchase_count", 0,
                                "gross_revenue_cents", 0,
                                "refunded_cents", 0,
                                "net_revenue_cents", 0,
                                "currency", "USD",
                                "module_count", 0,
                                "lesson_count", 0,
                                "assessment_count", 0));
    }

    @Test
    void relationsOfOneCourseDoNotMultiplyEachOther() {
        enroll("ada", 10_000);
        enroll("bob", 0);
        enroll("cleo", 0);
        put(new Completion("c1", "ada", "algebra", 5, true));
        put(new Completion("c2", "bob", "algebra", null, null));
        put(new Purchase("p1", "algebra", "USD", "completed", 10_000, "payment-1"));
        put(new Purchase("p2", "algebra", "USD", "completed", 8_000, "payment-2"));
        put(new Purchase("p3", "algebra", "USD", "failed", 10_000, "payment-3"));
        put(new Refund("r1", "payment-2", "succeeded", 3_000));
        put(new Refund("r2", "payment-1", "pending", 500));
        for (int lesson = 1; lesson <= 4; lesson++) {
            put(new Part("learning.lessons", "lesson-" + lesson, "algebra", true));
        }

        Row row = row("algebra");
        assertThat(row.integer("enrollment_count")).isEqualTo(3);
        assertThat(row.integer("completion_count")).isEqualTo(2);
        assertThat(row.text("completion_rate")).isEqualTo("66.67");
        assertThat(row.text("avg_progress_percentage")).isEqualTo("33.33");
        assertThat(row.integer("rating_count")).isEqualTo(1);
        assertThat(row.text("average_rating")).isEqualTo("5.00");
        assertThat(row.integer("purchase_count")).isEqualTo(2);
        assertThat(row.integer("gross_revenue_cents")).isEqualTo(18_000);
        assertThat(row.integer("refunded_cents")).isEqualTo(3_000);
        assertThat(row.integer("net_revenue_cents")).isEqualTo(15_000);
        assertThat(row.integer("lesson_count")).isEqualTo(4);
    }

    @Test
    void changedAndRemovedRatingsAreReflected() {
        put(new Completion("c1", "ada", "algebra", 5, true));
        put(new Completion("c2", "bob", "algebra", null, null));
        assertThat(row("algebra").text("average_rating")).isEqualTo("5.00");

        put(new Completion("c1", "ada", "algebra", 3, true));
        assertThat(row("algebra").text("average_rating")).isEqualTo("3.00");

        put(new Completion("c1", "ada", "algebra", null, true));
        assertThat(row("algebra").textOrNull("average_rating")).isNull();
        assertThat(row("algebra").integer("rating_count")).isZero();
    }

    @Test
    void movedEnrollmentCountsInBothCourses() {
        put(new Course("botany", "USD", false));
        put(new Enrollment("e1", "ada", "algebra", "active", 0));
        put(new Enrollment("e2", "bob", "algebra", "active", 0));

        put(new Enrollment("e1", "ada", "botany", "active", 0));

        assertThat(row("algebra").integer("enrollment_count")).isEqualTo(1);
        assertThat(row("botany").integer("enrollment_count")).isEqualTo(1);
    }

    @Test
    void unpublishedPartsDoNotCount() {
        put(new Part("learning.course_modules", "m1", "algebra", true));
        for (int lesson = 1; lesson <= 4; lesson++) {
            put(new Part("learning.lessons", "lesson-" + lesson, "algebra", true));
        }

        put(new Part("learning.lessons", "lesson-4", "algebra", false));

        assertThat(row("algebra").integer("module_count")).isEqualTo(1);
        assertThat(row("algebra").integer("lesson_count")).isEqualTo(3);
    }

    @Test
    void onlyTheCurrencyOfTheCourseCounts() {
        put(new Purchase("p1", "algebra", "USD", "completed", 100, null));
        put(new Purchase("p2", "algebra", "EUR", "completed", 70, null));
        assertThat(row("algebra").integer("gross_revenue_cents")).isEqualTo(100);

        put(new Course("algebra", "EUR", false));
        assertThat(row("algebra").integer("gross_revenue_cents")).isEqualTo(70);
    }

    @Test
    void purchaseRefundedAsAWholeGivesBackEverything() {
        put(new Purchase("p1", "algebra", "USD", "refunded", 100, "payment-1"));
        put(new Refund("r1", "payment-1", "succeeded", 30));

        assertThat(row("algebra").integer("purchase_count")).isZero();
        assertThat(row("algebra").integer("gross_revenue_cents")).isEqualTo(100);
        assertThat(row("algebra").integer("refunded_cents")).isEqualTo(100);
    }

    @Test
    void purchaseMayChangeItsPaymentWhateverArrivesFirst() {
        String old = store.idIn(0, "payment-");
        String other = store.idIn(1, "payment-");
        put(new Refund("r1", old, "succeeded", 30));
        put(new Purchase("p1", "algebra", "USD", "completed", 100, old));
        assertThat(row("algebra").integer("refunded_cents")).isEqualTo(30);

        store.hold(route -> route.topic().startsWith("sales-by-course") && route.from() == 0);
        put(new Purchase("p1", "algebra", "USD", "completed", 100, other));
        store.release();
        store.drain();

        assertThat(row("algebra").integer("gross_revenue_cents")).isEqualTo(100);
        assertThat(row("algebra").integer("refunded_cents")).isZero();
    }

    @Test
    void deletedCourseHasNoRowUntilItIsBack() {
        enroll("ada", 5_000);

        put(new Course("algebra", "USD", true));
        assertThat(store.rows()).isEmpty();

        put(new Course("algebra", "USD", false));
        assertThat(row("algebra").text("avg_progress_percentage")).isEqualTo("50.00");
    }

    private Row row(String course) {
        return Objects.requireNonNull(store.rows().get(RowKey.of(course)));
    }

    private void enroll(String user, int progress) {
        Enrollment enrollment = new Enrollment("e-" + user, user, "algebra", "active", progress);
        put(enrollment);
        store.changeIn(
                Topics.derived(DerivedStores.COURSE_PROGRESS).name(),
                store.partition(RowKey.of("algebra")),
                enrollment.progressKey(),
                enrollment.progressRow());
        store.drain();
    }

    private void put(Entity entity) {
        put(entity.table(), entity.key(), entity.row());
    }

    private void put(String table, RowKey key, @Nullable Row row) {
        store.change(table, key, row);
        store.drain();
    }
}
