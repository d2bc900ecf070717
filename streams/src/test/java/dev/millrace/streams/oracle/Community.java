package dev.millrace.streams.oracle;

import java.sql.SQLException;
import java.util.List;
import java.util.Random;

/**
 * What the people of a {@link School} do besides learning, in the same database: they hold roles,
 * meet, write to each other and are notified. Times lie within seconds of now, on whole
 * milliseconds, so that some pass while a test runs and a clock of milliseconds knows when.
 */
public final class Community {

    public static final List<String> TABLES =
            List.of(
                    "identity.users",
                    "identity.roles",
                    "identity.role_permissions",
                    "identity.user_roles",
                    "engagement.meeting_attendances",
                    "engagement.conversations",
                    "engagement.conversation_participants",
                    "engagement.messages",
                    "engagement.notifications",
                    "learning.user_achievements");

    private final OracleDatabase database;
    private final Random random;

    public Community(OracleDatabase database, Random random) throws SQLException {
        this.database = database;
        this.random = random;
        database.execute(
                """
                insert into learning.courses (id, source_system, title, slug, instructor_name)
                select md5('course' || n)::uuid, 'edu7p', 'Course', 'course-' || n, 'Teacher'
                from generate_series(5, 12) n;
                update learning.courses set status = 'published';
                insert into identity.roles (id, name)
                select md5('role' || n)::uuid, 'role' || n from generate_series(1, 4) n;
                insert into identity.permissions (id, name, resource, action)
                select md5('permission' || n)::uuid, 'permission' || n, 'r', 'a'
                from generate_series(1, 6) n;
                insert into engagement.meetings (
                    id, title, scheduled_date, start_time, starts_at)
                select md5('meeting' || n)::uuid, 'Meeting', '2026-01-01', '10:00',
                    '2026-01-01T10:00Z'
                from generate_series(1, 6) n;
                insert into engagement.conversations (id, type)
                select md5('talk' || n)::uuid, 'group' from generate_series(1, 4) n;
                """);
    }

    /** Makes one random change; some change nothing. */
    public void change() throws SQLException {
        database.execute(
                switch (random.nextInt(12)) {
                    case 0 -> person();
                    case 1, 2 -> role();
                    case 3 -> attendance();
                    case 4 -> participant();
                    case 5, 6, 7 -> message();
                    case 8, 9 -> notification();
                    default -> course();
                });
    }

    /** Moves the oldest messages into the archive, as a detached partition does. */
    public void archive() throws SQLException {
        database.execute(
                """
                with moved as (
                    delete from engagement.messages
                    where id in (select id from engagement.messages order by created_at limit 3)
                    returning *)
                insert into archive.messages select *, now() from moved
                """);
    }

    private String person() {
        return "update identity.users set deleted_at = case when deleted_at is null then now() end"
                + " where id = "
                + id("user", 12);
    }

    private String role() {
        return switch (random.nextInt(5)) {
            case 0 ->
                    """
                    insert into identity.role_permissions (role_id, permission_id) values (%s, %s)
                    on conflict do nothing
                    """
                            .formatted(id("role", 4), id("permission", 6));
            case 1 ->
                    "delete from identity.role_permissions where "
                            + any("identity.role_permissions");
            case 2 -> "delete from identity.user_roles where " + any("identity.user_roles");
            default ->
                    """
                    insert into identity.user_roles (user_id, role_id, is_active, expires_at)
                    values (%s, %s, %b, %s)
                    on conflict (user_id, role_id) do update set
                        is_active = excluded.is_active, expires_at = excluded.expires_at
                    """
                            .formatted(
                                    id("user", 12),
                                    id("role", 4),
                                    random.nextInt(4) > 0,
                                    soonOrNull());
        };
    }

    private String attendance() {
        return random.nextInt(5) == 0
                ? "delete from engagement.meeting_attendances where "
                        + any("engagement.meeting_attendances")
                : """
                insert into engagement.meeting_attendances (
                    meeting_id, user_id, status, joined_at, join_duration_minutes)
                values (%s, %s, '%s', %s, %s)
                on conflict (meeting_id, user_id) do update set
                    status = excluded.status, joined_at = excluded.joined_at,
                    join_duration_minutes = excluded.join_duration_minutes
                """
                        .formatted(
                                id("meeting", 6),
                                id("user", 4),
                                List.of("invited", "attended", "attended", "no_show")
                                        .get(random.nextInt(4)),
                                soonOrNull(),
                                random.nextInt(3) == 0 ? "null" : random.nextInt(90));
    }

    private String participant() {
        return switch (random.nextInt(6)) {
            case 0 ->
                    "delete from engagement.conversation_participants where "
                            + any("engagement.conversation_participants");
            case 1 ->
                    "update engagement.conversation_participants set left_at = case when left_at is"
                            + " null then now() end where "
                            + any("engagement.conversation_participants");
            default ->
                    """
                    insert into engagement.conversation_participants (
                        conversation_id, user_id, joined_at, last_read_at)
                    values (%s, %s, %s, %s)
                    on conflict (conversation_id, user_id) do update set
                        last_read_at = excluded.last_read_at
                    """
                            .formatted(id("talk", 4), id("user", 12), soon(), soonOrNull());
        };
    }

    private String message() {
        return switch (random.nextInt(8)) {
            case 0 -> "delete from engagement.messages where " + any("engagement.messages");
            case 1 ->
                    "update engagement.messages set deleted_at = case when deleted_at is null then"
                            + " now() end where "
                            + any("engagement.messages");
            case 2 ->
                    "update engagement.messages set read_at = case when read_at is null then now()"
                            + " end where "
                            + any("engagement.messages");
            case 3 ->
                    "update engagement.messages set conversation_id = %s where %s"
                            .formatted(id("talk", 4), any("engagement.messages"));
            default ->
                    """
                    insert into engagement.messages (
                        conversation_id, sender_id, recipient_id, content, created_at)
                    values (%s, %s, %s, 'x', %s)
                    """
                            .formatted(
                                    id("talk", 4),
                                    id("user", 12),
                                    random.nextInt(3) > 0 ? "null" : id("user", 12),
                                    soon());
        };
    }

    private String notification() {
        return switch (random.nextInt(5)) {
            case 0 ->
                    "delete from engagement.notifications where " + any("engagement.notifications");
            case 1 ->
                    "update engagement.notifications set read_at = case when read_at is null then"
                            + " now() end where "
                            + any("engagement.notifications");
            case 2 ->
                    "update engagement.notifications set expires_at = %s where %s"
                            .formatted(soonOrNull(), any("engagement.notifications"));
            default ->
                    """
                    insert into engagement.notifications (
                        user_id, type, title, message, expires_at)
                    values (%s, 'promotional', 't', 'm', %s)
                    """
                            .formatted(id("user", 12), soonOrNull());
        };
    }

    private String course() {
        return switch (random.nextInt(8)) {
            case 0 ->
                    "update learning.courses set status = case status when 'published' then 'draft'"
                            + " else 'published' end::learning.course_status where id = "
                            + id("course", 12);
            case 1 ->
                    "update learning.courses set title = 'Course %d' where id = %s"
                            .formatted(random.nextInt(1_000), id("course", 12));
            case 2 ->
                    """
                    insert into learning.user_achievements (user_id, achievement_code, title)
                    values (%s, 'code%d', 'Title') on conflict do nothing
                    """
                            .formatted(id("user", 12), random.nextInt(5));
            case 3 ->
                    "delete from learning.user_achievements where "
                            + any("learning.user_achievements");
            default ->
                    // Of few people, so that they have more than are shown.
                    """
                    insert into learning.enrollments (user_id, course_id, last_accessed_at)
                    values (%s, %s, %s)
                    on conflict (user_id, course_id) do update set
                        status = 'active', last_accessed_at = excluded.last_accessed_at
                    """
                            .formatted(id("user", 3), id("course", 12), soonOrNull());
        };
    }

    private String soonOrNull() {
        return random.nextInt(3) == 0 ? "null" : soon();
    }

    private String soon() {
        return "date_trunc('milliseconds', now() + interval '%d ms')"
                .formatted(random.nextInt(6_000) - 1_000);
    }

    private String id(String kind, int most) {
        return "md5('" + kind + (1 + random.nextInt(most)) + "')::uuid";
    }

    /** A condition that holds for one row, or for none of an empty table. */
    private String any(String table) {
        return "id = (select id from %s order by md5(id::text || '%d') limit 1)"
                .formatted(table, random.nextInt(1_000_000));
    }
}
