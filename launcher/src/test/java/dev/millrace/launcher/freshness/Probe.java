package dev.millrace.launcher.freshness;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/**
 * Writes rows that nobody else touches, waits until a store is as of that commit, and compares the
 * store's row with its oracle at once, in one snapshot.
 */
final class Probe {

    private static final int LEARNERS = 5;
    // One more is never completed: a completion would be written back later, as a commit of its
    // own.
    private static final int LESSONS = 4;

    private final Connection writer;
    private final Connection reader;
    private final Random random;
    private final UUID course = UUID.randomUUID();
    private final UUID practitioner = UUID.randomUUID();
    private final UUID service = UUID.randomUUID();
    private final List<UUID> learners = new ArrayList<>();
    private final List<UUID> lessons = new ArrayList<>();

    /** What a probe saw: how long it waited, and what is wrong, if anything is. */
    record Outcome(String store, Duration waited, Optional<String> wrong) {}

    /** What a change needs to be compared. */
    private record Change(String sql, String store, String key) {

        /** With the key that belongs to the store, where it is not said. */
        Change of(String course, String learner) {
            return key.isEmpty()
                    ? new Change(sql, store, store.equals("course_progress") ? learner : course)
                    : this;
        }
    }

    /**
     * @param writer of the application, auto-commit on
     * @param reader of a role that may read stores and oracles, auto-commit on
     */
    Probe(Connection writer, Connection reader, Random random) throws SQLException {
        this.writer = writer;
        this.reader = reader;
        this.random = random;
        UUID module = UUID.randomUUID();
        StringBuilder sql = new StringBuilder();
        for (int i = 0; i <= LEARNERS; i++) {
            UUID user = UUID.randomUUID();
            learners.add(user);
            sql.append(
                    "insert into identity.users (id, email, display_name) values ('%s', '%s@example.org', 'Probe');"
                            .formatted(user, user));
        }
        sql.append(
                """
                insert into learning.courses (id, source_system, title, slug, instructor_name)
                values ('%1$s', 'edu7p', 'Probe', '%1$s', 'Teacher');
                insert into learning.course_modules (id, course_id, title, order_index)
                values ('%2$s', '%1$s', 'Module', 1);
                insert into wellness.practitioners (id, user_id, bio)
                values ('%3$s', '%4$s', 'Probe');
                insert into wellness.services (id, practitioner_id, name, duration_minutes, price_cents)
                values ('%5$s', '%3$s', 'Session', 60, 8000);
                """
                        .formatted(course, module, practitioner, learners.removeLast(), service));
        for (int i = 0; i <= LESSONS; i++) {
            UUID lesson = UUID.randomUUID();
            lessons.add(lesson);
            sql.append(
                    """
                    insert into learning.lessons
                        (id, course_id, module_id, title, slug, order_index, is_published)
                    values ('%1$s', '%2$s', '%3$s', 'Lesson', '%1$s', %4$d, true);
                    """
                            .formatted(lesson, course, module, i + 1));
        }
        lessons.removeLast();
        execute(sql.toString());
    }

    /** Writes, waits for up to this time, and compares. */
    Outcome once(Duration patience) throws SQLException {
        Change change = change();
        execute(change.sql());
        String lsn = value(writer, "select pg_current_wal_lsn()");
        long begin = System.nanoTime();
        boolean reached =
                value(
                                reader,
                                "select derived.await('%s', '%s', interval '%d ms')"
                                        .formatted(change.store(), lsn, patience.toMillis()))
                        .equals("t");
        Duration waited = Duration.ofNanos(System.nanoTime() - begin);
        if (!reached) {
            return new Outcome(
                    change.store(),
                    waited,
                    Optional.of("not as of " + lsn + " in time: " + standing(change.store())));
        }
        String difference =
                value(
                        reader,
                        """
                        select case when d is distinct from o then concat(d, ' expected ', o) else '' end
                        from (select (
                                select to_jsonb(s) - 'updated_at' from derived.%1$s s where %2$s) as d,
                            (select to_jsonb(s) from oracle.%1$s s where %2$s) as o) as pair
                        """
                                .formatted(change.store(), change.key()));
        return new Outcome(
                change.store(),
                waited,
                difference.isEmpty()
                        ? Optional.empty()
                        : Optional.of("as of " + lsn + ", " + change.sql() + ": " + difference));
    }

    private Change change() {
        UUID learner = learners.get(random.nextInt(learners.size()));
        UUID lesson = lessons.get(random.nextInt(lessons.size()));
        String ofLearner = "s.user_id = '%s' and s.course_id = '%s'".formatted(learner, course);
        String ofCourse = "s.course_id = '%s'".formatted(course);
        Change change =
                switch (random.nextInt(8)) {
                    case 0, 1 ->
                            new Change(
                                    """
                                    insert into learning.enrollments (user_id, course_id)
                                    values ('%s', '%s') on conflict do nothing
                                    """
                                            .formatted(learner, course),
                                    random.nextBoolean() ? "course_statistics" : "course_progress",
                                    "");
                    case 2, 3, 4 ->
                            new Change(
                                    """
                                    insert into learning.lesson_progress
                                        (user_id, lesson_id, status, completed_at, total_time_spent_seconds)
                                    values ('%1$s', '%2$s', '%3$s',
                                        case when '%3$s' = 'completed' then now() end, %4$d)
                                    on conflict (user_id, lesson_id) do update set status = excluded.status,
                                        completed_at = excluded.completed_at,
                                        total_time_spent_seconds = excluded.total_time_spent_seconds
                                    """
                                            .formatted(
                                                    learner,
                                                    lesson,
                                                    random.nextBoolean()
                                                            ? "completed"
                                                            : "in_progress",
                                                    random.nextInt(10_000)),
                                    random.nextBoolean() ? "course_statistics" : "course_progress",
                                    "");
                    case 5 ->
                            new Change(
                                    "delete from learning.lesson_progress where user_id = '%s' and lesson_id = '%s'"
                                            .formatted(learner, lesson),
                                    "course_progress",
                                    "");
                    case 6 ->
                            new Change(
                                    "update learning.lessons set is_published = not is_published where id = '%s'"
                                            .formatted(lesson),
                                    random.nextBoolean() ? "course_statistics" : "course_progress",
                                    "");
                    default ->
                            new Change(
                                    """
                                    insert into wellness.bookings (kind, user_id, practitioner_id, service_id,
                                        scheduled_at, ends_at, duration_minutes, session_type, status)
                                    values ('session', '%s', '%s', '%s', now(), now() + interval '1 hour', 60,
                                        'video_call', '%s')
                                    """
                                            .formatted(
                                                    learner,
                                                    practitioner,
                                                    service,
                                                    random.nextBoolean() ? "completed" : "no_show"),
                                    "practitioner_stats",
                                    "s.practitioner_id = '%s'".formatted(practitioner));
                };
        return change.of(ofCourse, ofLearner);
    }

    private String standing(String store) throws SQLException {
        return value(
                reader,
                "select f::text from derived.freshness f where store = '%s'".formatted(store));
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = writer.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String value(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }
}
