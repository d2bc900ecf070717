package dev.millrace.batch.retention;

import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Rows of the tests that are older than they may become, written as the application would. */
public final class OldRows {

    private final JdbcClient sql;
    private final UUID person;
    private final UUID practitioner;
    private final UUID service;

    public OldRows(JdbcClient sql) {
        this.sql = sql;
        this.person = person();
        this.practitioner =
                one("insert into wellness.practitioners (user_id, bio) values (?, 'P')", person());
        this.service =
                one(
                        """
                        insert into wellness.services (practitioner_id, name, duration_minutes,
                            price_cents)
                        values (?, 'S', 60, 8000)
                        """,
                        practitioner);
    }

    /** Makes the months of these days in the tables that retention cares for. */
    public void months(String... days) {
        for (String table :
                List.of(
                        "wellness.bookings",
                        "engagement.messages",
                        "analytics.user_activity_logs")) {
            for (String day : days) {
                sql.sql("select ops.add_month(?::regclass, ?::date)")
                        .params(table, day)
                        .query(Integer.class)
                        .single();
            }
        }
    }

    public UUID person() {
        UUID id = UUID.randomUUID();
        return one(
                "insert into identity.users (id, email, display_name) values (?, ?, 'N')",
                id,
                id + "@example.org");
    }

    /** A completed session. */
    public UUID booking(String day) {
        return one(
                """
                insert into wellness.bookings (user_id, practitioner_id, service_id, scheduled_at,
                    ends_at, duration_minutes, session_type, status, user_notes, created_at)
                select ?, ?, ?, d, d + interval '1 hour', 60, 'video_call', 'completed', 'noted', d
                from (select ?::timestamptz) t (d)
                """,
                person,
                practitioner,
                service,
                day + " 12:00:00+00");
    }

    /** Bookings of one month, a second apart, each with a participant. */
    public void bookings(int count, String day) {
        sql.sql(
                        """
                        with b as (
                            insert into wellness.bookings (user_id, practitioner_id, service_id,
                                scheduled_at, ends_at, duration_minutes, session_type, created_at)
                            select ?, ?, ?, d, d + interval '1 hour', 60, 'chat', d
                            from (
                                select ?::timestamptz + g * interval '1 second'
                                from generate_series(1, ?) g) t (d)
                            returning id
                        )
                        insert into wellness.booking_participants (booking_id, user_id)
                        select id, ? from b
                        """)
                .params(person, practitioner, service, day, count, person)
                .update();
    }

    public UUID participant(UUID booking) {
        return one(
                "insert into wellness.booking_participants (booking_id, user_id) values (?, ?)",
                booking,
                person);
    }

    public UUID rescheduling(UUID booking) {
        return one(
                """
                insert into wellness.booking_reschedule_requests
                    (booking_id, requested_by, original_scheduled_at, new_scheduled_at)
                values (?, ?, '2018-01-01', '2018-01-02')
                """,
                booking,
                person);
    }

    UUID payment(UUID booking) {
        return one(
                """
                insert into billing.payments (source_system, user_id, practitioner_id, booking_id,
                    amount_cents, currency, platform_fee_cents, practitioner_amount_cents,
                    payment_type, status, processed_at)
                values ('klear', ?, ?, ?, 8000, 'USD', 800, 7200, 'booking', 'succeeded', now())
                """,
                person,
                practitioner,
                booking);
    }

    UUID review(UUID booking) {
        return one(
                """
                insert into wellness.reviews (practitioner_id, reviewer_id, booking_id, rating)
                values (?, ?, ?, 5)
                """,
                practitioner,
                person,
                booking);
    }

    public UUID conversation() {
        return one(
                "insert into engagement.conversations (type, subject) values ('direct', ?)",
                "Subject");
    }

    public UUID message(UUID conversation, String moment) {
        return one(
                """
                insert into engagement.messages (conversation_id, sender_id, content, created_at)
                values (?, ?, 'text', ?::timestamptz)
                """,
                conversation,
                person,
                moment);
    }

    /** Messages of one month, a tenth of a second apart, each with a reaction. */
    public void messages(int count, UUID conversation, String day) {
        sql.sql(
                        """
                        with m as (
                            insert into engagement.messages
                                (conversation_id, sender_id, content, created_at)
                            select ?, ?, 'text', ?::timestamptz + g * interval '0.1 seconds'
                            from generate_series(1, ?) g
                            returning id, created_at
                        )
                        insert into engagement.message_reactions
                            (message_id, message_created_at, user_id, reaction_type)
                        select id, created_at, ?, 'like' from m
                        """)
                .params(conversation, person, day, count, person)
                .update();
    }

    public UUID reaction(UUID message) {
        return one(
                """
                insert into engagement.message_reactions
                    (message_id, message_created_at, user_id, reaction_type)
                select id, created_at, sender_id, 'like' from engagement.messages where id = ?
                """,
                message);
    }

    public void views(UUID item, int count, String day) {
        sql.sql(
                        """
                        insert into analytics.user_activity_logs
                            (user_id, activity_type, entity_type, entity_id, created_at)
                        select ?, 'content_viewed', 'content', ?, ?::timestamptz
                        from generate_series(1, ?)
                        """)
                .params(person, item, day, count)
                .update();
    }

    /** Whose rows they are. */
    public UUID owner() {
        return person;
    }

    private UUID one(String insert, Object... values) {
        return sql.sql(insert + " returning id").params(values).query(UUID.class).single();
    }
}
