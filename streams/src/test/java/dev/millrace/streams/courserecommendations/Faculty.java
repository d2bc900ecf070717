package dev.millrace.streams.courserecommendations;

import dev.millrace.streams.oracle.OracleDatabase;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;

/** People and published courses in a real database, changed at random by SQL. */
final class Faculty {

    static final List<String> TABLES =
            List.of("identity.users", "learning.courses", "learning.enrollments");

    private static final int USERS = 40;
    private static final int COURSES = 30;

    private final OracleDatabase database;
    private final Random random;

    Faculty(OracleDatabase database, Random random) throws SQLException {
        this.database = database;
        this.random = random;
        database.execute(
                """
                select setseed(%s);
                insert into learning.course_categories (id, name, slug)
                select md5('category' || n)::uuid, 'Category ' || n, 'category-' || n
                from generate_series(1, 4) n;
                insert into identity.users (id, email, display_name)
                select md5('user' || n)::uuid, 'user' || n || '@example.org', 'User'
                from generate_series(1, %d) n;
                insert into learning.courses (
                    id, source_system, title, slug, instructor_name, category_id, status,
                    published_at)
                select md5('course' || n)::uuid, 'edu7p', 'Course', 'course-' || n, 'Teacher',
                    case when n %% 7 > 0 then md5('category' || n %% 4 + 1)::uuid end,
                    case when n %% 9 > 0 then 'published' else 'draft' end
                        ::learning.course_status,
                    case when n %% 10 > 0
                        then now() - make_interval(secs => (random() * 200 * 86400)::int) end
                from generate_series(1, %d) n;
                insert into learning.enrollments (user_id, course_id)
                select md5('user' || u)::uuid, md5('course' || c)::uuid
                from generate_series(1, %d) u, generate_series(1, %d) c
                where random() < 0.15;
                insert into learning.course_completions (user_id, course_id, rating)
                select user_id, course_id, ceil(random() * 5)
                from learning.enrollments where random() < 0.5;
                """
                        .formatted(random.nextDouble(), USERS, COURSES, USERS, COURSES));
    }

    /** Makes one random change; some change nothing. */
    void change() throws SQLException {
        database.execute(
                switch (random.nextInt(10)) {
                    case 0, 1, 2 ->
                            "insert into learning.enrollments (user_id, course_id) values (%s, %s)"
                                            .formatted(user(), course())
                                    + " on conflict do nothing";
                    case 3 ->
                            "delete from learning.enrollments where user_id = %s and course_id = %s"
                                    .formatted(user(), course());
                    case 4 ->
                            """
                            update learning.enrollments e set course_id = %1$s
                            where id = (select id from learning.enrollments
                                order by md5(id::text || '%2$d') limit 1)
                              and not exists (select from learning.enrollments o
                                where o.user_id = e.user_id and o.course_id = %1$s)
                            """
                                    .formatted(course(), random.nextInt(1_000_000));
                    case 5 ->
                            """
                            insert into learning.course_completions (user_id, course_id, rating)
                            values (%s, %s, %d)
                            on conflict (user_id, course_id) do update set rating = excluded.rating
                            """
                                    .formatted(user(), course(), 1 + random.nextInt(5));
                    case 6 ->
                            """
                            update learning.courses set status = case status
                                when 'published' then 'archived' else 'published' end
                                ::learning.course_status
                            where id = %s
                            """
                                    .formatted(course());
                    case 7 ->
                            """
                            update learning.courses set
                                deleted_at = case when deleted_at is null and %b then now() end,
                                category_id = md5('category%d')::uuid
                            where id = %s
                            """
                                    .formatted(
                                            random.nextInt(3) == 0,
                                            1 + random.nextInt(4),
                                            course());
                    case 8 ->
                            """
                            update identity.users set
                                deleted_at = case when deleted_at is null then now() end
                            where id = %s
                            """
                                    .formatted(user());
                    default ->
                            random.nextInt(4) > 0
                                    ? ""
                                    : "delete from identity.users where id = " + user();
                });
    }

    private String user() {
        return "(select coalesce((select id from identity.users where id = %1$s), (select id from identity.users order by id limit 1)))"
                .formatted(id("user", USERS));
    }

    private String course() {
        return id("course", COURSES);
    }

    private String id(String kind, int most) {
        return "md5('%s%d')::uuid".formatted(kind, 1 + random.nextInt(most));
    }
}
