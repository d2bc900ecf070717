package dev.millrace.launcher.traffic;

import java.sql.SQLException;
import java.util.UUID;

/** People call meetings and announce events; guests answer, come, or do not. */
final class Hosts {

    private Hosts() {}

    /** A meeting with a few guests, some of them from outside. */
    static boolean callMeeting(Turn turn) throws SQLException {
        UUID id = UUID.randomUUID();
        return turn.on(
                turn.sample().people,
                host -> {
                    turn.write(
                            """
                            insert into engagement.meetings
                              (id, title, scheduled_date, start_time, starts_at, created_by)
                            values (?, 'Site meeting', current_date + 1, '10:00', now(), ?)
                            """,
                            id,
                            host);
                    for (int guest = turn.chance().between(2, 6); guest > 0; guest--) {
                        invite(turn, id);
                    }
                    turn.afterCommit(() -> turn.sample().meetings.add(id));
                    return true;
                });
    }

    private static void invite(Turn turn, UUID meeting) throws SQLException {
        boolean external = turn.chance().happens(0.3);
        turn.on(
                turn.sample().people,
                guest ->
                        turn.write(
                                        """
                                        insert into engagement.meeting_attendances
                                          (meeting_id, user_id, is_external_domain)
                                        values (?, ?, ?)
                                        on conflict (meeting_id, user_id) do nothing
                                        """,
                                        meeting,
                                        guest,
                                        external)
                                == 1);
    }

    /** One guest who has not answered yet does. */
    static boolean answerInvitation(Turn turn) throws SQLException {
        String answer = turn.chance().happens(0.8) ? "accepted" : "declined";
        return turn.on(
                turn.sample().meetings,
                meeting ->
                        turn.write(
                                        """
                                        update engagement.meeting_attendances
                                        set status = ?, responded_at = now()
                                        where id = (
                                          select id from engagement.meeting_attendances
                                          where meeting_id = ? and status = 'invited'
                                          order by id limit 1)
                                        """,
                                        answer,
                                        meeting)
                                == 1);
    }

    /** The meeting is over: who accepted came, mostly, and its row says so in the same commit. */
    static boolean holdMeeting(Turn turn) throws SQLException {
        return turn.onLive(
                turn.sample().meetings,
                meeting -> {
                    boolean held =
                            turn.write(
                                            """
                                            update engagement.meetings
                                            set status = 'completed', actual_duration_minutes = 45
                                            where id = ? and status = 'scheduled'
                                            """,
                                            meeting)
                                    == 1;
                    if (held) {
                        turn.write(
                                """
                                update engagement.meeting_attendances
                                set status = case when random() < 0.85 then 'attended'
                                      else 'no_show' end::engagement.attendance_status,
                                    join_duration_minutes = 5 + floor(random() * 55)
                                where meeting_id = ? and status = 'accepted'
                                """,
                                meeting);
                    }
                    return held;
                });
    }

    static boolean announceEvent(Turn turn) throws SQLException {
        UUID id = UUID.randomUUID();
        return turn.on(
                turn.sample().people,
                host -> {
                    turn.afterCommit(() -> turn.sample().events.add(id));
                    return turn.write(
                                    """
                                    insert into engagement.events
                                      (id, title, description, start_at, end_at, status, created_by)
                                    values (?, 'Open house', 'Come and see.',
                                      now() + interval '7 days', now() + interval '7 days 2 hours',
                                      'published', ?)
                                    """,
                                    id,
                                    host)
                            == 1;
                });
    }

    static boolean register(Turn turn) throws SQLException {
        String status = turn.chance().happens(0.8) ? "registered" : "waitlisted";
        return turn.on(
                turn.sample().events,
                event ->
                        turn.on(
                                turn.sample().people,
                                person ->
                                        turn.write(
                                                        """
                                                        insert into engagement.event_registrations
                                                          (event_id, user_id, status)
                                                        values (?, ?, ?)
                                                        on conflict (event_id, user_id) do nothing
                                                        """,
                                                        event,
                                                        person,
                                                        status)
                                                == 1));
    }

    /** Somebody comes, cancels, or stays away. */
    static boolean changeRegistration(Turn turn) throws SQLException {
        int outcome = turn.chance().weighted(0.5, 0.3, 0.2);
        return turn.on(
                turn.sample().events,
                event ->
                        turn.write(
                                        """
                                        update engagement.event_registrations
                                        set status = ?, checked_in = ?
                                        where id = (
                                          select id from engagement.event_registrations
                                          where event_id = ?
                                            and status in ('registered', 'waitlisted')
                                          order by id limit 1)
                                        """,
                                        switch (outcome) {
                                            case 0 -> "attended";
                                            case 1 -> "cancelled";
                                            default -> "no_show";
                                        },
                                        outcome == 0,
                                        event)
                                == 1);
    }

    static boolean removeEvent(Turn turn) throws SQLException {
        return turn.onLive(
                turn.sample().events,
                event -> {
                    turn.afterCommit(() -> turn.sample().events.remove(event));
                    return turn.write(
                                    """
                                    update engagement.events set deleted_at = now()
                                    where id = ? and deleted_at is null
                                    """,
                                    event)
                            == 1;
                });
    }
}
