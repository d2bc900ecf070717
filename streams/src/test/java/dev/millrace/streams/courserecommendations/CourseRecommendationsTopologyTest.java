package dev.millrace.streams.courserecommendations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.Rows;
import dev.millrace.streams.StoreTestDriver;
import dev.millrace.streams.derived.CommitTime;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CourseRecommendationsTopologyTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private StoreTestDriver driver;
    private int asked;

    @BeforeEach
    void open(@TempDir Path folder) {
        driver =
                StoreTestDriver.of(
                        DerivedStores.COURSE_RECOMMENDATIONS,
                        CourseRecommendationsTopology::build,
                        folder);
        driver.commitFrom(NOW);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    /** E17. */
    @Test
    void youngerOfTwoEqualCoursesComesFirst() {
        course("young", "maths", 1);
        course("old", "maths", 365);
        course("mine", "maths", 400);
        user("ada");
        enroll("e1", "ada", "mine");

        assertThat(list("ada")).containsExactly("1 young 0.4967", "2 old 0.4000");
    }

    @Test
    void ratingAndReachCount() {
        course("a", null, 1);
        course("b", null, 365);
        statistics("a", 9, "4.00");
        statistics("b", 9, "4.00");
        user("ada");

        assertThat(list("ada")).containsExactly("1 a 0.3567", "2 b 0.2600");
    }

    @Test
    void listIsNeverLongerThanTenAndTiesGoByCourse() {
        IntStream.rangeClosed(11, 30).forEach(i -> course("c" + i, null, 7));
        user("ada");

        assertThat(list("ada")).hasSize(10).first().asString().startsWith("1 c11");
        assertThat(list("ada").getLast()).startsWith("10 c20");
    }

    @Test
    void enrolledCourseLeavesAtOnceAndTheNextOneComes() {
        IntStream.rangeClosed(11, 22).forEach(i -> course("c" + i, null, 7));
        user("ada");
        driver.emitted();

        enroll("e1", "ada", "c13");

        assertThat(courses("ada")).doesNotContain("c13").contains("c21").hasSize(10);

        driver.change("learning.enrollments", RowKey.of("e1"), null);

        assertThat(courses("ada")).contains("c13").doesNotContain("c21").hasSize(10);
    }

    @Test
    void wholeListIsAsOfTheCommitThatMadeIt() {
        course("a", null, 1);
        course("b", null, 2);
        user("ada");
        driver.emitted();

        driver.commitFrom(NOW.plus(Duration.ofDays(29)));
        ask("ada");

        List<TestRecord<RowKey, Row>> rows = driver.emitted();
        assertThat(rows)
                .hasSize(2)
                .allSatisfy(row ->
                        assertThat(CommitTime.of(row.headers())).isEqualTo(driver.commitMicros()));
        // 30 and 31 days old: 0.1 / e, 0.1 / e^(31/30).
        assertThat(list("ada")).containsExactly("1 a 0.0368", "2 b 0.0356");
    }

    @Test
    void olderRequestThatArrivesLateDoesNotTurnTheMomentBack() {
        course("a", null, 0);
        driver.commitFrom(NOW.plus(Duration.ofDays(30)));
        user("ada");
        driver.commitFrom(NOW);
        ask("ada");

        assertThat(list("ada")).containsExactly("1 a 0.0368");
    }

    @Test
    void closedCourseLeavesTheListsThatShowItAndNoOther() {
        IntStream.rangeClosed(11, 22).forEach(i -> course("c" + i, null, 7));
        user("ada");
        user("bob");
        enroll("e1", "bob", "c11");
        driver.emitted();

        driver.change("learning.courses", RowKey.of("c11"), courseRow("c11", null, "archived", 7));

        assertThat(driver.emitted())
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.key().value(0)).isEqualTo("ada"));
        assertThat(courses("ada")).doesNotContain("c11").contains("c21").hasSize(10);

        driver.change("learning.courses", RowKey.of("c12"), null);

        assertThat(courses("ada")).doesNotContain("c12").hasSize(10);
        assertThat(courses("bob")).doesNotContain("c12").hasSize(10);
    }

    @Test
    void whatChangesNoListWritesNothing() {
        course("a", null, 1);
        user("ada");
        enroll("e1", "ada", "b");
        driver.emitted();

        user("ada");
        enroll("e1", "ada", "b");
        statistics("a", 5, "3.00");
        course("new", null, 1);

        assertThat(driver.emitted()).isEmpty();
        ask("ada");
        assertThat(courses("ada")).containsExactlyInAnyOrder("a", "new");
    }

    @Test
    void whoIsDeletedHasNoListAndGetsNone() {
        course("a", null, 1);
        user("ada");
        assertThat(list("ada")).hasSize(1);

        driver.change("identity.users", RowKey.of("ada"), userRow("ada", "2026-01-01T00:00:00Z"));
        ask("ada");
        enroll("e1", "ada", "b");

        assertThat(driver.rows()).isEmpty();
    }

    private List<String> list(String user) {
        return driver.rows().values().stream()
                .filter(row -> row.text("user_id").equals(user))
                .sorted(Comparator.comparing(row -> row.integer("rank")))
                .map(row ->
                        "%d %s %s"
                                .formatted(
                                        row.integer("rank"),
                                        row.text("course_id"),
                                        row.text("score")))
                .toList();
    }

    private List<String> courses(String user) {
        Map<RowKey, Row> rows = driver.rows();
        return rows.keySet().stream()
                .filter(key -> key.value(0).equals(user))
                .map(key -> key.value(1))
                .toList();
    }

    private void user(String id) {
        driver.change("identity.users", RowKey.of(id), userRow(id, null));
    }

    private static Row userRow(String id, @Nullable String deletedAt) {
        return Rows.row("id", id, "deleted_at", deletedAt);
    }

    private void course(String id, @Nullable String category, int daysOld) {
        driver.change(
                "learning.courses", RowKey.of(id), courseRow(id, category, "published", daysOld));
    }

    private static Row courseRow(String id, @Nullable String category, String status, int daysOld) {
        return Rows.row(
                "id", id,
                "category_id", category,
                "status", status,
                "deleted_at", null,
                "published_at", NOW.minus(Duration.ofDays(daysOld)).toString());
    }

    private void statistics(String course, int enrollments, String rating) {
        driver.change(
                DerivedStores.COURSE_STATISTICS,
                RowKey.of(course),
                Rows.row(
                        "course_id", course,
                        "enrollment_count", enrollments,
                        "average_rating", rating));
    }

    private void enroll(String id, String user, String course) {
        driver.change(
                "learning.enrollments",
                RowKey.of(id),
                Rows.row("id", id, "user_id", user, "course_id", course));
    }

    private void ask(String user) {
        driver.change(
                "learning.recommendation_refreshes",
                RowKey.of(user),
                Rows.row("user_id", user, "asked_at", "2026-01-01T00:00:0%dZ".formatted(++asked)));
    }
}
