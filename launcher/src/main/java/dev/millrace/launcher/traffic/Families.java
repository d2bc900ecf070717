package dev.millrace.launcher.traffic;

import java.sql.SQLException;
import java.util.UUID;

/** Families share a plan, up to its limit. */
final class Families {

    private Families() {}

    /** Somebody starts a plan and is its first member. */
    static boolean start(Turn turn) throws SQLException {
        UUID id = UUID.randomUUID();
        return turn.on(
                turn.sample().people,
                person -> {
                    boolean started =
                            turn.write(
                                            """
                                            insert into billing.family_plans
                                              (id, primary_user_id, max_members)
                                            select ?::uuid, ?::uuid, ?::integer
                                            where not exists (
                                              select from billing.family_plan_members
                                              where user_id = ?)
                                            on conflict (primary_user_id) do nothing
                                            """,
                                            id,
                                            person,
                                            turn.chance().between(2, 6),
                                            person)
                                    == 1;
                    if (started) {
                        turn.write(
                                """
                                insert into billing.family_plan_members
                                  (family_plan_id, user_id, role)
                                values (?, ?, 'primary')
                                on conflict (user_id) do nothing
                                """,
                                id,
                                person);
                        turn.afterCommit(() -> turn.sample().families.add(id));
                    }
                    return started;
                });
    }

    /** Somebody joins a plan that has room; its row is locked first, as the limit needs. */
    static boolean join(Turn turn) throws SQLException {
        return turn.on(
                turn.sample().families,
                family ->
                        turn.on(
                                turn.sample().people,
                                person -> {
                                    turn.read(
                                            "select id from billing.family_plans where id = ?"
                                                    + " for update",
                                            Sample::id,
                                            family);
                                    return turn.write(
                                                    """
                                                    insert into billing.family_plan_members
                                                      (family_plan_id, user_id, role)
                                                    select f.id, ?::uuid, 'member'
                                                    from billing.family_plans f
                                                    where f.id = ? and f.max_members > (
                                                      select count(*)
                                                      from billing.family_plan_members m
                                                      where m.family_plan_id = f.id)
                                                    on conflict (user_id) do nothing
                                                    """,
                                                    person,
                                                    family)
                                            == 1;
                                }));
    }

    static boolean leave(Turn turn) throws SQLException {
        return turn.on(
                turn.sample().families,
                family ->
                        turn.write(
                                        """
                                        delete from billing.family_plan_members
                                        where family_plan_id = ? and user_id = (
                                          select user_id from billing.family_plan_members
                                          where family_plan_id = ? and role = 'member'
                                          order by user_id limit 1)
                                        """,
                                        family,
                                        family)
                                == 1);
    }
}
