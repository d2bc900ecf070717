package dev.millrace.streams.runtime;

import dev.millrace.streams.fixture.StreamsDatabase;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;

/** People, courses, practitioners and a conversation, and what they do at random. */
final class SmallWorld {

    static final String[] TABLES = {
        "identity.users",
        "identity.user_profiles",
        "identity.roles",
        "identity.user_roles",
        "engagement.conversations",
        "engagement.conversation_participants",
        "engagement.messages",
        "wellness.practitioners",
        "wellness.reviews",
        "wellness.bookings",
        "learning.courses",
        "learning.course_modules",
        "learning.lessons",
        "learning.enrollments",
        "learning.lesson_progress",
        "learning.course_completions",
        "learning.recommendation_refreshes"
    };

    private SmallWorld() {}

    /** The rows that traffic begins from. */
    static void create(StreamsDatabase database) throws SQLException {
        database.execute(
                """
                insert into identity.users (id, email, display_name)
                select md5('user' || i)::uuid, 'user' || i || '@example.org', 'User ' || i
                  from generate_series(1, 30) i;
                insert into wellness.practitioners (id, user_id, bio)
                select md5('practitioner' || i)::uuid, md5('user' || i)::uuid, 'Practitioner'
                  from generate_series(1, 5) i;
                insert into wellness.services (
                    id, practitioner_id, name, duration_minutes, price_cents)
                select md5('service' || i)::uuid, md5('practitioner' || i)::uuid, 'Session', 60,
                       8000
                  from generate_series(1, 5) i;
                insert into learning.courses (
                    id, source_system, title, slug, instructor_name, status, published_at)
                select md5('course' || i)::uuid, 'edu7p', 'Course', 'course-' || i, 'Teacher',
                       'published', now() - i * interval '20 days'
                  from generate_series(1, 3) i;
                insert into learning.course_modules (id, course_id, title, order_index)
                select md5('module' || i)::uuid, md5('course' || i)::uuid, 'Module', 1
                  from generate_series(1, 3) i;
                insert into learning.lessons (
                    id, course_id, module_id, title, slug, order_index, is_published)
                select md5('lesson' || c || l)::uuid, md5('course' || c)::uuid,
                       md5('module' || c)::uuid, 'Lesson', 'lesson-' || c || l, l, true
                  from generate_series(1, 3) c, generate_series(1, 4) l;
                insert into identity.roles (id, name) values (md5('role')::uuid, 'member');
                insert into identity.user_roles (user_id, role_id, expires_at)
                select md5('user' || i)::uuid, md5('role')::uuid,
                       now() + (i - 5.5) * interval '1 day'
                  from generate_series(1, 9) i;
                insert into engagement.conversations (id, type)
                values (md5('talk')::uuid, 'group');
                insert into engagement.conversation_participants (conversation_id, user_id)
                select md5('talk')::uuid, md5('user' || i)::uuid from generate_series(1, 9) i;
                """);
    }

    /** Ten random changes in one transaction. */
    static void traffic(StreamsDatabase database, Random random) throws SQLException {
        StringBuilder sql = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            sql.append(
                    switch (random.nextInt(10)) {
                        case 0, 1 -> booking(random);
                        case 6 ->
                                """
                                insert into engagement.messages (
                                    conversation_id, sender_id, content)
                                values (md5('talk')::uuid, md5('user%d')::uuid, 'x');
                                """
                                        .formatted(1 + random.nextInt(9));
                        case 2 ->
                                """
                                insert into wellness.reviews (
                                    booking_id, reviewer_id, practitioner_id, rating)
                                select id, user_id, practitioner_id, 1 + floor(5 * random())::int
                                  from wellness.bookings b
                                 where not exists (
                                     select from wellness.reviews r where r.booking_id = b.id)
                                 limit 1;
                                """;
                        case 3 ->
                                """
                                update wellness.reviews set rating = 1 + floor(5 * random())::int,
                                       status = (array['published', 'hidden']
                                           ::wellness.review_status[])[1 + floor(2 * random())]
                                 where id = (
                                     select id from wellness.reviews order by random() limit 1);
                                """;
                        case 4 ->
                                """
                                delete from wellness.reviews where id = (
                                    select id from wellness.reviews order by random() offset 1 limit 1);
                                """;
                        case 5 ->
                                """
                                insert into learning.enrollments (user_id, course_id)
                                values (md5('user%d')::uuid, md5('course%d')::uuid)
                                on conflict do nothing;
                                """
                                        .formatted(1 + random.nextInt(30), 1 + random.nextInt(3));
                        // Or everybody would be in every course some day, with no advice to give.
                        case 9 ->
                                """
                                delete from learning.enrollments
                                 where user_id = md5('user%d')::uuid
                                   and course_id = md5('course%d')::uuid;
                                """
                                        .formatted(1 + random.nextInt(30), 1 + random.nextInt(3));
                        default ->
                                """
                                insert into learning.lesson_progress (
                                    user_id, lesson_id, status, completed_at)
                                select e.user_id, l.id, 'completed', now()
                                  from learning.enrollments e
                                  join learning.lessons l on l.course_id = e.course_id
                                 order by e.user_id, e.course_id, random()
                                offset %d limit 3
                                on conflict (user_id, lesson_id) do update
                                   set status = 'completed', completed_at = now();
                                """
                                        .formatted(random.nextInt(30));
                    });
        }
        database.execute(sql.toString());
    }

    private static String booking(Random random) {
        int practitioner = 1 + random.nextInt(5);
        String status = List.of("pending", "completed", "no_show").get(random.nextInt(3));
        return """
        insert into wellness.bookings (
            kind, user_id, practitioner_id, service_id, scheduled_at, ends_at, duration_minutes,
            session_type, status)
        values ('session', md5('user%d')::uuid, md5('practitioner%d')::uuid,
            md5('service%d')::uuid, now(), now() + interval '1 hour', 60, 'video_call', '%s');
        """
                .formatted(1 + random.nextInt(30), practitioner, practitioner, status);
    }
}
