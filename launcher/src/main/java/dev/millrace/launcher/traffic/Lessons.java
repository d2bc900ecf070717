package dev.millrace.launcher.traffic;

import dev.millrace.launcher.traffic.Sample.Learner;
import dev.millrace.launcher.traffic.Turn.Step;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** People learn, step by step and sometimes a step back. */
final class Lessons {

    private Lessons() {}

    /** The player reports where it is. */
    static boolean heartbeat(Turn turn) throws SQLException {
        return onOpenLesson(
                turn,
                lesson -> {
                    int seconds = turn.chance().between(5, 60);
                    return turn.write(
                                    """
                                    insert into learning.lesson_progress as p
                                      (user_id, lesson_id, status, progress_percentage,
                                       total_time_spent_seconds, last_position_seconds, started_at,
                                       interaction_count)
                                    values (?, ?, 'in_progress', 1, ?, ?, now(), 1)
                                    on conflict (user_id, lesson_id) do update
                                    set total_time_spent_seconds = p.total_time_spent_seconds
                                          + excluded.total_time_spent_seconds,
                                        last_position_seconds = p.last_position_seconds
                                          + excluded.last_position_seconds,
                                        progress_percentage = case
                                          when p.status = 'completed' then 100
                                          else least(99, p.progress_percentage + 3) end,
                                        status = case
                                          when p.status = 'completed' then p.status
                                          else excluded.status end,
                                        interaction_count = p.interaction_count + 1,
                                        last_accessed_at = now()
                                    """,
                                    lesson.userId(),
                                    lesson.lessonId(),
                                    seconds,
                                    seconds)
                            == 1;
                });
    }

    /** A device that was offline reports all that a person did: many rows by one statement. */
    static boolean sync(Turn turn) throws SQLException {
        return turn.on(
                turn.sample().enrollments,
                learner ->
                        turn.write(
                                        """
                                        update learning.lesson_progress
                                        set total_time_spent_seconds
                                              = total_time_spent_seconds + ?,
                                            interaction_count = interaction_count + 1,
                                            last_accessed_at = now()
                                        where user_id = ?
                                        """,
                                        turn.chance().between(1, 30),
                                        learner.userId())
                                > 0);
    }

    static boolean complete(Turn turn) throws SQLException {
        return turn.on(
                turn.sample().enrollments,
                learner -> {
                    Optional<UUID> next = nextLesson(turn, learner);
                    return next.isPresent()
                            && turn.write(
                                            """
                                            insert into learning.lesson_progress as p
                                              (user_id, lesson_id, status, progress_percentage,
                                               total_time_spent_seconds, started_at, completed_at)
                                            values (?, ?, 'completed', 100, ?, now(), now())
                                            on conflict (user_id, lesson_id) do update
                                            set status = 'completed', progress_percentage = 100,
                                                total_time_spent_seconds
                                                  = p.total_time_spent_seconds
                                                    + excluded.total_time_spent_seconds,
                                                completed_at = now(), last_accessed_at = now()
                                            """,
                                            learner.userId(),
                                            next.get(),
                                            turn.chance().between(60, 1_500))
                                    == 1;
                });
    }

    private static Optional<UUID> nextLesson(Turn turn, Learner learner) throws SQLException {
        return turn.first(
                """
                select l.id from learning.lessons l
                where l.course_id = ? and l.is_published
                  and not exists (
                    select from learning.lesson_progress p
                    where p.user_id = ? and p.lesson_id = l.id and p.status = 'completed')
                order by l.module_id, l.order_index limit 1
                """,
                Sample::id,
                learner.courseId(),
                learner.userId());
    }

    static boolean uncomplete(Turn turn) throws SQLException {
        return onCompletedLesson(
                turn,
                lesson ->
                        turn.write(
                                        """
                                        update learning.lesson_progress
                                        set status = 'in_progress', completed_at = null,
                                            progress_percentage = 60, last_accessed_at = now()
                                        where user_id = ? and lesson_id = ?
                                        """,
                                        lesson.userId(),
                                        lesson.lessonId())
                                == 1);
    }

    /** Delete and insert under the same key in one transaction. */
    static boolean restart(Turn turn) throws SQLException {
        return onCompletedLesson(
                turn,
                lesson -> {
                    turn.write(
                            "delete from learning.lesson_progress"
                                    + " where user_id = ? and lesson_id = ?",
                            lesson.userId(),
                            lesson.lessonId());
                    return turn.write(
                                    """
                                    insert into learning.lesson_progress
                                      (user_id, lesson_id, status, started_at)
                                    values (?, ?, 'in_progress', now())
                                    """,
                                    lesson.userId(),
                                    lesson.lessonId())
                            == 1;
                });
    }

    static boolean takeNote(Turn turn) throws SQLException {
        return onOpenLesson(
                turn,
                lesson -> {
                    if (turn.chance().happens(0.4)) {
                        turn.write(
                                "insert into learning.user_bookmarks (user_id, lesson_id)"
                                        + " values (?, ?)",
                                lesson.userId(),
                                lesson.lessonId());
                        return true;
                    }
                    UUID note = UUID.randomUUID();
                    turn.write(
                            "insert into learning.user_notes (id, user_id, lesson_id, content)"
                                    + " values (?, ?, ?, 'Ask about this on site.')",
                            note,
                            lesson.userId(),
                            lesson.lessonId());
                    turn.afterCommit(() -> turn.sample().notes.add(note));
                    return true;
                });
    }

    static boolean deleteNote(Turn turn) throws SQLException {
        return turn.onLive(
                turn.sample().notes,
                note -> {
                    turn.afterCommit(() -> turn.sample().notes.remove(note));
                    return turn.write("delete from learning.user_notes where id = ?", note) == 1;
                });
    }

    private record LessonOf(UUID userId, UUID lessonId) {}

    private static boolean onOpenLesson(Turn turn, Step<LessonOf> step) throws SQLException {
        return turn.on(
                turn.sample().enrollments,
                learner -> {
                    List<UUID> lessons =
                            turn.read(
                                    "select id from learning.lessons"
                                            + " where course_id = ? and is_published"
                                            + " order by module_id, order_index",
                                    Sample::id,
                                    learner.courseId());
                    return !lessons.isEmpty()
                            && step.take(
                                    new LessonOf(learner.userId(), turn.chance().oneOf(lessons)));
                });
    }

    private static boolean onCompletedLesson(Turn turn, Step<LessonOf> step) throws SQLException {
        return turn.on(
                turn.sample().enrollments,
                learner -> {
                    Optional<UUID> lesson =
                            turn.first(
                                    """
                                    select p.lesson_id from learning.lesson_progress p
                                    join learning.lessons l on l.id = p.lesson_id
                                    where p.user_id = ? and l.course_id = ?
                                      and p.status = 'completed'
                                    limit 1
                                    """,
                                    Sample::id,
                                    learner.userId(),
                                    learner.courseId());
                    return lesson.isPresent()
                            && step.take(new LessonOf(learner.userId(), lesson.get()));
                });
    }
}
