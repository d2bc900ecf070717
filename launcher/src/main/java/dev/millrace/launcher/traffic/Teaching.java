package dev.millrace.launcher.traffic;

import java.sql.SQLException;
import java.util.UUID;

/** Instructors change their courses while people learn. */
final class Teaching {

    private Teaching() {}

    /** A lesson at the end of a course, mostly open at once. */
    static boolean addLesson(Turn turn) throws SQLException {
        UUID id = UUID.randomUUID();
        boolean open = turn.chance().happens(0.8);
        return turn.on(
                turn.sample().courses,
                course ->
                        turn.write(
                                        """
                                        insert into learning.lessons
                                          (id, course_id, module_id, title, slug, order_index,
                                           is_published)
                                        select ?::uuid, m.course_id, m.id, 'Addition', ?,
                                               (select coalesce(max(l.order_index), 0) + 1
                                                from learning.lessons l where l.module_id = m.id),
                                               ?::boolean
                                        from learning.course_modules m
                                        where m.course_id = ?
                                        order by m.order_index desc limit 1
                                        """,
                                        id,
                                        "addition-" + id,
                                        open,
                                        course.id())
                                == 1);
    }

    /** Something to download, beside the lessons of a course. */
    static boolean addResource(Turn turn) throws SQLException {
        UUID id = UUID.randomUUID();
        return turn.on(
                turn.sample().courses,
                course -> {
                    turn.afterCommit(() -> turn.sample().resources.add(id));
                    return turn.write(
                                    """
                                    insert into learning.course_resources
                                      (id, course_id, title, file_url)
                                    values (?, ?, 'Checklist', 'files/checklist.pdf')
                                    """,
                                    id,
                                    course.id())
                            == 1;
                });
    }

    static boolean tagCourse(Turn turn) throws SQLException {
        return turn.on(
                turn.sample().courses,
                course ->
                        turn.on(
                                turn.sample().tags,
                                tag ->
                                        turn.write(
                                                        """
                                                        insert into learning.course_tag_map
                                                          (course_id, tag_id)
                                                        values (?, ?)
                                                        on conflict do nothing
                                                        """,
                                                        course.id(),
                                                        tag)
                                                == 1));
    }

    static boolean untagCourse(Turn turn) throws SQLException {
        return turn.on(
                turn.sample().courses,
                course ->
                        turn.write(
                                        """
                                        delete from learning.course_tag_map
                                        where course_id = ? and tag_id = (
                                          select tag_id from learning.course_tag_map
                                          where course_id = ? order by tag_id limit 1)
                                        """,
                                        course.id(),
                                        course.id())
                                == 1);
    }

    /** The newest lesson of a course goes, with all progress in it; three stay. */
    static boolean removeLesson(Turn turn) throws SQLException {
        return onCourse(
                turn,
                """
                delete from learning.lessons
                where id = (
                  select id from learning.lessons where course_id = ?
                  order by created_at desc, id limit 1)
                and course_id = (
                  select course_id from learning.lessons where course_id = ?
                  group by course_id having count(*) > 3)
                """);
    }

    static boolean publishLesson(Turn turn) throws SQLException {
        return onCourse(
                turn,
                """
                update learning.lessons set is_published = true
                where id = (
                  select id from learning.lessons where course_id = ? and not is_published
                  order by order_index, id limit 1)
                and course_id = ?
                """);
    }

    /** One lesson stays open. */
    static boolean unpublishLesson(Turn turn) throws SQLException {
        return onCourse(
                turn,
                """
                update learning.lessons set is_published = false
                where id = (
                  select id from learning.lessons where course_id = ? and is_published
                  order by order_index desc, id offset 1 limit 1)
                and course_id = ?
                """);
    }

    private static boolean onCourse(Turn turn, String sql) throws SQLException {
        return turn.on(
                turn.sample().courses, course -> turn.write(sql, course.id(), course.id()) == 1);
    }
}
