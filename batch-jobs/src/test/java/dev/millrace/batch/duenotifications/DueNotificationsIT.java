package dev.millrace.batch.duenotifications;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.batch.fixture.BatchDatabase;
import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.launch.Outcome;
import dev.millrace.batch.launch.RunReport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** B24: each thing that is due is told once. */
class DueNotificationsIT {

    private final BatchDatabase database = BatchDatabase.migrated();
    private final JdbcClient sql = database.sql();
    private BatchOperations operations;

    @BeforeEach
    void open() {
        operations = database.operations(database.jobs(), new SimpleMeterRegistry());
        execute(
                """
                insert into identity.users (id, email, display_name)
                select lpad(n::text, 32, '0')::uuid, n || '@example.org', 'Person ' || n
                from generate_series(1, 4) n
                """);
    }

    @AfterEach
    void close() {
        operations.close();
    }

    @Test
    void notificationsAreMarkedOnceAtTheirTime() {
        execute(
                """
                insert into engagement.notifications
                    (user_id, type, title, message, scheduled_for, sent_at, expires_at)
                select lpad('1', 32, '0')::uuid, 'system_update', title, 'm', now() + due * interval '1 h',
                    now() + sent * interval '1 h', now() + expires * interval '1 h'
                from (values ('due', -1, null::int, null::int), ('due, expires later', -1, null, 1),
                    ('ahead', 1, null, null), ('expired', -2, null, -1), ('sent', -2, -1, null),
                    ('at once', null, null, null)) n (title, due, sent, expires)
                """);

        assertThat(operations.dryRun("due-notifications", Map.of()))
                .containsExactly(
                        "mark 2 notifications as sent",
                        "remind of 0 bookings",
                        "remind of 0 events");
        assertThat(run().rowsDone()).isEqualTo(2);

        assertThat(
                        texts(
                                "select title from engagement.notifications where sent_at > now() - interval '1 min' order by 1"))
                .containsExactly("due", "due, expires later");
        assertThat(run().rowsDone()).isZero();
    }

    @Test
    void bookingsAndEventsAreRemindedOfOnce() {
        execute(
                """
                insert into wellness.bookings (kind, user_id, guest_email, scheduled_at, ends_at,
                    duration_minutes, session_type, status)
                select 'consultation', lpad(person::text, 32, '0')::uuid, 'guest@example.org',
                    now() + hours * interval '1 h', now() + (hours + 1) * interval '1 h', 60,
                    'video_call', status::wellness.booking_status
                from (values (1, 23, 'confirmed'), (2, 25, 'confirmed'), (3, 23, 'pending'),
                    (4, -1, 'confirmed'), (null, 23, 'confirmed')) b (person, hours, status)
                """);
        execute(
                """
                with event as (
                    insert into engagement.events (title, description, start_at, end_at, status,
                        created_by)
                    select title, 'd', now() + hours * interval '1 h',
                        now() + (hours + 1) * interval '1 h', status::engagement.event_status,
                        lpad('1', 32, '0')::uuid
                    from (values ('soon', 2, 'published'), ('later', 30, 'published'),
                        ('cancelled', 2, 'cancelled')) e (title, hours, status)
                    returning id
                )
                insert into engagement.event_registrations (event_id, user_id, status,
                    wants_reminders)
                select event.id, lpad(person::text, 32, '0')::uuid,
                    status::engagement.registration_status, wants
                from event
                cross join (values (1, 'registered', true), (2, 'registered', false),
                    (3, 'waitlisted', true), (4, 'registered', true)) r (person, status, wants)
                """);

        assertThat(operations.dryRun("due-notifications", Map.of()))
                .containsExactly(
                        "mark 0 notifications as sent",
                        "remind of 1 bookings",
                        "remind of 1 events");
        assertThat(run().rowsDone()).isEqualTo(3);

        assertThat(
                        texts(
                                """
                                select concat_ws(' ', u.display_name, n.type, n.title)
                                from engagement.notifications n join identity.users u on u.id = n.user_id
                                where n.sent_at is not null order by 1
                                """))
                .containsExactly(
                        "Person 1 booking_reminder Your booking is coming up",
                        "Person 1 event_reminder soon",
                        "Person 4 event_reminder soon");
        assertThat(run().rowsDone()).isZero();
    }

    @Test
    void whatSomebodyChangesJustNowIsLeftToTheNextRun() throws SQLException {
        execute(
                """
                insert into engagement.notifications (user_id, type, title, message, scheduled_for)
                select lpad('1', 32, '0')::uuid, 'system_update', 'n ' || n, 'm', now() - interval '1 h'
                from generate_series(1, 3) n
                """);
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute(
                    "update engagement.notifications set title = 'changed' where title = 'n 2'");

            assertThat(run().rowsDone()).isEqualTo(2);

            other.commit();
        }
        assertThat(run().rowsDone()).isEqualTo(1);
        assertThat(
                        texts(
                                "select title from engagement.notifications where sent_at is not null order by 1"))
                .containsExactly("changed", "n 1", "n 3");
    }

    private RunReport run() {
        RunReport report = operations.run("due-notifications", Map.of("chunk-size", "1"), "test");
        assertThat(report.outcome()).as(report.toString()).contains(Outcome.COMPLETED);
        return report;
    }

    private void execute(String statement) {
        sql.sql(statement).update();
    }

    private List<String> texts(String query) {
        return sql.sql(query).query(String.class).list();
    }
}
