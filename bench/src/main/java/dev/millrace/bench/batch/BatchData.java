package dev.millrace.bench.batch;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The rows of the benchmark, made by the server itself. They are loaded without the triggers and
 * keys that the application's own writes meet: what is measured comes after.
 */
final class BatchData {

    /** Payments of the benchmark were processed in the week that ends here. */
    static final String PERIOD_END = "2026-03-08";

    private final Connection connection;

    BatchData(Connection connection) {
        this.connection = connection;
    }

    /** People, of whom the first are practitioners. */
    void people(int people, int practitioners) throws SQLException {
        load(
                """
                insert into identity.users (id, email, display_name)
                select md5('u' || g)::uuid, 'u' || g || '@example.org', 'Name ' || g
                from generate_series(1, %d) g
                """
                        .formatted(people));
        load(
                """
                insert into wellness.practitioners (id, user_id, bio)
                select md5('p' || g)::uuid, md5('u' || g)::uuid, 'Bio' from generate_series(1, %d) g
                """
                        .formatted(practitioners));
        execute("analyze identity.users, wellness.practitioners");
    }

    void payments(int payments, int people, int practitioners) throws SQLException {
        load(
                """
                insert into billing.payments (source_system, user_id, practitioner_id,
                    amount_cents, currency, platform_fee_cents, practitioner_amount_cents,
                    payment_type, status, processed_at)
                select 'klear', md5('u' || 1 + g %% %2$d)::uuid, md5('p' || 1 + g %% %3$d)::uuid,
                    8000 + g %% 500, 'USD', 800, 7200 + g %% 500, 'other', 'succeeded',
                    timestamptz '%4$s' - g %% 600000 * interval '1 second'
                from generate_series(1, %1$d) g
                """
                        .formatted(payments, people, practitioners, PERIOD_END + " 12:00Z"));
        execute("vacuum analyze billing.payments");
    }

    /** Bookings of one month with a participant each. */
    void bookings(int bookings, int people, int practitioners, String month) throws SQLException {
        execute("select ops.add_month('wellness.bookings', '%s')".formatted(month));
        load(
                """
                insert into wellness.bookings (id, user_id, practitioner_id, service_id,
                    scheduled_at, ends_at, duration_minutes, session_type, status, user_notes,
                    created_at)
                select md5('%4$s' || g)::uuid, md5('u' || 1 + g %% %2$d)::uuid,
                    md5('p' || 1 + g %% %3$d)::uuid, md5('s')::uuid, d, d + interval '1 hour', 60,
                    'video_call', 'completed', 'Notes of booking ' || g, d
                from generate_series(1, %1$d) g
                cross join lateral (
                    select timestamptz '%4$s 00:00Z' + g %% 2400000 * interval '1 second') t (d)
                """
                        .formatted(bookings, people, practitioners, month));
        load(
                """
                insert into wellness.booking_registry (id, created_at)
                select id, created_at from wellness.bookings
                where created_at >= '%1$s' and created_at < date '%1$s' + interval '1 month'
                """
                        .formatted(month));
        load(
                """
                insert into wellness.booking_participants (booking_id, user_id)
                select id, user_id from wellness.bookings
                where created_at >= '%1$s' and created_at < date '%1$s' + interval '1 month'
                """
                        .formatted(month));
        execute(
                "vacuum analyze wellness.bookings, wellness.booking_registry, wellness.booking_participants");
    }

    private void load(String insert) throws SQLException {
        execute("set session_replication_role = replica");
        execute(insert);
        execute("reset session_replication_role");
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
