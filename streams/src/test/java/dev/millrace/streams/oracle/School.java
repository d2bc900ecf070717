package dev.millrace.streams.oracle;

import java.sql.SQLException;
import java.util.List;
import java.util.Random;

/** Courses with learners in a real database, changed at random by SQL. */
public final class School {

    private static final List<String> TABLES =
            List.of(
                    "learning.courses",
                    "learning.course_modules",
                    "learning.lessons",
                    "learning.assessments",
                    "learning.enrollments",
                    "learning.lesson_progress",
                    "learning.user_notes",
                    "learning.user_bookmarks",
                    "learning.course_completions",
                    "billing.course_purchases",
                    "billing.refunds");

    private final OracleDatabase database;
    private final Random random;
    private final TableFeed feed;
    private int count;

    public School(OracleDatabase database, Random random) throws SQLException {
        this.database = database;
        this.random = random;
        this.feed = new TableFeed(database);
        database.execute(
                """
                insert into identity.users (id, email, display_name)
                select md5('user' || n)::uuid, 'user' || n || '@example.org', 'User'
                from generate_series(1, 12) n;
                insert into learning.courses (
                    id, source_system, title, slug, instructor_name, currency)
                select md5('course' || n)::uuid, 'edu7p', 'Course', 'course-' || n, 'Teacher', 'USD'
                from generate_series(1, 4) n;
                insert into learning.course_modules (id, course_id, title, order_index)
                select md5('module' || n)::uuid, md5('course' || n)::uuid, 'Module', 1
                from generate_series(1, 4) n;
                insert into billing.payments (
                    id, source_system, user_id, amount_cents, payment_type, status, processed_at)
                select md5('payment' || n)::uuid, 'edu7p', md5('user' || n)::uuid, 100000,
                    'course', 'succeeded', now()
                from generate_series(1, 12) n;
                """);
    }

    /** Hands on what changed since the last time, table by table. */
    public void publish(TableFeed.Changes changes) throws SQLException {
        feed.publish(TABLES, changes);
    }

    /** Makes one random change; some change nothing. */
    public void change() throws SQLException {
        database.execute(
                switch (random.nextInt(9)) {
                    case 0, 1 -> lesson();
                    case 2 -> enrollment();
                    case 3, 4, 5 -> study();
                    case 6 -> completion();
                    case 7 -> course();
                    default -> sale();
                });
    }

    private String lesson() {
        int course = 1 + random.nextInt(4);
        return switch (random.nextInt(5)) {
            case 0, 1 ->
                    """
                    insert into learning.lessons (
                        course_id, module_id, title, slug, order_index, is_published)
                    values (md5('course%1$d')::uuid, md5('module%1$d')::uuid, 'Lesson',
                        'lesson-%2$d', %2$d, %3$b)
                    """
                            .formatted(course, ++count, random.nextBoolean());
            case 2 ->
                    "update learning.lessons set is_published = not is_published where "
                            + any("learning.lessons");
            case 3 ->
                    """
                    update learning.lessons set
                        course_id = md5('course%1$d')::uuid, module_id = md5('module%1$d')::uuid
                    where %2$s
                    """
                            .formatted(course, any("learning.lessons"));
            default ->
                    random.nextInt(3) > 0
                            ? ""
                            : "delete from learning.lessons where " + any("learning.lessons");
        };
    }

    private String enrollment() {
        String course = id("course", 4);
        return switch (random.nextInt(5)) {
            case 0, 1, 2 ->
                    """
                    insert into learning.enrollments (user_id, course_id) values (%s, %s)
                    on conflict do nothing
                    """
                            .formatted(id("user", 12), course);
            case 3 ->
                    """
                    update learning.enrollments e set course_id = %1$s, status = 'expired'
                    where %2$s and not exists (
                        select from learning.enrollments o
                        where o.user_id = e.user_id and o.course_id = %1$s)
                    """
                            .formatted(course, any("learning.enrollments"));
            default -> "delete from learning.enrollments where " + any("learning.enrollments");
        };
    }

    private String study() {
        String lesson = "(select id from learning.lessons where " + any("learning.lessons") + ")";
        return switch (random.nextInt(8)) {
            case 0 ->
                    """
                    insert into learning.user_notes (user_id, lesson_id, content)
                    select %s, id, 'Note' from learning.lessons where id = %s
                    """
                            .formatted(id("user", 12), lesson);
            case 1 ->
                    """
                    insert into learning.user_bookmarks (user_id, lesson_id)
                    select %s, id from learning.lessons where id = %s
                    """
                            .formatted(id("user", 12), lesson);
            case 2 ->
                    "delete from learning.lesson_progress where user_id = "
                            + id("user", 12)
                            + " and lesson_id = "
                            + lesson;
            default -> {
                String completed =
                        random.nextInt(3) == 0
                                ? "null"
                                : "now() - interval '%d s'".formatted(random.nextInt(9000));
                yield """
                insert into learning.lesson_progress (
                    user_id, lesson_id, status, completed_at, last_accessed_at,
                    total_time_spent_seconds)
                select %1$s, id, case when %3$s is null then 'in_progress' else 'completed' end
                    ::learning.progress_status, %3$s, now() - interval '%4$d s', %5$d
                from learning.lessons where id = %2$s
                on conflict (user_id, lesson_id) do update set
                    status = excluded.status, completed_at = excluded.completed_at,
                    last_accessed_at = excluded.last_accessed_at,
                    total_time_spent_seconds = excluded.total_time_spent_seconds
                """
                        .formatted(
                                id("user", 12),
                                lesson,
                                completed,
                                random.nextInt(9000),
                                random.nextInt(900));
            }
        };
    }

    private String completion() {
        String rating = random.nextInt(3) == 0 ? "null" : Integer.toString(1 + random.nextInt(5));
        return random.nextInt(5) == 0
                ? "delete from learning.course_completions where "
                        + any("learning.course_completions")
                : """
                insert into learning.course_completions (
                    user_id, course_id, rating, would_recommend)
                values (%s, %s, %s, %b)
                on conflict (user_id, course_id) do update set
                    rating = excluded.rating, would_recommend = excluded.would_recommend
                """
                        .formatted(id("user", 12), id("course", 4), rating, random.nextBoolean());
    }

    private String course() {
        return switch (random.nextInt(5)) {
            case 0 ->
                    "update learning.courses set currency = case currency when 'USD' then 'EUR'"
                            + " else 'USD' end where id = "
                            + id("course", 4);
            case 1 ->
                    "update learning.courses set deleted_at = case when deleted_at is null then"
                            + " now() end where id = "
                            + id("course", 4);
            case 2 ->
                    "update learning.course_modules set is_published = not is_published where id = "
                            + id("module", 4);
            case 3 ->
                    """
                    insert into learning.assessments (course_id, title, is_published)
                    values (%s, 'Quiz', %b)
                    """
                            .formatted(id("course", 4), random.nextBoolean());
            default -> "delete from learning.assessments where " + any("learning.assessments");
        };
    }

    private String sale() {
        return switch (random.nextInt(6)) {
            case 0, 1 ->
                    """
                    insert into billing.course_purchases (
                        user_id, course_id, amount_cents, currency, status, payment_id)
                    values (%s, %s, %d, '%s', '%s', %s) on conflict do nothing
                    """
                            .formatted(
                                    id("user", 12),
                                    id("course", 4),
                                    random.nextInt(20_000),
                                    random.nextInt(3) == 0 ? "EUR" : "USD",
                                    List.of("pending", "completed", "failed", "refunded")
                                            .get(random.nextInt(4)),
                                    random.nextInt(4) == 0 ? "null" : id("payment", 12));
            case 2 ->
                    "update billing.course_purchases set status = 'refunded' where "
                            + any("billing.course_purchases");
            case 3 ->
                    "update billing.course_purchases set payment_id = "
                            + id("payment", 12)
                            + " where "
                            + any("billing.course_purchases");
            case 4 ->
                    """
                    insert into billing.refunds (
                        payment_id, amount_cents, reason, status, processed_at, requested_by)
                    values (%s, %d, 'dispute', '%s', now(), %s)
                    """
                            .formatted(
                                    id("payment", 12),
                                    1 + random.nextInt(900),
                                    random.nextBoolean() ? "succeeded" : "pending",
                                    id("user", 12));
            default -> "delete from billing.refunds where " + any("billing.refunds");
        };
    }

    private String id(String kind, int most) {
        return "md5('" + kind + (1 + random.nextInt(most)) + "')::uuid";
    }

    /** A condition that holds for one row, or for none of an empty table. */
    private String any(String table) {
        return "id = (select id from %s order by md5(id::text || '%d') limit 1)"
                .formatted(table, random.nextInt(1_000_000));
    }
}
