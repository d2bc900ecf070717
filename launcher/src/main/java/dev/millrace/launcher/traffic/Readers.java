package dev.millrace.launcher.traffic;

import java.sql.SQLException;

/** People say whether a review helped them, think again, and report what should not be there. */
final class Readers {

    private Readers() {}

    /** A vote, or another one in the place of the first. */
    static boolean vote(Turn turn) throws SQLException {
        boolean helpful = turn.chance().happens(0.75);
        return turn.on(
                turn.sample().reviews,
                review ->
                        turn.on(
                                turn.sample().people,
                                person ->
                                        turn.write(
                                                        """
                                                        insert into wellness.review_helpfulness
                                                          (review_id, user_id, helpful)
                                                        select r.id, ?::uuid, ?::boolean
                                                        from wellness.reviews r where r.id = ?
                                                        on conflict (review_id, user_id) do update
                                                          set helpful = excluded.helpful
                                                        """,
                                                        person,
                                                        helpful,
                                                        review)
                                                == 1));
    }

    static boolean takeBackVote(Turn turn) throws SQLException {
        return turn.on(
                turn.sample().reviews,
                review ->
                        turn.write(
                                        """
                                        delete from wellness.review_helpfulness where id = (
                                          select id from wellness.review_helpfulness
                                          where review_id = ? order by id limit 1)
                                        """,
                                        review)
                                == 1);
    }

    static boolean report(Turn turn) throws SQLException {
        return turn.on(
                turn.sample().reviews,
                review ->
                        turn.on(
                                turn.sample().people,
                                person ->
                                        turn.write(
                                                        """
                                                        insert into wellness.review_reports
                                                          (review_id, user_id, reason)
                                                        select r.id, ?::uuid, 'Not a review'
                                                        from wellness.reviews r where r.id = ?
                                                        on conflict (review_id, user_id) do nothing
                                                        """,
                                                        person,
                                                        review)
                                                == 1));
    }
}
