package dev.millrace.launcher.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Events and meetings. */
@ExtendWith(SharedProgram.class)
class MeetingsAcceptanceIT {

    private final Sql sql;
    private final Fixtures fixtures;

    MeetingsAcceptanceIT(Sql sql) {
        this.sql = sql;
        this.fixtures = new Fixtures(sql);
    }

    // N17
    @Test
    void anEventCountsWhoRegisteredCameAndWaits() throws SQLException {
        UUID event = UUID.randomUUID();
        List<UUID> users = fixtures.users(5);
        sql.app(event(event, users.get(0), "2 hours"));
        sql.app(
                """
                insert into engagement.event_registrations (event_id, user_id, status, checked_in)
                values ('%1$s', '%2$s', 'registered', true),
                    ('%1$s', '%3$s', 'registered', false),
                    ('%1$s', '%4$s', 'registered', false),
                    ('%1$s', '%5$s', 'waitlisted', false),
                    ('%1$s', '%6$s', 'cancelled', false)
                """
                        .formatted(
                                event,
                                users.get(0),
                                users.get(1),
                                users.get(2),
                                users.get(3),
                                users.get(4)));

        sql.eventually(
                "3|1|1",
                """
                select registration_count, attendee_count, waitlist_count
                from derived.event_statistics where event_id = '%s'
                """
                        .formatted(event));
        sql.refused("23514", event(UUID.randomUUID(), users.get(0), "-2 hours"));
    }

    // G07
    @Test
    void internalAndExternalGuestsAreToldApart() throws SQLException {
        List<UUID> users = fixtures.users(2);
        UUID meeting = meeting();
        attend(meeting, users.get(0), "attended", false, "45");
        attend(meeting, users.get(1), "accepted", true, "null");
        String external =
                """
                select invited_count, attended_count, external_invited_count, external_attended_count
                from derived.meeting_statistics where meeting_id = '%s'
                """
                        .formatted(meeting);
        sql.eventually("2|1|1|0", external);

        sql.app(
                """
                update engagement.meeting_attendances
                set status = 'attended', join_duration_minutes = 15
                where meeting_id = '%s' and user_id = '%s'
                """
                        .formatted(meeting, users.get(1)));

        sql.eventually("2|2|1|1", external);
    }

    // G08
    @Test
    void aMeetingHasTheFiguresOfTheWorkedExample() throws SQLException {
        UUID meeting = meeting();
        attendAsInTheExample(meeting, fixtures.users(3));

        sql.eventually(
                "3|2|2|1|45.00",
                """
                select invited_count, attended_count, external_invited_count,
                    external_attended_count, avg_duration_minutes
                from derived.meeting_statistics where meeting_id = '%s'
                """
                        .formatted(meeting));
    }

    // Requirements 9 and 20
    @Test
    void aTitleOfFiveMegabytesStaysWholeWhenOtherColumnsChange() throws SQLException {
        UUID meeting = meeting();
        sql.app(
                """
                update engagement.meetings
                set title = (select string_agg(md5(n::text), ' ') from generate_series(1, 160000) n)
                where id = '%s'
                """
                        .formatted(meeting));
        String title =
                sql.value(
                        "select octet_length(title), md5(title) from engagement.meetings where id = '%s'"
                                .formatted(meeting));
        assertThat(title).startsWith("5279999|");
        String derived =
                """
                select status, octet_length(title), md5(title)
                from derived.meeting_statistics where meeting_id = '%s'
                """
                        .formatted(meeting);
        sql.eventually("scheduled|" + title, derived);

        sql.app(
                "update engagement.meetings set status = 'completed' where id = '%s'"
                        .formatted(meeting));

        sql.eventually("completed|" + title, derived);
    }

    // G09
    @Test
    void everyLivePersonHasTheirFiguresAndOnlyWhoCameALastMeeting() throws SQLException {
        List<UUID> users = fixtures.users(5);
        attendAsInTheExample(meeting(), users);
        // Of another meeting, so that the first is that of the example. Who did not show had
        // joined a test call, say.
        attend(meeting(), users.get(3), "no_show", false, "10");

        sql.eventually("1|1|60.00|t", engagement(users.get(0)));
        sql.eventually("1|0|null|f", engagement(users.get(3)));
        sql.eventually("0|0|null|f", engagement(users.get(4)));
    }

    private void attendAsInTheExample(UUID meeting, List<UUID> users) throws SQLException {
        attend(meeting, users.get(0), "attended", false, "60");
        attend(meeting, users.get(1), "attended", true, "30");
        attend(meeting, users.get(2), "declined", true, "null");
    }

    private static String event(UUID event, UUID creator, String length) {
        return """
        insert into engagement.events (id, title, description, start_at, end_at, created_by)
        values ('%s', 'Mixer', 'Meet', now(), now() + interval '%s', '%s')
        """
                .formatted(event, length, creator);
    }

    // The database sets the moment of the start from date, time and zone.
    private UUID meeting() throws SQLException {
        UUID meeting = UUID.randomUUID();
        sql.app(
                """
                insert into engagement.meetings (id, title, scheduled_date, start_time)
                values ('%s', 'Stand-up', current_date, '09:00')
                """
                        .formatted(meeting));
        return meeting;
    }

    private void attend(UUID meeting, UUID user, String status, boolean external, String minutes)
            throws SQLException {
        sql.app(
                """
                insert into engagement.meeting_attendances (meeting_id, user_id, status,
                    is_external_domain, join_duration_minutes, joined_at)
                values ('%1$s', '%2$s', '%3$s', %4$s, %5$s,
                    case when %5$s is not null then now() end)
                """
                        .formatted(meeting, user, status, external, minutes));
    }

    private static String engagement(UUID user) {
        return """
        select meetings_invited, meetings_attended, avg_meeting_duration_minutes,
            last_meeting_attended_at is not null
        from derived.user_engagement where user_id = '%s'
        """
                .formatted(user);
    }
}
