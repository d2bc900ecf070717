package dev.millrace.batch.duenotifications;

import dev.millrace.batch.job.BatchJob;
import dev.millrace.batch.job.JobDescription;
import dev.millrace.batch.job.JobRun;
import dev.millrace.batch.job.Parameter;
import dev.millrace.batch.job.WorkStep;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * B24: the feed of notifications that are due. Marking is telling: whoever delivers them reads the
 * change of the row in the topic {@code app.engagement.notifications}. It has no schedule until an
 * operator gives it one, since an application may do the same by itself.
 */
public final class DueNotifications implements BatchJob {

    private static final String HOURS_BEFORE = "hours-before";

    // Events are marked a few at a time: each has a notification for everybody who is registered.
    private static final int EVENTS_A_CHUNK = 10;

    /** Locked by somebody who changes it just now: it is left to the next run. */
    private static final String NOTIFICATIONS =
            """
            with due as materialized (
                select n.id
                from engagement.notifications n
                where n.scheduled_for <= :now and n.sent_at is null
                    and (n.expires_at is null or n.expires_at > :now)
                order by n.scheduled_for, n.id
                limit :chunk
                for update skip locked
            ),
            sent as (
                update engagement.notifications n set sent_at = :now
                from due d where n.id = d.id
                returning 1
            )
            select (select count(*) from due), (select count(*) from sent)
            """;

    private static final String BOOKINGS =
            """
            with due as materialized (
                select b.id, b.created_at, b.user_id, b.scheduled_at, b.ends_at
                from wellness.bookings b
                where b.status = 'confirmed' and b.reminder_sent_at is null
                    and b.user_id is not null
                    and b.scheduled_at > :now
                    and b.scheduled_at <= :now + :hours * interval '1 hour'
                order by b.scheduled_at, b.id
                limit :chunk
                for update skip locked
            ),
            marked as (
                update wellness.bookings b set reminder_sent_at = :now
                from due d where b.id = d.id and b.created_at = d.created_at
            ),
            told as (
                insert into engagement.notifications
                    (user_id, type, title, message, scheduled_for, sent_at, expires_at, data)
                select d.user_id, 'booking_reminder', 'Your booking is coming up',
                    'It begins at ' || to_char(d.scheduled_at at time zone 'UTC',
                        'YYYY-MM-DD HH24:MI') || ' UTC.',
                    :now, :now, d.ends_at, jsonb_build_object('booking_id', d.id)
                from due d
                returning 1
            )
            select (select count(*) from due), (select count(*) from told)
            """;

    private static final String EVENTS =
            """
            with due as materialized (
                select e.id, e.title, e.start_at, e.end_at
                from engagement.events e
                where e.status = 'published' and e.deleted_at is null and not e.reminder_sent
                    and e.start_at > :now and e.start_at <= :now + :hours * interval '1 hour'
                order by e.start_at, e.id
                limit least(:chunk, %d)
                for update skip locked
            ),
            marked as (
                update engagement.events e set reminder_sent = true from due d where e.id = d.id
            ),
            told as (
                insert into engagement.notifications
                    (user_id, type, title, message, scheduled_for, sent_at, expires_at, data)
                select r.user_id, 'event_reminder', d.title,
                    'It begins at ' || to_char(d.start_at at time zone 'UTC',
                        'YYYY-MM-DD HH24:MI') || ' UTC.',
                    :now, :now, d.end_at, jsonb_build_object('event_id', d.id)
                from due d
                join engagement.event_registrations r on r.event_id = d.id
                where r.status = 'registered' and r.wants_reminders
                returning 1
            )
            select (select count(*) from due), (select count(*) from told)
            """
                    .formatted(EVENTS_A_CHUNK);

    private static final String PLAN =
            """
            select format('mark %s notifications as sent', count(*))
            from engagement.notifications n
            where n.scheduled_for <= :now and n.sent_at is null
                and (n.expires_at is null or n.expires_at > :now)
            union all
            select format('remind of %s bookings', count(*))
            from wellness.bookings b
            where b.status = 'confirmed' and b.reminder_sent_at is null and b.user_id is not null
                and b.scheduled_at > :now and b.scheduled_at <= :now + :hours * interval '1 hour'
            union all
            select format('remind of %s events', count(*))
            from engagement.events e
            where e.status = 'published' and e.deleted_at is null and not e.reminder_sent
                and e.start_at > :now and e.start_at <= :now + :hours * interval '1 hour'
            """;

    @Override
    public JobDescription description() {
        return new JobDescription(
                "B24",
                "due-notifications",
                "Marks notifications that are due as sent, reminds of bookings and events.",
                Parameter.count(
                        HOURS_BEFORE,
                        24,
                        "hours before their beginning at which bookings and events are reminded of"));
    }

    @Override
    public List<WorkStep> steps(JobRun run) {
        long hours = run.number(HOURS_BEFORE);
        return List.of(
                new WorkStep("notifications", new Feed(run, NOTIFICATIONS, hours)),
                new WorkStep("bookings", new Feed(run, BOOKINGS, hours)),
                new WorkStep("events", new Feed(run, EVENTS, hours)));
    }

    @Override
    public List<String> plan(JobRun run, JdbcClient sql) {
        return sql.sql(PLAN)
                .param("now", run.cutOff())
                .param("hours", run.number(HOURS_BEFORE))
                .query(String.class)
                .list();
    }
}
