package dev.millrace.launcher.acceptance;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Rows that a test needs before it can say what it is about; all under fresh keys. */
final class Fixtures {

    private final Sql sql;

    Fixtures(Sql sql) {
        this.sql = sql;
    }

    /** A published course with one module. */
    record Course(UUID id, UUID module, List<UUID> lessons) {}

    /** A practitioner with one service. */
    record Practice(UUID practitioner, UUID service) {}

    UUID user() throws SQLException {
        UUID user = UUID.randomUUID();
        sql.app(
                """
                insert into identity.users (id, email, display_name)
                values ('%1$s', '%1$s@example.org', 'Robin')
                """
                        .formatted(user));
        return user;
    }

    List<UUID> users(int count) throws SQLException {
        List<UUID> users = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            users.add(user());
        }
        return users;
    }

    Course course(int lessonCount) throws SQLException {
        UUID course = UUID.randomUUID();
        UUID module = UUID.randomUUID();
        sql.app(
                """
                insert into learning.courses
                    (id, source_system, title, slug, instructor_name, status, published_at)
                values ('%1$s', 'edu7p', 'Course', '%1$s', 'Teacher', 'published', now());
                insert into learning.course_modules (id, course_id, title, order_index, is_published)
                values ('%2$s', '%1$s', 'Module', 1, true)
                """
                        .formatted(course, module));
        Course made = new Course(course, module, new ArrayList<>());
        for (int i = 0; i < lessonCount; i++) {
            made.lessons().add(lesson(made, i + 1));
        }
        return made;
    }

    /** A published lesson at this place of the course's module. */
    UUID lesson(Course course, int place) throws SQLException {
        UUID lesson = UUID.randomUUID();
        sql.app(
                """
                insert into learning.lessons
                    (id, course_id, module_id, title, slug, order_index, is_published)
                values ('%1$s', '%2$s', '%3$s', 'Lesson', '%1$s', %4$d, true)
                """
                        .formatted(lesson, course.id(), course.module(), place));
        return lesson;
    }

    void enroll(UUID user, Course course) throws SQLException {
        sql.app(
                "insert into learning.enrollments (user_id, course_id) values ('%s', '%s')"
                        .formatted(user, course.id()));
    }

    void complete(UUID user, UUID lesson) throws SQLException {
        sql.app(completion(user, lesson));
    }

    /** The statement that writes a lesson as completed, whatever it was before. */
    static String completion(UUID user, UUID lesson) {
        return """
        insert into learning.lesson_progress (user_id, lesson_id, status, completed_at)
        values ('%s', '%s', 'completed', now())
        on conflict (user_id, lesson_id)
        do update set status = 'completed', completed_at = now();
        """
                .formatted(user, lesson);
    }

    Practice practice() throws SQLException {
        Practice practice = new Practice(UUID.randomUUID(), UUID.randomUUID());
        sql.app(
                """
                insert into wellness.practitioners (id, user_id, bio)
                values ('%1$s', '%2$s', 'Thirty years of practice');
                insert into wellness.services
                    (id, practitioner_id, name, duration_minutes, price_cents)
                values ('%3$s', '%1$s', 'Session', 60, 8000)
                """
                        .formatted(practice.practitioner(), user(), practice.service()));
        return practice;
    }

    /**
     * A booked session.
     *
     * @param createdAt an SQL expression
     */
    UUID booking(Practice practice, UUID user, String createdAt) throws SQLException {
        UUID booking = UUID.randomUUID();
        sql.app(
                """
                insert into wellness.bookings (id, user_id, practitioner_id, service_id,
                    scheduled_at, ends_at, duration_minutes, session_type, created_at)
                values ('%s', '%s', '%s', '%s',
                    now(), now() + interval '1 hour', 60, 'video_call', %s)
                """
                        .formatted(
                                booking,
                                user,
                                practice.practitioner(),
                                practice.service(),
                                createdAt));
        return booking;
    }

    /** A payment of a person that succeeded now. */
    UUID payment(UUID user, String system, String type, long cents) throws SQLException {
        return payment(user, system, type, cents, "now()");
    }

    /**
     * A payment of a person that succeeded.
     *
     * @param processedAt an SQL expression
     */
    UUID payment(UUID user, String system, String type, long cents, String processedAt)
            throws SQLException {
        UUID payment = UUID.randomUUID();
        sql.app(
                """
                insert into billing.payments (id, source_system, user_id, amount_cents,
                    payment_type, status, processed_at, provider_payment_intent_id)
                values ('%1$s', '%2$s', '%3$s', %4$d, '%5$s', 'succeeded', %6$s, 'pi_%1$s')
                """
                        .formatted(payment, system, user, cents, type, processedAt));
        return payment;
    }

    /** The statement that gives back this part of a payment, at once. */
    static String refund(UUID payment, UUID user, long cents) {
        return """
        insert into billing.refunds
            (payment_id, amount_cents, reason, status, processed_at, requested_by)
        values ('%s', %d, 'customer_request', 'succeeded', now(), '%s')
        """
                .formatted(payment, cents, user);
    }

    /** A conversation of these people; the type is one of the table's. */
    UUID conversation(String type, List<UUID> people) throws SQLException {
        UUID conversation = UUID.randomUUID();
        sql.app(
                "insert into engagement.conversations (id, type) values ('%s', '%s')"
                        .formatted(conversation, type));
        for (UUID user : people) {
            sql.app(
                    """
                    insert into engagement.conversation_participants (conversation_id, user_id)
                    values ('%s', '%s')
                    """
                            .formatted(conversation, user));
        }
        return conversation;
    }

    /** A message from one person to another. */
    UUID message(UUID conversation, UUID sender, UUID recipient) throws SQLException {
        UUID message = UUID.randomUUID();
        sql.app(
                """
                insert into engagement.messages
                    (id, conversation_id, sender_id, recipient_id, content)
                values ('%s', '%s', '%s', '%s', 'See you at nine')
                """
                        .formatted(message, conversation, sender, recipient));
        return message;
    }
}
