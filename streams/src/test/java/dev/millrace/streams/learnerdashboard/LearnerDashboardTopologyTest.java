package dev.millrace.streams.learnerdashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.Rows;
import dev.millrace.streams.StoreTestDriver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearnerDashboardTopologyTest {

    private static final String ANNA = "anna";

    private StoreTestDriver store;

    @BeforeEach
    void open(@TempDir Path state) {
        store =
                new StoreTestDriver(
                        DerivedStores.LEARNER_DASHBOARD, LearnerDashboardTopology::build, state);
        user(ANNA);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void everyoneHasARow() {
        assertThat(row().json().toString())
                .isEqualTo(
                        """
                        {"user_id":"anna","active_enrollments":0,"completed_courses":0,\
                        "total_study_seconds":0,"achievements":0,"recent_courses":[]}\
                        """);
    }

    @Test
    void fiveCoursesUsedLastOfSevenAreShownInOrder() {
        for (int i = 1; i <= 7; i++) {
            course("c" + i, "published", "Course " + i);
            enroll("e" + i, "c" + i, "active", null);
        }
        // Two at one moment, two never opened: ids decide.
        progress("c6", "10.00", 9);
        progress("c2", "75.00", 8);
        progress("c4", "20.00", 7);
        progress("c3", "30.00", 7);

        assertThat(row().integer("active_enrollments")).isEqualTo(7);
        assertThat(shown()).containsExactly("c6", "c2", "c3", "c4", "c1");
        assertThat(recent().get(1).toString())
                .isEqualTo(
                        """
                        {"course_id":"c2","title":"Course 2","progress":75.00,\
                        "last_accessed":"2026-01-01T00:00:08+00:00"}\
                        """);
        assertThat(recent().get(4).toString())
                .isEqualTo(
                        """
                        {"course_id":"c1","title":"Course 1","progress":0.00,\
                        "last_accessed":null}\
                        """);

        enroll("e6", "c6", "expired", null);
        assertThat(shown()).containsExactly("c2", "c3", "c4", "c1", "c5");

        progress("c7", "1.00", 9);
        assertThat(shown()).containsExactly("c7", "c2", "c3", "c4", "c1");
    }

    @Test
    void progressSaysTheLastAccessAndOtherwiseTheEnrollment() {
        course("c1", "published", "Course");
        enroll("e1", "c1", "active", 3);
        assertThat(recent().get(0).get("last_accessed").asText()).contains("00:00:03");

        progress("c1", "0.00", null);
        assertThat(recent().get(0).get("last_accessed").asText()).contains("00:00:03");

        progress("c1", "5.00", 1);
        assertThat(recent().get(0).get("last_accessed").asText()).contains("00:00:01");
    }

    @Test
    void titleAndPublicationReachThoseWhoAreEnrolled() {
        course("c1", "draft", "Working title");
        enroll("e1", "c1", "active", 1);
        assertThat(shown()).isEmpty();
        assertThat(row().integer("active_enrollments")).isZero();

        course("c1", "published", "Title");
        assertThat(recent().get(0).get("title").asText()).isEqualTo("Title");

        course("c1", "published", "Better title");
        assertThat(recent().get(0).get("title").asText()).isEqualTo("Better title");

        course("c1", "archived", "Better title");
        assertThat(shown()).isEmpty();
    }

    @Test
    void unchangedColumnsOfACourseReachNobody() {
        course("c1", "published", "Title");
        enroll("e1", "c1", "active", 1);
        store.emitted();

        course("c1", "published", "Title");
        progress("c1", "0.00", 1);

        assertThat(store.emitted()).isEmpty();
    }

    @Test
    void lifetimeFiguresFollowTheirRows() {
        lesson("l1", 60);
        lesson("l2", 40);
        store.change("learning.course_completions", RowKey.of("k1"), ofAnna("k1"));
        store.change("learning.user_achievements", RowKey.of("a1"), ofAnna("a1"));
        store.change("learning.user_achievements", RowKey.of("a2"), ofAnna("a2"));
        assertThat(figures()).containsExactly(1L, 100L, 2L);

        lesson("l1", 90);
        store.change("learning.lesson_progress", RowKey.of(ANNA, "l2"), null);
        store.change("learning.course_completions", RowKey.of("k1"), null);
        store.change("learning.user_achievements", RowKey.of("a1"), null);
        assertThat(figures()).containsExactly(0L, 90L, 1L);
    }

    private Row row() {
        return store.rows().values().iterator().next();
    }

    private JsonNode recent() {
        return row().tree("recent_courses");
    }

    private List<String> shown() {
        return StreamSupport.stream(recent().spliterator(), false)
                .map(course -> course.get("course_id").asText())
                .toList();
    }

    private List<Long> figures() {
        Row row = row();
        List<Long> figures = new ArrayList<>();
        for (String column : List.of("completed_courses", "total_study_seconds", "achievements")) {
            figures.add(row.integer(column));
        }
        return figures;
    }

    private void user(String id) {
        store.change("identity.users", RowKey.of(id), Rows.row("id", id, "deleted_at", null));
    }

    private void course(String id, String status, String title) {
        store.change(
                "learning.courses",
                RowKey.of(id),
                Rows.row("id", id, "status", status, "title", title));
    }

    private void enroll(String id, String course, String status, @Nullable Integer accessed) {
        store.change(
                "learning.enrollments",
                RowKey.of(id),
                Rows.row(
                        "id", id,
                        "user_id", ANNA,
                        "course_id", course,
                        "status", status,
                        "last_accessed_at", accessed == null ? null : time(accessed)));
    }

    private void progress(String course, String percentage, @Nullable Integer accessed) {
        store.change(
                DerivedStores.COURSE_PROGRESS,
                RowKey.of(ANNA, course),
                Rows.row(
                        "progress_percentage",
                        percentage,
                        "last_accessed_at",
                        accessed == null ? null : time(accessed)));
    }

    private void lesson(String id, int seconds) {
        store.change(
                "learning.lesson_progress",
                RowKey.of(ANNA, id),
                Rows.row("user_id", ANNA, "lesson_id", id, "total_time_spent_seconds", seconds));
    }

    private static Row ofAnna(String id) {
        return Rows.row("id", id, "user_id", ANNA);
    }

    private static String time(int second) {
        return "2026-01-01T00:00:0%dZ".formatted(second);
    }
}
