package dev.millrace.launcher.traffic;

import dev.millrace.launcher.chance.Chance;
import dev.millrace.launcher.traffic.Sample.Learner;
import java.sql.SQLException;
import java.util.Optional;

/** People finish courses and say what they think of them, and sometimes think again. */
final class Completions {

    private Completions() {}

    /** All that is left at once, with a rating: progress and completion in one transaction. */
    static boolean finish(Turn turn) throws SQLException {
        return turn.on(
                turn.sample().enrollments,
                learner -> {
                    if (completeTheRest(turn, learner) == 0) {
                        return false;
                    }
                    completion(turn, learner);
                    turn.write(
                            """
                            update learning.enrollments
                            set status = 'completed', completed_at = now()
                            where user_id = ? and course_id = ?
                            """,
                            learner.userId(),
                            learner.courseId());
                    turn.afterCommit(() -> turn.sample().completions.add(learner));
                    return true;
                });
    }

    private static int completeTheRest(Turn turn, Learner learner) throws SQLException {
        return turn.write(
                """
                insert into learning.lesson_progress as p
                  (user_id, lesson_id, status, progress_percentage, total_time_spent_seconds,
                   started_at, completed_at)
                select ?::uuid, l.id, 'completed', 100, ?::integer, now(), now()
                from learning.lessons l
                where l.course_id = ? and l.is_published
                order by l.id
                on conflict (user_id, lesson_id) do update
                set status = 'completed', progress_percentage = 100, completed_at = now(),
                    last_accessed_at = now()
                where p.status <> 'completed'
                """,
                learner.userId(),
                turn.chance().between(60, 1_200),
                learner.courseId());
    }

    /** The pipeline may have written the completion already, hence the upsert. */
    private static void completion(Turn turn, Learner learner) throws SQLException {
        Optional<Integer> rating =
                turn.chance().happens(0.7) ? Optional.of(rating(turn.chance())) : Optional.empty();
        turn.write(
                """
                insert into learning.course_completions as c
                  (user_id, course_id, rating, would_recommend, reviewed_at)
                values (?, ?, ?, ?, case when ?::smallint is not null then now() end)
                on conflict (user_id, course_id) do update
                set completed_at = now(),
                    rating = coalesce(excluded.rating, c.rating),
                    would_recommend = coalesce(excluded.would_recommend, c.would_recommend),
                    reviewed_at = coalesce(excluded.reviewed_at, c.reviewed_at)
                """,
                learner.userId(),
                learner.courseId(),
                rating.orElse(null),
                rating.map(stars -> stars >= 4).orElse(null),
                rating.orElse(null));
    }

    /** A first rating or another one. */
    static boolean rate(Turn turn) throws SQLException {
        int stars = rating(turn.chance());
        return turn.onLive(
                turn.sample().completions,
                learner ->
                        turn.write(
                                        """
                                        update learning.course_completions
                                        set rating = ?, would_recommend = ?, reviewed_at = now()
                                        where user_id = ? and course_id = ?
                                        """,
                                        stars,
                                        stars >= 4,
                                        learner.userId(),
                                        learner.courseId())
                                == 1);
    }

    static boolean removeRating(Turn turn) throws SQLException {
        return turn.on(
                turn.sample().completions,
                learner ->
                        turn.write(
                                        """
                                        update learning.course_completions
                                        set rating = null, would_recommend = null,
                                            reviewed_at = null
                                        where user_id = ? and course_id = ?
                                          and rating is not null
                                        """,
                                        learner.userId(),
                                        learner.courseId())
                                == 1);
    }

    private static int rating(Chance chance) {
        return 1 + chance.weighted(0.04, 0.07, 0.19, 0.38, 0.32);
    }
}
