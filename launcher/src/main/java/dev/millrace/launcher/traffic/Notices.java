package dev.millrace.launcher.traffic;

import java.sql.SQLException;

/** People are notified: most notices lapse within the minute, others wait until they are read. */
final class Notices {

    private static final int LAPSE_SECONDS_MIN = 2;
    private static final int LAPSE_SECONDS_MAX = 45;

    private Notices() {}

    static boolean notify(Turn turn) throws SQLException {
        Integer seconds = turn.chance().happens(0.7) ? lapse(turn) : null;
        return turn.on(
                turn.sample().people,
                person ->
                        turn.write(
                                        """
                                        insert into engagement.notifications
                                          (user_id, type, title, message, expires_at)
                                        values (?, 'course_update', 'News', 'Something is new.',
                                          now() + make_interval(secs => ?::integer))
                                        """,
                                        person,
                                        seconds)
                                == 1);
    }

    /** Somebody reads their newest notice, whether it has lapsed or not. */
    static boolean read(Turn turn) throws SQLException {
        return turn.on(
                turn.sample().people,
                person ->
                        turn.write(
                                        """
                                        update engagement.notifications set read_at = now()
                                        where id = (
                                          select id from engagement.notifications
                                          where user_id = ? and read_at is null
                                          order by created_at desc, id limit 1)
                                        """,
                                        person)
                                == 1);
    }

    /** A notice is given another end, from now: one that has lapsed counts again. */
    static boolean prolong(Turn turn) throws SQLException {
        int seconds = lapse(turn);
        return turn.on(
                turn.sample().people,
                person ->
                        turn.write(
                                        """
                                        update engagement.notifications
                                        set expires_at = now() + make_interval(secs => ?::integer)
                                        where id = (
                                          select id from engagement.notifications
                                          where user_id = ? and expires_at is not null
                                          order by created_at desc, id limit 1)
                                        """,
                                        seconds,
                                        person)
                                == 1);
    }

    static int lapse(Turn turn) {
        return turn.chance().between(LAPSE_SECONDS_MIN, LAPSE_SECONDS_MAX);
    }
}
