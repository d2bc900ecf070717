package dev.millrace.launcher.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rows that somebody has spoilt are found and mended by the jobs that reconcile. */
@ExtendWith(SharedProgram.class)
class ReconciliationAcceptanceIT {

    private static final String ONE = "\"rows_done\" : 1,";
    private static final String NONE = "\"rows_done\" : 0,";

    private final Sql sql;
    private final Fixtures fixtures;

    ReconciliationAcceptanceIT(Sql sql) {
        this.sql = sql;
        this.fixtures = new Fixtures(sql);
    }

    // E14
    @Test
    void aSpoiltCourseStatisticIsMendedOnce() throws SQLException {
        Fixtures.Course course = fixtures.course(1);
        fixtures.enroll(fixtures.user(), course);
        String condition = "course_id = '%s'".formatted(course.id());
        String count = "select enrollment_count from derived.course_statistics where " + condition;
        sql.eventually("1", count);
        sql.owner("update derived.course_statistics set enrollment_count = 7 where " + condition);
        sql.eventually("7", count);

        assertThat(reconcile()).contains(ONE);

        sql.eventuallyAsOracle("course_statistics", condition);
        sql.eventually("1", count);
        assertThat(reconcile()).contains(NONE);
    }

    // K31
    @Test
    void aSpoiltRatingIsMendedByTheWeeklyMaintenance() throws SQLException {
        Fixtures.Practice practice = fixtures.practice();
        UUID user = fixtures.user();
        sql.app(
                """
                insert into wellness.reviews (booking_id, reviewer_id, practitioner_id, rating)
                values ('%s', '%s', '%s', 4)
                """
                        .formatted(
                                fixtures.booking(practice, user, "now()"),
                                user,
                                practice.practitioner()));
        String condition = "practitioner_id = '%s'".formatted(practice.practitioner());
        String rating = "select average_rating from derived.practitioner_stats where " + condition;
        sql.eventually("4.00", rating);
        sql.owner("update derived.practitioner_stats set average_rating = 1.5 where " + condition);
        sql.eventually("1.50", rating);

        sql.command("jobs", "run", "weekly-maintenance", "--json");

        sql.eventuallyAsOracle("practitioner_stats", condition);
        sql.eventually("4.00", rating);
    }

    private String reconcile() {
        return sql.command("jobs", "run", "reconcile-course-statistics", "--json");
    }
}
