package dev.millrace.launcher.traffic;

import java.sql.SQLException;
import java.util.UUID;

/** Roles are made, allowed things, and given to people: for good, or until a moment. */
final class Duties {

    private static final String MADE_UP = "made-up-";

    private Duties() {}

    /** Makes a role that may do one thing. */
    static boolean makeRole(Turn turn) throws SQLException {
        UUID role = UUID.randomUUID();
        turn.write("insert into identity.roles (id, name) values (?, ?)", role, MADE_UP + role);
        turn.afterCommit(() -> turn.sample().roles.add(role));
        return allow(turn, role);
    }

    /** A role may do one thing more. */
    static boolean allow(Turn turn) throws SQLException {
        return turn.on(turn.sample().roles, role -> allow(turn, role));
    }

    private static boolean allow(Turn turn, UUID role) throws SQLException {
        UUID permission = UUID.randomUUID();
        turn.write(
                """
                insert into identity.permissions (id, name, resource, action)
                values (?, ?, 'courses', 'read')
                """,
                permission,
                MADE_UP + permission);
        return turn.write(
                        """
                        insert into identity.role_permissions (role_id, permission_id)
                        select r.id, ?::uuid from identity.roles r where r.id = ?
                        """,
                        permission,
                        role)
                == 1;
    }

    /** A role may do one thing less. */
    static boolean forbid(Turn turn) throws SQLException {
        return turn.on(
                turn.sample().roles,
                role ->
                        turn.write(
                                        """
                                        delete from identity.role_permissions where id = (
                                          select id from identity.role_permissions
                                          where role_id = ? order by id limit 1)
                                        """,
                                        role)
                                == 1);
    }

    /** Somebody gets a role, or has it for another time; half of the grants end by themselves. */
    static boolean grant(Turn turn) throws SQLException {
        Integer seconds = turn.chance().happens(0.5) ? Notices.lapse(turn) : null;
        return turn.on(
                turn.sample().roles,
                role ->
                        turn.on(
                                turn.sample().people,
                                person ->
                                        turn.write(
                                                        """
                                                        insert into identity.user_roles
                                                          (user_id, role_id, expires_at)
                                                        select ?::uuid, r.id,
                                                          now() + make_interval(
                                                            secs => ?::integer)
                                                        from identity.roles r where r.id = ?
                                                        on conflict (user_id, role_id) do update
                                                          set expires_at = excluded.expires_at,
                                                            is_active = true
                                                        """,
                                                        person,
                                                        seconds,
                                                        role)
                                                == 1));
    }

    /** Somebody loses a role: the grant is put aside, or its row deleted. */
    static boolean revoke(Turn turn) throws SQLException {
        String statement =
                turn.chance().happens(0.5)
                        ? "delete from identity.user_roles"
                        : "update identity.user_roles set is_active = false";
        return turn.on(
                turn.sample().roles,
                role ->
                        turn.write(
                                        statement
                                                + """
                                                 where id = (
                                                  select id from identity.user_roles
                                                  where role_id = ? and is_active
                                                  order by id limit 1)
                                                """,
                                        role)
                                == 1);
    }
}
