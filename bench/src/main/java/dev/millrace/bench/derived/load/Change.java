package dev.millrace.bench.derived.load;

/**
 * What the application does, one row at a time. The first parameters name the row, the last is a
 * number by chance.
 */
enum Change {
    /** A player reports that somebody still watches. */
    HEARTBEAT(
            60,
            Rows.PROGRESS,
            """
            update learning.lesson_progress
            set total_time_spent_seconds = total_time_spent_seconds + 30, last_accessed_at = now(),
                last_position_seconds = ?
            where user_id = ? and lesson_id = ?
            """),
    COMPLETE(
            12,
            Rows.PROGRESS,
            """
            update learning.lesson_progress
            set status = 'completed', completed_at = now(), progress_percentage = 100,
                last_accessed_at = now(), last_position_seconds = ?
            where user_id = ? and lesson_id = ?
            """),
    /** Somebody takes a lesson again from the start. */
    BEGIN_AGAIN(
            3,
            Rows.PROGRESS,
            """
            update learning.lesson_progress
            set status = 'in_progress', completed_at = null, progress_percentage = 0,
                last_accessed_at = now(), last_position_seconds = ?
            where user_id = ? and lesson_id = ?
            """),
    /** A lesson of the same course that this person may not have seen yet, done at once. */
    ANOTHER_LESSON(
            7,
            Rows.PROGRESS,
            """
            insert into learning.lesson_progress (
                user_id, lesson_id, status, completed_at, last_accessed_at)
            select seen.user_id, another.id, 'completed', now(), now()
            from (select ?::int as chance, ?::uuid as user_id, ?::uuid as lesson_id) seen
            join learning.lessons l on l.id = seen.lesson_id
            join learning.lessons another
                on another.course_id = l.course_id and another.order_index = 1 + seen.chance % 4
            order by another.id
            limit 1
            on conflict (user_id, lesson_id) do update set last_accessed_at = now()
            """),
    ENROLLMENT(
            6,
            Rows.ENROLLMENTS,
            """
            update learning.enrollments
            set status = (array['active', 'cancelled', 'suspended'])[1 + ? % 3]
                ::learning.enrollment_status
            where id = ?
            """),
    RATING(
            4,
            Rows.COMPLETIONS,
            "update learning.course_completions set rating = 1 + ? % 5 where id = ?"),
    APPLICATION(
            4,
            Rows.APPLICATIONS,
            """
            update projects.applications
            set status = (array['pending', 'under_review', 'accepted', 'rejected', 'withdrawn'])
                [1 + ? % 5]::projects.application_status
            where id = ?
            """),
    REVIEW(
            4,
            Rows.REVIEWS,
            """
            update wellness.reviews
            set status = (array['published', 'hidden', 'flagged'])[1 + ? % 3]
                ::wellness.review_status
            where id = ?
            """);

    /** Where the row is chosen from. */
    enum Rows {
        PROGRESS(
                "select user_id, lesson_id from learning.lesson_progress where user_id not in"
                        + " (select user_id from bench.probe)"),
        ENROLLMENTS("select id from learning.enrollments"),
        COMPLETIONS("select id from learning.course_completions"),
        APPLICATIONS("select id from projects.applications"),
        REVIEWS(
                "select id from wellness.reviews where practitioner_id not in"
                        + " (select practitioner_id from bench.probe)");

        private final String all;

        Rows(String all) {
            this.all = all;
        }

        String all() {
            return all;
        }
    }

    private final int weight;
    private final Rows rows;
    private final String sql;

    Change(int weight, Rows rows, String sql) {
        this.weight = weight;
        this.rows = rows;
        this.sql = sql;
    }

    /** How many of a hundred changes are of this kind. */
    int weight() {
        return weight;
    }

    Rows rows() {
        return rows;
    }

    /** The number by chance first, then the key of the row. */
    String sql() {
        return sql;
    }
}
