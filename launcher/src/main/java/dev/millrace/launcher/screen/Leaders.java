package dev.millrace.launcher.screen;

import static dev.millrace.schema.jooq.derived.Tables.COURSE_STATISTICS;
import static dev.millrace.schema.jooq.derived.Tables.MATCH_SCORES;
import static dev.millrace.schema.jooq.derived.Tables.PRACTITIONER_STATS;
import static dev.millrace.schema.jooq.identity.Tables.USERS;
import static dev.millrace.schema.jooq.learning.Tables.COURSES;
import static dev.millrace.schema.jooq.projects.Tables.PROJECTS_;
import static dev.millrace.schema.jooq.wellness.Tables.PRACTITIONERS;

import java.util.List;
import org.jooq.DSLContext;

/**
 * The derived values that the demo shows as they change.
 *
 * @param courses best rated courses first
 * @param practitioners best rated practitioners first
 * @param matches newest match scores first
 */
public record Leaders(List<String> courses, List<String> practitioners, List<String> matches) {

    private static final int SHOWN = 5;

    // Fewer ratings than these say little; a single five would lead for ever.
    private static final int COURSE_RATINGS_MIN = 5;
    private static final int PRACTITIONER_RATINGS_MIN = 3;

    public Leaders {
        courses = List.copyOf(courses);
        practitioners = List.copyOf(practitioners);
        matches = List.copyOf(matches);
    }

    /** Reads the current leaders. */
    public static Leaders read(DSLContext sql) {
        return new Leaders(bestCourses(sql), bestPractitioners(sql), newestMatches(sql));
    }

    private static List<String> bestCourses(DSLContext sql) {
        return sql.select(
                        COURSE_STATISTICS.AVERAGE_RATING,
                        COURSE_STATISTICS.RATING_COUNT,
                        COURSES.TITLE)
                .from(COURSE_STATISTICS)
                .join(COURSES)
                .on(COURSES.ID.eq(COURSE_STATISTICS.COURSE_ID))
                .where(COURSE_STATISTICS.RATING_COUNT.ge(COURSE_RATINGS_MIN))
                .orderBy(
                        COURSE_STATISTICS.AVERAGE_RATING.desc(),
                        COURSE_STATISTICS.RATING_COUNT.desc())
                .limit(SHOWN)
                .fetch(row -> "%s (%4d)  %s".formatted(row.value1(), row.value2(), row.value3()));
    }

    private static List<String> bestPractitioners(DSLContext sql) {
        return sql.select(
                        PRACTITIONER_STATS.AVERAGE_RATING,
                        PRACTITIONER_STATS.RATING_COUNT,
                        PRACTITIONER_STATS.TOTAL_SESSIONS,
                        USERS.DISPLAY_NAME)
                .from(PRACTITIONER_STATS)
                .join(PRACTITIONERS)
                .on(PRACTITIONERS.ID.eq(PRACTITIONER_STATS.PRACTITIONER_ID))
                .join(USERS)
                .on(USERS.ID.eq(PRACTITIONERS.USER_ID))
                .where(PRACTITIONER_STATS.RATING_COUNT.ge(PRACTITIONER_RATINGS_MIN))
                .orderBy(
                        PRACTITIONER_STATS.AVERAGE_RATING.desc(),
                        PRACTITIONER_STATS.RATING_COUNT.desc())
                .limit(SHOWN)
                .fetch(row ->
                        "%s (%4d)  %s, %d sessions"
                                .formatted(row.value1(), row.value2(), row.value4(), row.value3()));
    }

    private static List<String> newestMatches(DSLContext sql) {
        return sql.select(MATCH_SCORES.SCORE, PROJECTS_.TITLE, USERS.DISPLAY_NAME)
                .from(MATCH_SCORES)
                .join(PROJECTS_)
                .on(PROJECTS_.ID.eq(MATCH_SCORES.PROJECT_ID))
                .join(USERS)
                .on(USERS.ID.eq(MATCH_SCORES.USER_ID))
                .orderBy(MATCH_SCORES.COMPUTED_AT.desc())
                .limit(SHOWN)
                .fetch(row -> "%6s  %s for %s".formatted(row.value1(), row.value3(), row.value2()));
    }
}
